"""The accessibility statement: its state is computed from audits, never typed."""

import calendar
import datetime

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from simple_history.models import HistoricalRecords

from legal.completeness import Completable, Singleton
from publishing.models import Composed

RGAA_VERSION = "4.1.2"
NOTICE = datetime.timedelta(days=60)  # how long before an end the back office warns


def months_later(day, months):
    """The same day that many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


class Conformity(models.TextChoices):
    """The three states of the decree of 2019, as the law words them."""

    FULL = "totale", "totalement conforme"
    PARTIAL = "partielle", "partiellement conforme"
    NONE = "aucune", "non conforme"

    @property
    def mention(self):
        return f"Accessibilité\u00a0: {self.label}"


class AuditQuerySet(models.QuerySet):
    def in_force(self, day=None):
        """The newest published audit if its statement still holds, else None.

        An older audit never comes back: what replaced it told that the site had changed.
        """
        day = day or timezone.localdate()
        newest = self.filter(published_on__lte=day).order_by("-published_on", "-pk").first()
        return newest if newest and day < newest.expires_on else None

    def conformity(self, day=None):
        """What the footer of every page says."""
        audit = self.in_force(day)
        return audit.conformity if audit else Conformity.NONE


class Audit(Composed):
    """A check of the site against every criterion of the RGAA, by somebody."""

    auditor = models.CharField("réalisé par", max_length=150, help_text="Organisme ou service.")
    performed_on = models.DateField("réalisé le")
    published_on = models.DateField(
        "déclaration publiée le", help_text="La mention change ce jour-là, pour trois ans au plus."
    )
    rgaa_version = models.CharField("version du RGAA", max_length=10, default=RGAA_VERSION)
    criteria_applicable = models.PositiveSmallIntegerField(
        "critères applicables", validators=[MinValueValidator(1)]
    )
    criteria_met = models.PositiveSmallIntegerField("critères respectés")
    pages = models.TextField("pages vérifiées", help_text="Une par ligne.")
    environments = models.TextField(
        "navigateurs et technologies d’assistance",
        help_text="Un couple par ligne : « Firefox et NVDA ».",
    )
    tools = models.TextField("outils", blank=True, help_text="Un par ligne.")
    redesigned_on = models.DateField(
        "site refondu le", null=True, blank=True, help_text="La déclaration cesse de valoir."
    )
    newer_rgaa_on = models.DateField(
        "nouvelle version du RGAA parue le",
        null=True,
        blank=True,
        help_text="La déclaration vaut encore 18 mois.",
    )

    objects = AuditQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "audit d’accessibilité"
        verbose_name_plural = "audits d’accessibilité"
        ordering = ["-published_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(criteria_applicable__gt=0)
                & Q(criteria_met__lte=F("criteria_applicable")),
                name="legal_audit_met_within_applicable",
                violation_error_message=(
                    "Les critères respectés ne peuvent pas dépasser les critères applicables."
                ),
            ),
            models.CheckConstraint(
                condition=Q(performed_on__lte=F("published_on")),
                name="legal_audit_performed_before_published",
                violation_error_message="L’audit vient avant la déclaration.",
            ),
        ]

    def __str__(self):
        return f"Audit de {self.auditor}, {self.performed_on:%d/%m/%Y}"

    @property
    def conformity(self):
        if self.criteria_met == self.criteria_applicable:
            return Conformity.FULL
        if 2 * self.criteria_met >= self.criteria_applicable:
            return Conformity.PARTIAL
        return Conformity.NONE

    @property
    def rate(self):
        """The share of criteria met, in whole percents: 105 of 106 is 99, never 100."""
        return 100 * self.criteria_met // self.criteria_applicable

    @property
    def expires_on(self):
        """The first day when the statement no longer holds."""
        ends = [months_later(self.published_on, 36), self.redesigned_on]
        if self.newer_rgaa_on:
            ends.append(months_later(self.newer_rgaa_on, 18))
        return min(end for end in ends if end)

    def is_expiring(self, day=None):
        """Whether the back office must warn: the end is 60 days away or less."""
        day = day or timezone.localdate()
        return self.expires_on - NOTICE <= day


class Nonconformity(Composed):
    """A content that is not accessible, and why."""

    class Kind(models.TextChoices):
        FAULT = "non-conformite", "Non-conformité"
        DEROGATION = "derogation", "Dérogation pour charge disproportionnée"
        EXEMPTION = "exemption", "Contenu non soumis à l’obligation"

    kind = models.CharField("genre", max_length=15, choices=Kind, default=Kind.FAULT)
    content = models.CharField(
        "contenu concerné", max_length=250, help_text="Ce que l’on ne peut pas lire, et où."
    )
    criterion = models.CharField(
        "critère du RGAA", max_length=60, blank=True, help_text="« 8.3 », « 1.1 et 1.2 »…"
    )
    reason = models.TextField("raison", blank=True)
    alternative = models.TextField(
        "alternative proposée", blank=True, help_text="Comment obtenir la même information."
    )
    solved_on = models.DateField(
        "corrigé le", null=True, blank=True, help_text="Rempli : le contenu quitte la déclaration."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "contenu non accessible"
        verbose_name_plural = "contenus non accessibles"
        ordering = ["kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="derogation") | (~Q(reason="") & ~Q(alternative="")),
                name="legal_derogation_has_reason_and_alternative",
                violation_error_message=(
                    "Une dérogation donne sa raison et l’alternative proposée."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(kind="exemption") | ~Q(reason=""),
                name="legal_exemption_has_reason",
                violation_error_message="Une exemption donne sa raison.",
            ),
        ]

    def __str__(self):
        return self.content


class Statement(Completable, Singleton):
    """The parts of the accessibility statement that no audit gives."""

    DUTIES = {
        "established_on": "Accessibilité : décret 2019-768, article 5.",
        "scheme_url": "Accessibilité : loi 2005-102, article 47 (schéma pluriannuel).",
        "plan_url": "Accessibilité : loi 2005-102, article 47 (plan d’action et bilan).",
    }

    established_on = models.DateField(
        "déclaration établie le",
        null=True,
        blank=True,
        help_text="La date de la première déclaration, même sans audit.",
    )
    technologies = models.CharField(
        "technologies utilisées", max_length=250, default="HTML, CSS, SVG"
    )
    scheme_url = models.URLField(
        "schéma pluriannuel",
        max_length=300,
        blank=True,
        help_text="Adresse d’un document accessible, valable trois ans au plus.",
    )
    scheme_ends_on = models.DateField("le schéma vaut jusqu’au", null=True, blank=True)
    plan_url = models.URLField(
        "plan d’action de l’année et bilan de la précédente",
        max_length=300,
        blank=True,
        help_text="Adresse d’un document accessible.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "déclaration d’accessibilité"
        verbose_name_plural = "déclaration d’accessibilité"

    def __str__(self):
        return "Déclaration d’accessibilité"

    def clean(self):
        if self.scheme_ends_on and not self.scheme_url:
            raise ValidationError({"scheme_url": "Donnez l’adresse du schéma."})

    def is_scheme_ending(self, day=None):
        """Whether the scheme is over, or will be within the notice."""
        day = day or timezone.localdate()
        return bool(self.scheme_ends_on) and self.scheme_ends_on - NOTICE <= day

    @staticmethod
    def updated_on():
        """The day of the last change in anything the statement says, or None."""
        dates = [
            model.history.order_by("-history_date").values_list("history_date", flat=True).first()
            for model in (Statement, Audit, Nonconformity)
        ]
        known = [timezone.localtime(date).date() for date in dates if date]
        return max(known, default=None)
