"""What happened to the actions: dated, sourced, written once, chained."""

import re
import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone

from actions.certainty import Certainty, usual
from actions.chain import lock_history
from actions.evidence import kept_file, remove_kept
from actions.statuses import Status
from backoffice.folding import fold
from figures.references import refuse_references
from publishing.models import Body
from publishing.text.dates import PartialDate, PartialDateField
from spreadsheets.writing.xml import clean

from .announcements import Announcing
from .event_chain import Chained
from .event_evidence import WithEvidence
from .event_querysets import ALREADY_CORRECTED, EventQuerySet

WORDS = re.compile(r"\w+")
EARLIEST_YEAR = 1990  # no plan of this site is older; an earlier year is a slip of the keyboard


class Event(Chained, WithEvidence, Announcing, models.Model):
    """Something that happened to an action: dated, sourced, written once, never changed.

    A mistake is corrected by another event that names it. The database refuses updates and
    deletions too (triggers: actions.append_only).
    """

    action = models.ForeignKey(
        "Action", models.PROTECT, related_name="events", verbose_name="action"
    )
    text = models.TextField(
        "ce qui s’est passé", validators=[refuse_references, MaxLengthValidator(1500)]
    )
    occurred_on = PartialDateField("date")
    settled_on = models.DateField("compte à partir du", editable=False)
    status = models.CharField(
        "statut atteint",
        max_length=12,
        choices=Status,
        blank=True,
        help_text="Vide : une nouvelle, qui ne change pas le statut.",
    )
    certainty = models.CharField(
        "certitude",
        max_length=8,
        choices=Certainty,
        blank=True,  # `clean` fills it where nobody says it
        help_text="Prouvée : une source le dit. Déduite : la réserve dit de quels faits datés.",
    )
    reservation = models.TextField(
        "réserve", blank=True, help_text="Montrée au public : date déduite, statut provisoire…"
    )
    corrects = models.OneToOneField(
        "self",
        models.PROTECT,
        related_name="correction",
        null=True,
        blank=True,
        verbose_name="rectifie",
        help_text="L’étape erronée que celle-ci remplace.",
        error_messages={"unique": ALREADY_CORRECTED},
    )
    merged_into = models.ForeignKey(
        "Action",
        models.PROTECT,
        related_name="absorptions",
        null=True,
        blank=True,
        verbose_name="regroupée avec",
        help_text="L’action sort du plan parce qu’une autre la reprend.",
    )
    new_number = models.PositiveIntegerField(
        "nouveau numéro",
        null=True,
        blank=True,
        editable=False,
        help_text="Le numéro que l’action porte à partir de cette étape.",
    )
    published_body = models.CharField(
        "organisme qui publie",
        max_length=20,
        choices=Body,
        blank=True,
        help_text="Vide : l’organisme qui mène l’action.",
    )
    published_service = models.CharField(
        "service qui publie",
        max_length=120,
        blank=True,
        help_text="Public. Un service, jamais le nom d’une personne.",
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="enregistrée par",
    )
    import_run = models.ForeignKey(
        "ImportRun",
        models.PROTECT,
        related_name="events",
        null=True,
        editable=False,
        verbose_name="import",
    )
    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        ordering = ["-settled_on", "-rank"]
        constraints = [
            *WithEvidence.Meta.constraints,
            *Announcing.Meta.constraints,
            models.CheckConstraint(
                condition=Q(status__in=["", *Status.values]), name="actions_event_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DONE)
                | ~Q(evidence_kind="")
                | ~Q(reservation="")
                | Q(is_redacted=True),
                name="actions_event_done_needs_evidence",
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="actions_event_certainty_known"
            ),
            models.CheckConstraint(
                condition=Q(status=Status.UNKNOWN, certainty=Certainty.UNKNOWN)
                | ~Q(status=Status.UNKNOWN) & ~Q(certainty=Certainty.UNKNOWN),
                name="actions_event_unknown_is_uncertain",
            ),
            models.CheckConstraint(
                condition=~Q(certainty=Certainty.DEDUCED)
                | ~Q(reservation="")
                | Q(is_redacted=True),
                name="actions_event_deduction_is_explained",
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DONE, certainty=Certainty.PROVED) | ~Q(evidence_kind=""),
                name="actions_event_proved_done_has_evidence",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status=Status.ABANDONED),
                name="actions_event_merged_leaves_the_plan",
            ),
            models.CheckConstraint(
                condition=Q(new_number__isnull=True) | Q(new_number__gt=0, status=""),
                name="actions_event_new_number_moves_no_status",
            ),
        ]
        indexes = [
            models.Index(fields=["action", "-settled_on", "-rank"]),
            # One event in five moves a status: the chart of the plan reads them all.
            models.Index(
                fields=["action", "settled_on", "rank", "status"],
                condition=~Q(status=""),
                name="actions_event_statuses",
            ),
            models.Index(
                fields=["rank"],
                condition=Q(new_number__isnull=False),
                name="actions_event_new_numbers",
            ),
        ]

    def __str__(self):
        # No words: the journal of the back office copies it, and they may have to be taken out.
        return f"étape n° {self.rank} ({self.occurred_on})" if self.rank else "étape nouvelle"

    # What `save` writes itself, so that nobody is asked for it.
    TRACE = ("rank", "settled_on", "recorded_at", "previous_digest", "digest")

    def save(self, *args, **kwargs):
        """Add the event at the end of the chain and move its action.

        Raises ValidationError when the event breaks a rule, whoever calls.
        """
        if self.pk:
            raise TypeError("Events are append-only: correct one by another.")
        self.prepare()
        self.full_clean(exclude=self.TRACE)
        with transaction.atomic():
            lock_history()
            self.validate_unique(exclude=self.TRACE)  # somebody may have corrected it meanwhile
            self.follow(Event.objects.last_of_chain(), timezone.now())
            super().save(*args, **kwargs)
            self.move_action()

    def get_absolute_url(self):
        return f"{self.action.get_absolute_url()}#etape-{self.rank}"

    def prepare(self):
        """Fill what nobody is asked for."""
        self.published_body = self.published_body or self.action.body
        self.settled_on = self.occurred_on and self.occurred_on.last_day

    def take_out(self, names):
        """Lose the words of these columns, and the file kept as evidence if its address is one of
        them. Returns the words. For `Redaction.confirm` alone."""
        words = {name: self.free_words()[name] for name in names}
        file = kept_file(self) if "preuve_url" in names else None
        Event.objects.take_out(self, names)
        if file and not Event.objects.filter(evidence_url=words["preuve_url"]).exists():
            transaction.on_commit(lambda: remove_kept(file))
        self.refresh_from_db()
        return words

    def move_action(self):
        """Make the copies follow; nothing decides any more when all is corrected."""
        # Read again: the action at hand may date from before somebody else's edit, or hold one
        # that is not saved; its history of changes tells the whole row.
        mine = type(self.action).objects.filter(pk=self.action_id)
        action = mine.select_for_update().get()
        if changed := action.take_standing(mine.standings(timezone.localdate())[action.pk]):
            action.save(update_fields=[*changed, "updated_at"])
        self.action.take_standing(action.standing)

    def clean(self):
        """Every rule of the constraints is here too, in Python: imports check thousands of events
        without a query for each. Tests compare both."""
        self.text, self.reservation = one_spelling(self.text), one_spelling(self.reservation)
        self.complete_evidence()
        self.certainty = self.certainty or usual(
            self.status, bool(self.evidence_kind), bool(self.reservation)
        )
        faults = self.date_faults() | self.evidence_faults() | self.relation_faults()
        faults |= self.announcement_faults() | self.certainty_faults()
        if self.status == Status.DONE and not (self.evidence_kind or self.reservation):
            faults["evidence_kind"] = (
                "« Réalisée » demande une preuve, ou une réserve que le public verra."
            )
        if faults:
            raise ValidationError(faults)

    def date_faults(self):
        if not self.occurred_on:
            return {}
        if self.occurred_on.first_day > timezone.localdate():
            message = "Une étape raconte ce qui s’est passé : sa date ne peut pas être future."
        elif self.occurred_on.first_day.year < EARLIEST_YEAR:
            message = f"Avant {EARLIEST_YEAR} : l’année est sans doute mal tapée."
        else:
            return {}
        return {"occurred_on": message}

    def certainty_faults(self):
        message = ""
        if self.certainty not in Certainty.values:
            return {}  # the choices of the field tell it
        if (self.status == Status.UNKNOWN) != (self.certainty == Certainty.UNKNOWN):
            message = (
                "« Inconnue » va avec le statut « Statut inconnu », et avec lui seul : changez "
                "l’un ou l’autre."
            )
        elif self.certainty == Certainty.DEDUCED and not self.reservation:
            message = "« Déduite » demande une réserve : dites de quels faits datés, et comment."
        elif (
            self.status == Status.DONE
            and self.certainty == Certainty.PROVED
            and self.reservation
            and not self.evidence_kind
        ):
            message = "« Réalisée » sans preuve n’est pas prouvée : choisissez « Déduite »."
        return {"certainty": message} if message else {}

    def relation_faults(self):
        faults = {}
        if self.corrects_id and self.action_id and self.corrects.action_id != self.action_id:
            faults["corrects"] = "L’étape rectifiée appartient à une autre action."
        elif self.corrects_id and self.corrects.new_number and not self.new_number:
            faults["corrects"] = (
                "Cette étape dit le numéro de l’action : pour y revenir, ouvrez l’action, puis "
                "« Numéro officiel trouvé »."
            )
        if self.new_number is not None and (self.new_number < 1 or self.status):
            faults["status"] = "Une étape qui donne un numéro ne change pas le statut."
        if self.merged_into_id and self.merged_into_id == self.action_id:
            faults["merged_into"] = "Une action ne se regroupe pas avec elle-même."
        if self.merged_into_id and self.status != Status.ABANDONED:
            faults["status"] = (
                "Une action regroupée avec une autre sort du plan : choisissez « Abandonnée »."
            )
        return faults

    def delete(self, *args, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

    @property
    def is_pending(self):
        """Whether its period is not over: its status counts from the last day only."""
        return bool(self.status) and self.occurred_on.last_day > timezone.localdate()

    @property
    def is_withdrawal(self):
        """Whether it only says that the import of another event was undone."""
        run = self.import_run if self.corrects_id and self.import_run_id else None
        return bool(run and run.undoes_id)

    @property
    def is_withdrawn(self):
        """Whether the import that brought it was undone: nothing took its place."""
        correction = getattr(self, "correction", None)
        return correction is not None and correction.is_withdrawal

    @property
    def outcome(self):
        """The status reached, in words; an action that another takes over says which."""
        if self.merged_into:
            return f"Regroupée avec l’action n° {self.merged_into.number}"
        return self.get_status_display()

    @property
    def shown_text(self):
        return self.text or self.withdrawn("text", "Texte retiré")

    @property
    def shown_reservation(self):
        return self.reservation or self.withdrawn("reservation", "Réserve retirée")

    @property
    def withdrawn_evidence(self):
        return self.withdrawn("evidence_url", "Preuve retirée")

    def withdrawn(self, field, words):
        """« Texte retiré le 27 novembre 2026, pour protéger une personne. », or nothing."""
        if field not in self.redacted_fields:
            return ""
        day = timezone.localdate(self.redacted_at)
        return f"{words} le {PartialDate(day)}, pour protéger une personne."

    @property
    def redacted_at(self):
        """When words were last taken out; None when all are there."""
        if not self.is_redacted:
            return None
        return self.redactions.exclude(confirmed_at=None).latest("confirmed_at").confirmed_at

    @property
    def publisher(self):
        """The body and service that publish the event, as after « par »; never a person."""
        body = Body(self.published_body).with_article if self.published_body else ""
        return ", ".join(filter(None, [body, self.published_service]))


def one_spelling(text):
    """Line ends and accents in their one usual spelling: forms and files differ on both. Control
    signs, which a paste may bring unseen, go: no feed could carry them, and an event stays."""
    return unicodedata.normalize("NFC", clean("\n".join(text.splitlines()))).strip()


def told_alike(text):
    """What makes two texts of the same day one: their words, whatever their case, accents, spaces
    and punctuation."""
    return " ".join(WORDS.findall(fold(text)))
