"""What was promised, and what became of it."""

import hashlib
import json
from datetime import UTC

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from figures.models import Source
from participation.models import Process
from publishing.dates import PartialDateField
from publishing.models import Body, Publishable, PublishableQuerySet
from services.models import Service


class Status(models.TextChoices):
    """Where an action stands. The values appear in addresses and exports."""

    DONE = "realisee", "Réalisée"
    ONGOING = "en-cours", "En cours"
    UPCOMING = "a-venir", "À venir"
    SUSPENDED = "suspendue", "Suspendue"
    ABANDONED = "abandonnee", "Abandonnée"

    @property
    def plural(self):
        """As a heading or a filter says it: « Réalisées », « En cours »."""
        return self.label if self in (Status.ONGOING, Status.UPCOMING) else f"{self.label}s"


class Theme(models.Model):
    """One of the town's six subjects for the actions."""

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    name = models.CharField("nom", max_length=60)
    rank = models.PositiveSmallIntegerField("rang", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "thème"
        ordering = ["rank"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actions:by_theme", args=[self.slug])


class ActionQuerySet(PublishableQuerySet):
    def for_list(self):
        """What a row of the ledger shows, in one query."""
        newest = Event.objects.filter(action=OuterRef("pk")).order_by("-settled_on", "-rank")
        return (
            self.published()
            .select_related("theme")
            .annotate(
                newest_text=Subquery(newest.values("text")[:1]),
                newest_date=Subquery(
                    newest.values("occurred_on")[:1], output_field=PartialDateField()
                ),
            )
        )

    def with_status(self, status):
        return self.filter(status=status)

    def at(self, day):
        """Each action with `status_at`: its status at the end of that day, by the public rule."""
        return self.annotate(
            status_at=Subquery(
                Event.objects.filter(action=OuterRef("pk")).deciding(day).values("status")[:1]
            )
        )

    def totals(self):
        """How many actions in each status, zero included, in order."""
        counts = dict(self.order_by().values_list("status").annotate(Count("pk")))
        return {status: counts.get(status.value, 0) for status in Status}

    def refresh_statuses(self):
        """Bring the copies of the status up to today: an event known to the month or the year
        counts from the last day of its period, which comes without an edit."""
        for action in self.at(timezone.localdate()):
            reached = action.status_at or Status.UPCOMING
            if reached != action.status:
                type(action).objects.filter(pk=action.pk).update(status=reached)


class Action(Publishable):
    """One of the numbered commitments of a plan."""

    number = models.PositiveSmallIntegerField(
        "numéro", unique=True, help_text="Permanent : il figure dans l’adresse de la page."
    )
    is_number_provisional = models.BooleanField(
        "numéro provisoire", default=False, help_text="Le numéro officiel n’est pas connu."
    )
    title = models.CharField("intitulé", max_length=200, blank=True)
    official_title = models.CharField(
        "intitulé officiel",
        max_length=300,
        blank=True,
        help_text="Tel qu’annoncé ; jamais modifié.",
    )
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="thème",
    )
    summary = models.TextField("résumé en mots simples", blank=True)
    body = models.CharField("organisme", max_length=20, choices=Body, default=Body.CITY)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="service",
    )
    place = models.CharField("lieu", max_length=200, blank=True)
    process = models.ForeignKey(
        Process,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="démarche d’origine",
    )
    budget_planned = models.DecimalField(
        "budget prévu (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    budget_spent = models.DecimalField(
        "budget dépensé (€)", max_digits=14, decimal_places=2, null=True, blank=True
    )
    next_review_on = models.DateField(
        "prochaine mise à jour le", null=True, blank=True, help_text="Promise au public."
    )
    reservation = models.TextField(
        "réserve", blank=True, help_text="Montrée au public : ce qui est douteux ou à compléter."
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="+", verbose_name="sources")
    # A copy of what the events say, for filtering; only Event.save() and the worker write it.
    status = models.CharField(
        "statut", max_length=12, choices=Status, default=Status.UPCOMING, editable=False
    )

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[sources])

    class Meta(Publishable.Meta):
        verbose_name = "action"
        ordering = ["number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__gt=0), name="actions_action_number_positive"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="actions_action_status_known"
            ),
        ]
        indexes = [models.Index(fields=["status", "number"])]

    def __str__(self):
        return f"n° {self.number}, {self.name}"

    def get_absolute_url(self):
        return reverse("actions:detail", args=[self.number])

    @property
    def name(self):
        return self.title or "Intitulé à compléter"

    @property
    def is_review_late(self):
        return bool(self.next_review_on) and self.next_review_on < timezone.localdate()

    def status_at(self, day):
        """The status at the end of that day, or None before the first event."""
        event = self.events.deciding(day).first()
        return Status(event.status) if event else None

    def record(self, text, occurred_on, status="", **details):
        """Write down what happened; imports, seeds and the shell come through here.

        Raises ValidationError when the event breaks a rule: a date to come, « réalisée » without
        evidence or reservation, a correction of another action's event.
        """
        event = Event(action=self, text=text, occurred_on=occurred_on, status=status, **details)
        event.full_clean()
        event.save()
        return event


