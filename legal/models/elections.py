"""Election periods, and what another person agreed to publish during them."""

import datetime

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from backoffice.second_person import Need, register
from publishing.models import Body, Composed
from publishing.text.dates import PartialDate, PartialDateField, Precision

MONTHS = 6  # Code électoral, L52-1: « le premier jour du sixième mois précédant le mois… »
EVERYBODY = "tous"
# What promotes, by model; of pages, by address: those of the menus tell facts, but for these two.
PROMOTIONAL = {"portraits.portrait", "pages.page", "pages.campaign", "newsletter.issue"}
PROMOTIONAL_PAGES = {"campagne", "mot-du-directeur-general"}
QUESTIONS = (
    "Le texte et les images ne vantent ni un bilan, ni un projet, ni une équipe.",
    "Aucune personne candidate, ni aucun élu, n’y est nommé ou montré sans nécessité.",
    "Ce contenu paraîtrait de la même façon hors période électorale : même ton, même place, "
    "même rythme.",
    "Ce qui est affirmé est un fait utile au public, avec sa date et sa source.",
)


class ElectionQuerySet(models.QuerySet):
    def running(self, day, body=""):
        """Those whose period holds that day, for this body or, without one, for anybody."""
        return [
            election
            for election in self
            if election.starts_on <= day <= election.last_day
            and (not body or election.concerns in (EVERYBODY, body))
        ]


class Election(Composed):
    """A general election of the territory: in its period, no promotion of what the body does."""

    name = models.CharField("scrutin", max_length=120)
    ballot_on = PartialDateField(
        "premier tour",
        help_text="Le jour, ou le mois quand le jour n’est pas fixé : « mars 2032 ».",
    )
    last_on = models.DateField(
        "dernier tour", null=True, blank=True, help_text="Vide : fin du jour ou du mois ci-dessus."
    )
    concerns = models.CharField(
        "collectivité",
        max_length=20,
        choices=[(EVERYBODY, "Toutes"), *Body.choices],
        default=EVERYBODY,
    )
    source_title = models.CharField("source", max_length=200)
    source_url = models.URLField("adresse de la source", max_length=500, blank=True)
    note = models.TextField("à savoir", blank=True)

    objects = ElectionQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "élection"
        ordering = ["-ballot_on", "name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name", "ballot_on"],
                name="legal_election_once",
                violation_error_message="Ce scrutin est déjà dans la liste.",
            )
        ]

    def __str__(self):
        return f"{self.name}, {self.ballot_on}"

    def clean(self):
        super().clean()
        if self.ballot_on and self.ballot_on.precision not in (Precision.DAY, Precision.MONTH):
            raise ValidationError({"ballot_on": "Il faut un jour ou un mois : « mars 2032 »."})
        if self.ballot_on and self.last_on and self.last_on < self.ballot_on.first_day:
            raise ValidationError({"last_on": "Le dernier tour vient avant le premier."})

    @property
    def starts_on(self):
        """The first day of the sixth month before that of the ballot."""
        months = self.ballot_on.first_day.year * 12 + self.ballot_on.first_day.month - 1 - MONTHS
        return datetime.date(months // 12, months % 12 + 1, 1)

    @property
    def last_day(self):
        return self.last_on or self.ballot_on.last_day

    @property
    def period(self):
        return f"du {PartialDate(self.starts_on)} au {PartialDate(self.last_day)}"


class Agreement(models.Model):
    """Something promotional that one person wants to publish in an election period, and what
    another answered. Once decided it is the log: who, when, what was ticked."""

    kind = models.ForeignKey(ContentType, models.CASCADE, related_name="+", verbose_name="genre")
    object_id = models.CharField(max_length=64, blank=True)  # none: the form makes a new one
    label = models.CharField("contenu", max_length=200)
    periods = models.CharField("période", max_length=300)
    digest = models.CharField(max_length=64)
    form = models.JSONField(default=list)  # what the form sends, emptied once decided and used
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="demandé par"
    )
    asked_at = models.DateTimeField("demandé le", default=timezone.now)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        null=True,
        verbose_name="répondu par",
    )
    decided_at = models.DateTimeField("répondu le", null=True)
    is_given = models.BooleanField("accord", null=True)
    answers = models.JSONField("réponses", default=list)
    words = models.CharField("remarque", max_length=500, blank=True)

    class Meta:
        verbose_name = "accord de publication"
        verbose_name_plural = "accords de publication"
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="legal_agreement_by_another",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True, is_given__isnull=True)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_given__isnull=False),
                name="legal_agreement_decided_whole",
            ),
        ]

    def __str__(self):
        return f"{self.kind.name} « {self.label} »"

    def get_absolute_url(self):
        return reverse("admin:legal_agreement_change", args=[self.pk])

    def decide(self, user, *, is_given, ticked=(), words=""):
        """Raises ValidationError, in words for staff."""
        if self.decided_at:
            raise ValidationError("Quelqu’un a déjà répondu à cette demande.")
        if user.pk == self.asked_by_id:
            raise ValidationError("Vous l’avez demandé : une autre personne répond.")
        missing = len(QUESTIONS) - len({one for one in ticked if one in QUESTIONS})
        if is_given and missing:
            raise ValidationError("Chaque point de la liste doit être coché, ou l’accord refusé.")
        if not is_given and not words.strip():
            raise ValidationError("Dites ce qui est à changer.")
        self.decided_by, self.decided_at, self.is_given = user, timezone.now(), is_given
        self.answers, self.words = list(ticked), words.strip()[:500]
        self.save()


