"""What was said of the whole plan, by whom and when: told as their word, never counted with the
events."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from figures.models import Source
from publishing.models import Composed
from publishing.text.dates import PartialDateField
from publishing.text.typography import NBSP, format_number

from ..statuses import Status
from .event_querysets import end_of


class TallyQuerySet(models.QuerySet):
    def until(self, day):
        return self.filter(settled_on__lte=day)

    def known_on(self, day):
        """Those that were recorded here by the end of that day."""
        recorded = self.model.history.filter(history_type="+", history_date__lt=end_of(day))
        return self.filter(pk__in=recorded.values("id"))

    def of_the_town(self):
        """Those of the town itself on the plan, newest first."""
        told = self.filter(is_official=True, is_of_plan=True).select_related("source")
        return told.order_by("-settled_on", "-pk")

    def official_totals(self):
        """Those among them that say how many actions are done."""
        return self.of_the_town().filter(done__isnull=False)


class Tally(Composed):
    """A total of the plan that somebody published; nothing in it is computed, not even what a
    subtraction would give."""

    said_on = PartialDateField("publié le")
    settled_on = models.DateField("compte à partir du", editable=False)
    author = models.CharField(
        "auteur", max_length=120, help_text="Comme après « selon » : la Ville d’Alès."
    )
    is_official = models.BooleanField(
        "parole de la collectivité",
        default=False,
        help_text="Le plus récent de ses bilans chiffrés est montré en tête des pages.",
    )
    text = models.CharField("ce qui a été dit", max_length=300)
    total = models.PositiveIntegerField("actions en tout", null=True, blank=True)
    done = models.PositiveIntegerField("réalisées", null=True, blank=True)
    ongoing = models.PositiveIntegerField("en cours", null=True, blank=True)
    upcoming = models.PositiveIntegerField(
        "à venir",
        null=True,
        blank=True,
        help_text="Vide si personne ne l’a publié, même quand une soustraction le donnerait.",
    )
    share = models.DecimalField(
        "part réalisée (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    is_approximate = models.BooleanField("part approximative", default=False)
    is_of_plan = models.BooleanField(
        "porte sur ce plan", default=True, help_text="Non coché : une autre liste d’actions."
    )
    due_on = PartialDateField(
        "échéance annoncée du plan", null=True, blank=True, help_text="« D’ici 2020 » : 2020."
    )
    closes_plan = models.BooleanField("dit le plan achevé", default=False)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="source")
    reservation = models.CharField(
        "réserve", max_length=300, blank=True, help_text="Montrée au public."
    )

    objects = TallyQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "bilan"
        ordering = ["settled_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__range=(0, 100)),
                name="actions_tally_share_is_a_share",
            ),
        ]

    def __str__(self):
        return f"{self.author}, {self.said_on}"

    def save(self, *args, **kwargs):
        self.settled_on = self.said_on.last_day
        super().save(*args, **kwargs)

    def get_absolute_url(self):
        return f"{reverse('actions:tallies')}#bilan-{self.pk}"

    def clean(self):
        counted = sum(self.statuses.values())
        if self.total is not None and counted > self.total:
            raise ValidationError(
                {
                    "total": f"Réalisées, en cours et à venir font {counted} actions : plus que le "
                    f"total, {self.total}. Corrigez l’un des nombres."
                }
            )

    @property
    def statuses(self):
        """`{status: count}`, of those that were told."""
        told = {
            Status.DONE: self.done,
            Status.ONGOING: self.ongoing,
            Status.UPCOMING: self.upcoming,
        }
        return {status: count for status, count in told.items() if count is not None}

    @property
    def sentence(self):
        """« Selon la Ville d’Alès, le 13 avril 2019 : 22 réalisées, 10 en cours. »"""
        counts = ", ".join(f"{n} {status.plural.lower()}" for status, n in self.statuses.items())
        return f"Selon {self.author}, {self.said_on.definite} : {counts}."

    @property
    def part_done(self):
        """The share of the plan said to be done, from 0 to 100, or None."""
        if self.share is not None or not self.is_of_plan:
            return self.share
        return 100 * self.done / self.total if self.total and self.done is not None else None

    @property
    def share_display(self):
        """« ≈ 50 % », empty when no share was told."""
        if self.share is None:
            return ""
        sign = f"≈{NBSP}" if self.is_approximate else ""
        return f"{sign}{format_number(self.share.normalize())}{NBSP}%"