class EventQuerySet(models.QuerySet):
    def deciding(self, day):
        """The events that may decide a status at that day, the deciding one first.

        Public rule: the newest by date, then rank, that has a status, is not corrected by another
        and whose period is over.
        """
        return self.filter(~Q(status=""), correction__isnull=True, settled_on__lte=day).order_by(
            "-settled_on", "-rank"
        )

    def update(self, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

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

    rank = models.PositiveIntegerField("rang", unique=True, editable=False)
    action = models.ForeignKey(Action, models.PROTECT, related_name="events", verbose_name="action")
    text = models.TextField("ce qui s’est passé")
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
    recorded_at = models.DateTimeField("enregistrée le", editable=False)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        editable=False,
        verbose_name="enregistrée par",
    )
    previous_digest = models.CharField("empreinte précédente", max_length=64, editable=False)
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
        ]
        indexes = [models.Index(fields=["action", "-settled_on", "-rank"])]

    def __str__(self):
        return f"{self.occurred_on} : {self.text}"

    def save(self, *args, **kwargs):
        """Add the event at the end of the chain and move its action."""
        if self.pk:
            raise TypeError("Events are append-only: correct one by another.")
        with transaction.atomic():
            lock_history()
            last = Event.objects.order_by("rank").last()
            self.rank = last.rank + 1 if last else 1
            self.previous_digest = last.digest if last else "0" * 64
            self.settled_on = self.occurred_on.last_day
            self.recorded_at = timezone.now().replace(microsecond=0)
            self.digest = hashlib.sha256(self.canonical_form().encode()).hexdigest()
            super().save(*args, **kwargs)
            self.move_action()

    def move_action(self):
        """Make the copy of the status follow; nothing decides any more when all is corrected."""
        # Read again: the action at hand may date from before somebody else's event.
        stored = Action.objects.values_list("status", flat=True).get(pk=self.action_id)
        self.action.status = self.action.status_at(timezone.localdate()) or Status.UPCOMING
        if self.action.status != stored:
            self.action.save(update_fields=["status", "updated_at"])

    def clean(self):
        errors = {}
        if self.occurred_on and self.occurred_on.first_day > timezone.localdate():
            errors["occurred_on"] = (
                "Une étape raconte ce qui s’est passé : sa date ne peut pas être future."
            )
        if self.evidence_url and not self.evidence_kind:
            self.evidence_kind = self.Evidence.LINK
        if self.corrects_id and self.action_id and self.corrects.action_id != self.action_id:
            errors["corrects"] = "L’étape rectifiée appartient à une autre action."
        elif self.corrects_id and Event.objects.filter(corrects=self.corrects_id).exists():
            errors["corrects"] = (
                "Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."
            )
        if errors:
            raise ValidationError(errors)

    def delete(self, *args, **kwargs):
        raise TypeError("Events are append-only: correct one by another.")

    def canonical_form(self):
        """The public fields and the previous digest as one line of JSON, which the digest covers.

        Strings only, in the order of `/donnees/etapes.csv`, so that anyone can compute it again.
        """
        return json.dumps(
            [
                str(self.rank),
                str(self.action.number),
                self.occurred_on.first_day.isoformat(),
                self.occurred_on.precision.value,
                self.status,
                self.text,
                self.evidence_kind,
                self.evidence_url,
                self.reservation,
                str(self.corrects.rank) if self.corrects_id else "",
                self.recorded_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
                self.previous_digest,
            ],
            ensure_ascii=False,
            separators=(",", ":"),
        )


HISTORY_LOCK = 20170329  # any constant of ours: the day the plan was announced


def lock_history():
    """Let one writer at a time add to the chain, until the transaction ends.

    SQLite needs nothing: its transactions begin IMMEDIATE (see settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HISTORY_LOCK])