def is_promotional(record):
    if record._meta.label_lower == "pages.page":
        return bool(getattr(record, "heading", "")) or record.slug in PROMOTIONAL_PAGES
    return record._meta.label_lower in PROMOTIONAL


class ElectionPeriods:
    """The keeper of `backoffice.second_person`."""

    def need(self, record, days):
        if not is_promotional(record):
            return None
        found = self.running(record, days)
        if not found:
            return None
        told = " ; ".join(f"{one.name} ({one.period})" for one in found)
        why = (
            f"Période électorale : {told}. Un contenu qui fait valoir l’action de la collectivité "
            "demande une deuxième personne (Code électoral, article L52-1)."
        )
        return Need(why, QUESTIONS)

    @staticmethod
    def running(record, days):
        body = getattr(record, "body", "") or getattr(getattr(record, "service", None), "body", "")
        found = {}
        for day in days:
            found |= {one.pk: one for one in Election.objects.running(day, body)}
        return list(found.values())

    @staticmethod
    def about(record):
        kind = ContentType.objects.get_for_model(record)
        return {"kind": kind, "object_id": str(record.pk or "")}

    def is_agreed(self, record, digest):
        given = Agreement.objects.filter(**self.about(record), digest=digest, is_given=True)
        return bool(given.update(form=[]))

    def ask(self, user, record, digest, form):
        today = timezone.localdate()
        details = {"label": str(record)[:200], "form": form, "asked_by": user}
        running = self.running(record, [today, timezone.localdate(publish_day(record))])
        details["periods"] = ", ".join(map(str, running))[:300]
        return Agreement.objects.get_or_create(
            **self.about(record), digest=digest, decided_at=None, defaults=details
        )[0]

    def note(self, user, record, asked_by, digest="", days=()):
        running = self.running(record, days or [timezone.localdate()])
        Agreement.objects.create(
            **self.about(record),
            digest=digest,
            label=str(record)[:200],
            periods=", ".join(map(str, running))[:300],
            asked_by=asked_by,
            decided_by=user,
            decided_at=timezone.now(),
            is_given=True,
            answers=list(QUESTIONS),
        )


def publish_day(record):
    return getattr(record, "publish_at", None) or timezone.now()


register(ElectionPeriods())
