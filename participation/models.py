"""How decisions were built."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from simple_history.models import HistoricalRecords

from figures.models import Figure, Source
from figures.references import validate_references
from publishing.models import Composed, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDateField
from writing.fields import ProseField


class ProcessQuerySet(PublishableQuerySet):
    def for_list(self):
        """What a card shows: the process, and the key of the figure it puts first."""
        figures = ProcessFigure.objects.filter(process=OuterRef("pk"))
        return self.published().annotate(first_figure=Subquery(figures.values("figure__key")[:1]))


class Process(Publishable):
    """A participation process: who asked whom, what about, how, and what came of it."""

    class Stage(models.TextChoices):
        UPCOMING = "a-venir", "À venir"
        OPEN = "en-cours", "En cours"
        CLOSED = "termine", "Terminée"

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    title = models.CharField("titre", max_length=150)
    stage = models.CharField("avancement", max_length=10, choices=Stage, default=Stage.UPCOMING)
    period_label = models.CharField("période", max_length=40, help_text="« 2016-2017 »")
    opened_on = PartialDateField("ouverte le", null=True, blank=True)
    closed_on = PartialDateField("close le", null=True, blank=True)
    organiser = models.CharField("organisateur", max_length=150)
    subject = models.CharField("objet", max_length=300, validators=[validate_references])
    summary = models.TextField("résumé", validators=[validate_references])
    how_online = models.TextField(
        "participer en ligne", blank=True, validators=[validate_references]
    )
    how_offline = models.TextField(
        "participer autrement", blank=True, validators=[validate_references]
    )
    text = ProseField("récit", blank=True, validators=[validate_references], help_text="Markdown.")
    results_expected_on = PartialDateField("résultats annoncés pour", null=True, blank=True)
    chart_title = models.CharField(
        "titre du graphique",
        max_length=150,
        blank=True,
        help_text="Les chiffres de la démarche qui portent un numéro de barre y sont dessinés.",
    )
    chart_note = models.TextField(
        "comment lire le graphique",
        blank=True,
        validators=[validate_references],
        help_text="Ce que les barres ne disent pas : nombres qui ne s’additionnent pas, doubles…",
    )
    figures = models.ManyToManyField(Figure, through="ProcessFigure", related_name="processes")

    objects = ProcessQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "démarche"
        ordering = ["rank"]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("participation:detail", args=[self.slug])

    def check_results(self, has_outcomes):
        """A closed process owes its results, or the date of its results (CRPA L131-1)."""
        if self.stage == self.Stage.CLOSED and not has_outcomes and not self.results_expected_on:
            raise ValidationError(
                "Une démarche terminée montre ses suites : ajoutez-en une, ou indiquez la date à "
                "laquelle les résultats sont annoncés."
            )


class ProcessFigure(Composed):
    """A figure of a process, in its order of importance."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="key_figures")
    figure = models.ForeignKey(Figure, models.PROTECT, related_name="+", verbose_name="chiffre")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    bar = models.PositiveSmallIntegerField(
        "barre du graphique",
        null=True,
        blank=True,
        help_text="Le premier chiffre d’un numéro fait la barre, les suivants la précisent.",
    )

    class Meta:
        verbose_name = "chiffre de la démarche"
        verbose_name_plural = "chiffres de la démarche"
        ordering = ["rank", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["process", "figure"], name="participation_figure_once_per_process"
            )
        ]

    def __str__(self):
        return self.figure.label


class Part(Composed):
    """What phases, milestones and outcomes have in common: a sentence and its source."""

    rank = models.PositiveSmallIntegerField("rang", default=0)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="source")

    class Meta:
        abstract = True
        ordering = ["rank", "pk"]


class Phase(Part):
    """A stretch of a process."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="phases")
    label = models.CharField("phase", max_length=200, validators=[validate_references])
    start = PartialDateField("début", null=True, blank=True)
    end = PartialDateField("fin", null=True, blank=True)

    history = HistoricalRecords()

    class Meta(Part.Meta):
        verbose_name = "phase"

    def __str__(self):
        return self.label

    def clean(self):
        if self.start and self.end and self.end.last_day < self.start.first_day:
            raise ValidationError({"end": "La fin vient avant le début."})


class Milestone(Part):
    """Something that happened in a process, at a date."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="milestones")
    occurred_on = PartialDateField("date")
    settled_on = models.DateField(editable=False)
    text = models.TextField("fait", validators=[validate_references])

    history = HistoricalRecords()

    class Meta(Part.Meta):
        verbose_name = "jalon"
        ordering = ["settled_on", "rank", "pk"]

    def __str__(self):
        return self.text

    def save(self, *args, **kwargs):
        self.settled_on = self.occurred_on.last_day
        super().save(*args, **kwargs)


class Outcome(Part):
    """What a process changed."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="outcomes")
    text = models.TextField("suite donnée", validators=[validate_references])

    history = HistoricalRecords()

    class Meta(Part.Meta):
        verbose_name = "suite donnée"
        verbose_name_plural = "suites données"

    def __str__(self):
        return self.text


class Document(Composed):
    """A document of a process, here or elsewhere."""

    process = models.ForeignKey(Process, models.CASCADE, related_name="documents")
    title = models.CharField("titre", max_length=200)
    url = models.URLField("adresse", max_length=500)
    format_label = models.CharField(
        "format, poids, langue", max_length=60, blank=True, help_text="« PDF, 2 Mo, français »"
    )
    rank = models.PositiveSmallIntegerField("rang", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "document"
        ordering = ["rank", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="participation_document_titled"),
            models.UniqueConstraint(F("process"), F("url"), name="participation_document_once"),
        ]

    def __str__(self):
        return self.title
