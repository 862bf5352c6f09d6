"""What happened to the actions: dated, sourced, written once, chained."""

import unicodedata

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from actions.chain import GENESIS, digest_of, lock_history
from actions.evidence import Photograph, file_name, is_kept, settle
from actions.statuses import Status
from figures.references import refuse_references
from publishing.checks import clean_alone
from publishing.models import Body
from publishing.text.dates import PartialDateField
from spreadsheets.writing.xml import clean

EARLIEST_YEAR = 1990  # no plan of this site is older; an earlier year is a slip of the keyboard


class EventQuerySet(models.QuerySet):
    def deciding(self, day):
        """The events that may decide a status at that day, the deciding one first.

        Public rule: the newest by date, then rank, that has a status, is not corrected by another
        and whose period is over.
        """
        return self.filter(~Q(status=""), correction__isnull=True, settled_on__lte=day).order_by(
            "-settled_on", "-rank"
        )

    def public(self):
        """Those that the pages, feeds and exports tell: their action is published."""
        actions = self.model._meta.get_field("action").related_model.objects
        return self.filter(action__in=actions.published())

    def to_show(self):
        """With what a page says of each, in one query."""
        return self.select_related("action", "correction", "corrects", "merged_into")

    def of_one_action(self):
        """The same on the page of the action itself: of the others, what its lines name."""
        own = [field.name for field in self.model._meta.concrete_fields]
        named = ["correction__rank", "corrects__rank", "merged_into__number"]
        return self.select_related("correction", "corrects", "merged_into").only(*own, *named)

    def update(self, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

    def bulk_create(self, *args, **kwargs):
        raise TypeError("Events are written at the end of the chain: see `bulk.record_many`.")

    def append(self, events, batch_size=1000):
        """Add many events at the end of the chain, by the very rules of `Event.save()`.

        Raises ValidationError like it. For `bulk.record_many` alone, which moves the actions too:
        the caller holds the lock of the history, and each event knows its action.
        """
        corrected = self.corrected_among([e.corrects_id for e in events if e.corrects_id])
        last = self.last_of_chain()
        now = timezone.now()
        for event in events:
            event.is_correction_known = event.corrects_id in corrected
            event.prepare()
            clean_alone(event)
            event.follow(last, now)
            last = event
        super().bulk_create(events, batch_size=batch_size)
        kept = [event for event in events if event.evidence_kind in Event.KEPT]
        transaction.on_commit(lambda: [settle(event) for event in kept])

    def corrected_among(self, keys):
        """Those of these events that another corrects already."""
        return set(self.filter(corrects__in=keys).values_list("corrects", flat=True))

    def last_of_chain(self):
        return self.order_by("rank").last()

    def delete(self):
        raise TypeError("Events are append-only: correct one by another.")


class Event(models.Model):
    """Something that happened to an action: dated, sourced, written once, never changed.

    A mistake is corrected by another event that names it. The database refuses updates and
    deletions too (triggers of migration 0002).
    """

    class Evidence(models.TextChoices):
        LINK = "lien", "Lien"
        DOCUMENT = "document", "Document"
        PHOTO = "photo", "Photographie"

    KEPT = (Evidence.DOCUMENT, Evidence.PHOTO)  # by this site, where a link leads to another

    rank = models.PositiveIntegerField("rang", unique=True, editable=False)
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
    evidence_kind = models.CharField("genre de preuve", max_length=10, choices=Evidence, blank=True)
    evidence_title = models.CharField("titre de la preuve", max_length=200, blank=True)
    evidence_url = models.URLField("adresse de la preuve", max_length=500, blank=True)
    evidence_seen_on = models.DateField("preuve vue le", null=True, blank=True)
    evidence_alt = models.CharField(
        "texte de remplacement",
        max_length=250,
        blank=True,
        help_text="Ce que montre la photographie, en une phrase, pour qui ne la voit pas.",
    )
    # Of a document or a photograph kept here: the SHA-256 of the file kept, so that the proof
    # covers its bytes, and what a page needs to show the photograph.
    evidence_digest = models.CharField(
        "empreinte de la preuve", max_length=64, blank=True, editable=False
    )
    evidence_width = models.PositiveIntegerField(null=True, editable=False)
    evidence_height = models.PositiveIntegerField(null=True, editable=False)
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
    recorded_at = models.DateTimeField("enregistrée le", editable=False)
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
    # Unique: whatever the isolation level, two events never follow the same one.
    previous_digest = models.CharField(
        "empreinte précédente", max_length=64, unique=True, editable=False
    )
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = "étape"
        ordering = ["-settled_on", "-rank"]
        constraints = [
            models.CheckConstraint(
                condition=Q(status__in=["", *Status.values]), name="actions_event_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.DONE) | ~Q(evidence_kind="") | ~Q(reservation=""),
                name="actions_event_done_needs_evidence",
                violation_error_message=(
                    "« Réalisée » demande une preuve, ou une réserve que le public verra."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(evidence_kind="lien") | ~Q(evidence_url=""),
                name="actions_event_link_has_address",
                violation_error_message="Une preuve par lien demande son adresse.",
            ),
            models.CheckConstraint(
                condition=~Q(evidence_kind__in=["document", "photo"])
                | ~Q(evidence_url="") & ~Q(evidence_digest=""),
                name="actions_event_file_is_kept",
                violation_error_message="Une preuve déposée demande son fichier.",
            ),
            models.CheckConstraint(
                condition=~Q(evidence_kind="photo") | ~Q(evidence_alt=""),
                name="actions_event_photo_is_described",
                violation_error_message="Une photographie demande son texte de remplacement.",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(status=Status.ABANDONED),
                name="actions_event_merged_leaves_the_plan",
                violation_error_message=(
                    "Une action regroupée avec une autre sort du plan : choisissez « Abandonnée »."
                ),
            ),
        ]
        indexes = [models.Index(fields=["action", "-settled_on", "-rank"])]

    def __str__(self):
        return f"{self.occurred_on} : {self.text}"

    is_correction_known = None  # whether another corrects it, when it was asked for many at once

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
            self.check_correction()  # again: somebody may have corrected it meanwhile
            self.follow(Event.objects.last_of_chain(), timezone.now())
            super().save(*args, **kwargs)
            transaction.on_commit(lambda: settle(self))
            self.move_action()

    def get_absolute_url(self):
        return f"{self.action.get_absolute_url()}#etape-{self.rank}"

    def prepare(self):
        """Fill what nobody is asked for and the rules look at."""
        self.published_body = self.published_body or self.action.body

    def follow(self, last, now):
        """Take the place after the last event of the chain, None for the first of all."""
        self.rank = last.rank + 1 if last else 1
        self.previous_digest = last.digest if last else GENESIS
        self.settled_on = self.occurred_on.last_day
        self.recorded_at = now.replace(microsecond=0)
        self.digest = self.compute_digest()

    def move_action(self):
        """Make the copy of the status follow; nothing decides any more when all is corrected."""
        # Read again: the action at hand may date from before somebody else's edit, or hold one
        # that is not saved; its history of changes tells the whole row.
        action = type(self.action).objects.select_for_update().get(pk=self.action_id)
        reached = action.status_at(timezone.localdate()) or Status.UPCOMING
        if action.status != reached:
            action.status = reached
            action.save(update_fields=["status", "updated_at"])
        self.action.status = reached

    def check_correction(self):
        """An event is corrected once, by an event of its own action."""
        if not self.corrects_id or not self.action_id:
            return
        if self.corrects.action_id != self.action_id:
            raise ValidationError({"corrects": "L’étape rectifiée appartient à une autre action."})
        known = self.is_correction_known
        if Event.objects.filter(corrects=self.corrects_id).exists() if known is None else known:
            raise ValidationError(
                {
                    "corrects": (
                        "Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."
                    )
                }
            )

    def clean(self):
        errors = {}
        self.text, self.reservation = one_spelling(self.text), one_spelling(self.reservation)
        if self.occurred_on and self.occurred_on.first_day > timezone.localdate():
            errors["occurred_on"] = (
                "Une étape raconte ce qui s’est passé : sa date ne peut pas être future."
            )
        elif self.occurred_on and self.occurred_on.first_day.year < EARLIEST_YEAR:
            errors["occurred_on"] = f"Avant {EARLIEST_YEAR} : l’année est sans doute mal tapée."
        if self.evidence_seen_on and self.evidence_seen_on > timezone.localdate():
            errors["evidence_seen_on"] = "Une preuve ne peut pas avoir été vue dans l’avenir."
        if self.evidence_title and not self.evidence_url:
            errors["evidence_url"] = "Une preuve qui a un titre a aussi une adresse ou un fichier."
        if self.evidence_url and not self.evidence_kind:
            self.evidence_kind = self.Evidence.LINK
        try:
            self.check_correction()
        except ValidationError as error:
            error.update_error_dict(errors)
        # Without a digest, a constraint says it.
        if self.evidence_kind in self.KEPT and self.evidence_digest and not is_kept(self):
            errors["evidence_url"] = (
                "Ce fichier n’est pas gardé par le site : déposez-le avec l’étape."
            )
        if self.merged_into_id and self.merged_into_id == self.action_id:
            errors["merged_into"] = "Une action ne se regroupe pas avec elle-même."
        if errors:
            raise ValidationError(errors)

    def delete(self, *args, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

    @property
    def is_pending(self):
        """Whether its period is not over: its status counts from the last day only."""
        return bool(self.status) and self.occurred_on.last_day > timezone.localdate()

    @property
    def recorded_on(self):
        """The day, on the town's clock."""
        return timezone.localdate(self.recorded_at)

    @property
    def outcome(self):
        """The status reached, in words; an action that another takes over says which."""
        if self.merged_into:
            return f"Regroupée avec l’action n° {self.merged_into.number}"
        return self.get_status_display()

    @property
    def publisher(self):
        """The body and service that publish the event; never a person."""
        return ", ".join(filter(None, [self.get_published_body_display(), self.published_service]))

    @property
    def document_path(self):
        """Where this site serves the document, whatever its own name was when it was kept."""
        return reverse("actions:document", args=[file_name(self)])

    @property
    def document_format(self):
        return file_name(self).rpartition(".")[2].upper()

    @property
    def photograph(self):
        """The picture kept as evidence, for `{% picture %}`."""
        return Photograph.of(self) if self.evidence_kind == self.Evidence.PHOTO else None

    def compute_digest(self):
        return digest_of(self.public_cells())

    def public_cells(self):
        """The event as a row of `/donnees/etapes.csv`, by column; strings only."""
        from ..event_columns import cells_of  # which names what this module defines

        return cells_of(self)


def one_spelling(text):
    """Line ends and accents in their one usual spelling: forms and files differ on both. Control
    signs, which a paste may bring unseen, go: no feed could carry them, and an event stays."""
    return unicodedata.normalize("NFC", clean("\n".join(text.splitlines()))).strip()
