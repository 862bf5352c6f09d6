"""Sourced numbers: each is written once, and pages name it."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models, transaction
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from publishing.models import Body, Composed
from publishing.text.dates import PartialDateField
from publishing.text.typography import NBSP, format_number

key_validator = RegexValidator(
    r"^[a-z0-9]+(-[a-z0-9]+)*$",
    "Une clé n’a que des minuscules sans accent, des chiffres et des tirets : « lignes-de-bus ».",
)


class Source(Composed):
    """Where a fact was read: a page, an article, a document."""

    key = models.CharField("clé", max_length=60, unique=True, validators=[key_validator])
    title = models.CharField("titre", max_length=200)
    publisher = models.CharField("éditeur", max_length=120)
    url = models.URLField("adresse", max_length=500, blank=True)
    seen_on = models.DateField("consultée le", null=True, blank=True)
    note = models.CharField(
        "réserve",
        max_length=300,
        blank=True,
        help_text="Montrée au public : « copie partielle », « date non visible »…",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "source"
        ordering = ["publisher", "title"]

    def __str__(self):
        return f"{self.title} ({self.publisher})"


class FigureQuerySet(models.QuerySet):
    def with_readings(self):
        """Each figure with all that was ever read of it, the one shown first."""
        return self.prefetch_related(Prefetch("readings", Reading.objects.select_related("source")))

    def for_register(self):
        """Everything that is known of each figure, with the pages that show it."""
        return self.with_readings().prefetch_related("services", "processes")


class Figure(Composed):
    """A number that the site shows; its values are dated, sourced readings."""

    key = models.CharField(
        "clé",
        max_length=60,
        unique=True,
        validators=[key_validator],
        help_text="Les textes nomment ce chiffre par sa clé entre crochets : [[lignes-de-bus]].",
    )
    label = models.CharField("libellé", max_length=160)
    unit = models.CharField("unité", max_length=40, blank=True)
    body = models.CharField("organisme", max_length=20, choices=Body, blank=True)
    owner = models.CharField(
        "tenu à jour par", max_length=120, blank=True, help_text="Une direction, pas une personne."
    )
    next_review_on = models.DateField("à revoir le", null=True, blank=True)

    objects = FigureQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta:
        verbose_name = "chiffre"
        ordering = ["label"]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return f"{reverse('figures:list')}#{self.key}"

    @property
    def shown(self):
        """The reading that pages show, or None while there is none."""
        return next((reading for reading in self.readings.all() if reading.is_shown), None)

    @property
    def others(self):
        return [reading for reading in self.readings.all() if not reading.is_shown]

    @property
    def told_doubts(self):
        """What looks wrong in it, in words for the back office."""
        found = [doubt for reading in self.readings.all() for doubt in reading.doubts]
        return [*found, "sources divergentes"] if self.is_disputed else found

    @property
    def is_disputed(self):
        """Whether sources give different values for the same moment."""
        shown = self.shown
        return bool(shown) and any(
            reading.value != shown.value
            and reading.as_of.first_day.year == shown.as_of.first_day.year
            for reading in self.others
        )


class Reading(Composed):
    """A value of a figure, as one source gave it at one date."""

    class Qualifier(models.TextChoices):
        MORE_THAN = "plus de", "plus de"
        NEARLY = "près de", "près de"
        ALMOST = "presque", "presque"
        ABOUT = "environ", "environ"
        LESS_THAN = "moins de", "moins de"

    figure = models.ForeignKey(
        Figure, models.CASCADE, related_name="readings", verbose_name="chiffre"
    )
    qualifier = models.CharField("précision", max_length=10, choices=Qualifier, blank=True)
    value = models.DecimalField("valeur", max_digits=16, decimal_places=4)
    as_of = PartialDateField("valeur à la date de")
    source = models.ForeignKey(
        Source, models.PROTECT, related_name="readings", verbose_name="source"
    )
    is_shown = models.BooleanField("affichée", default=False)
    takes_effect_on = models.DateField(
        "affichée à partir du",
        null=True,
        blank=True,
        help_text="Ce jour-là, ce relevé sera affiché à la place de l’autre.",
    )
    note = models.CharField(
        "réserve", max_length=300, blank=True, help_text="Montrée au public à côté du chiffre."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "relevé"
        ordering = ["-is_shown", "-as_of", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["figure"],
                condition=Q(is_shown=True),
                name="figures_one_reading_shown",
                violation_error_message="Un seul relevé peut être affiché par chiffre.",
            )
        ]

    def __str__(self):
        return self.display

    def clean(self):
        if self.takes_effect_on and self.is_shown:
            raise ValidationError(
                {"takes_effect_on": "Ce relevé est déjà affiché : décochez, ou videz cette date."}
            )

    @classmethod
    def take_effect(cls):
        """Show those whose day has come, the latest day last."""
        due = cls.objects.filter(takes_effect_on__lte=timezone.localdate(), is_shown=False)
        for reading in due.order_by("takes_effect_on", "pk"):
            with transaction.atomic():
                reading.is_shown, reading.takes_effect_on = True, None
                reading.save()

    def save(self, *args, **kwargs):
        if self.is_shown:
            shown = Reading.objects.filter(figure=self.figure, is_shown=True).exclude(pk=self.pk)
            for reading in shown:  # saved one by one: the history keeps which was shown, and when
                reading.is_shown = False
                reading.save()
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude=None):
        """Showing a reading hides the former one (see `save`): that is no conflict."""
        super().validate_constraints({*(exclude or ()), "is_shown"})

    @property
    def display(self):
        """Value and its qualifier, as French people write it: « plus de 3 000 »."""
        number = format_number(self.value)
        return f"{self.qualifier}{NBSP}{number}" if self.qualifier else number

    @property
    def doubts(self):
        """What looks impossible, in sentences for the back office."""
        unit, value = self.figure.unit.lower(), self.value
        limits = {
            "%": (100, "un pourcentage dépasse 100"),
            "jours": (366, "une année a 366 jours au plus"),
            "jours sur 7": (7, "une semaine a 7 jours"),
            "heures sur 24": (24, "une journée a 24 heures"),
        }
        if unit.startswith("jours") and "an" in unit.split():
            unit = "jours"
        found = []
        if unit in limits and value > limits[unit][0]:
            found.append(f"valeur impossible : {limits[unit][1]}")
        return found
