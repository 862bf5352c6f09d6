"""The public services, and the day they make."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Prefetch, Q
from django.urls import reverse
from simple_history.models import HistoricalRecords

from figures.models import Figure, Source
from figures.references import validate_references
from publishing.artificial import ArtificialMixin
from publishing.models import Body, Composed, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDateField
from writing.fields import ProseField

from .posters import validate_poster


class Service(ArtificialMixin, Publishable):
    """A public service, as citizens name it."""

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    name = models.CharField("nom", max_length=120)
    body = models.CharField("organisme", max_length=20, choices=Body)
    summary = models.CharField("en une phrase", max_length=250, validators=[validate_references])
    text = ProseField(
        "présentation", blank=True, validators=[validate_references], help_text="Markdown."
    )
    figures = models.ManyToManyField(
        Figure, blank=True, related_name="services", verbose_name="chiffres"
    )
    search_words = models.CharField(
        "mots des habitants",
        max_length=250,
        blank=True,
        help_text="Ce que l’on cherche pour trouver ce service : « poubelle, ordures, tri ».",
    )
    hours = models.TextField("jours et horaires", blank=True, help_text="Une ligne par jour.")
    phone = models.CharField("téléphone", max_length=40, blank=True)
    address = models.CharField("adresse d’accueil", max_length=200, blank=True)
    procedure_url = models.URLField(
        "démarche en ligne", blank=True, help_text="La page du site de la collectivité."
    )
    practical_on = PartialDateField(
        "renseignements de",
        null=True,
        blank=True,
        help_text="Quand ces renseignements ont été vérifiés : « septembre 2025 ».",
    )
    practical_source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="source des renseignements",
    )
    answers_for_all = models.BooleanField(
        "accueil de tous les services",
        default=False,
        help_text="Les pages où un renseignement manque envoient ici.",
    )

    objects = PublishableQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[figures])

    class Meta(Publishable.Meta):
        verbose_name = "service"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("services:detail", args=[self.slug])

    PRACTICAL = ("hours", "phone", "address", "procedure_url")

    @property
    @admin.display(description="à compléter")
    def missing(self):
        """What a citizen came for and nobody filled: « jours et horaires, téléphone »."""
        fields = [self._meta.get_field(name) for name in self.PRACTICAL]
        return ", ".join(f.verbose_name for f in fields if not getattr(self, f.name))

    def clean(self):
        super().clean()
        filled = any(getattr(self, name) for name in self.PRACTICAL)
        if filled and not self.practical_on:
            raise ValidationError(
                {"practical_on": "Dites de quand datent ces renseignements : ils vieillissent."}
            )


class NeedQuerySet(models.QuerySet):
    def for_list(self):
        """Each with the public services that answer it."""
        services = Service.objects.published()
        return self.prefetch_related(Prefetch("services", services, to_attr="public_services"))


class Need(Composed):
    """What people come for (« se loger », « bouger »): the other way into the list of services."""

    name = models.CharField("besoin", max_length=60, unique=True, help_text="« Se loger ».")
    rank = models.PositiveSmallIntegerField("rang", default=0)
    services = models.ManyToManyField(
        Service, blank=True, related_name="needs", verbose_name="services"
    )

    objects = NeedQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[services])

    class Meta:
        verbose_name = "besoin"
        ordering = ["rank", "name"]

    def __str__(self):
        return self.name


class TradeQuerySet(models.QuerySet):
    def named(self):
        """Those that a source or a public portrait names: no list of them all is published."""
        # The room of portraits stands above this one: it is reached by its relation.
        portraits = self.model._meta.get_field("portraits").related_model.objects
        told = portraits.published().filter(listed_trade=OuterRef("pk"))
        return (
            self.annotate(is_told=Exists(told), is_met=Exists(told.filter(is_example=False)))
            .filter(Q(is_told=True) | Q(source__isnull=False))
            .select_related("source")
            .prefetch_related(
                Prefetch("portraits", portraits.published(), to_attr="public_portraits"),
                Prefetch("services", Service.objects.published(), to_attr="public_services"),
            )
        )


class Trade(Composed):
    """A line of the register of trades, which grows with what sources and portraits tell."""

    name = models.CharField(
        "métier",
        max_length=100,
        unique=True,
        help_text="Au féminin et au masculin, comme on l’écrit : « Agent/e de propreté ».",
    )
    body = models.CharField("organisme", max_length=20, choices=Body)
    services = models.ManyToManyField(
        Service, blank=True, related_name="trades", verbose_name="services"
    )
    source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="source",
        help_text="Qui nomme ce métier. Vide : le métier n’est public qu’avec un portrait.",
    )
    note = models.CharField("réserve", max_length=200, blank=True, help_text="Montrée au public.")
    # The day its first portrait was to be public; the register tells its growth by it.
    told_on = models.DateField("raconté depuis le", null=True, editable=False)

    objects = TradeQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[services])

    class Meta:
        verbose_name = "métier"
        ordering = ["name"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return f"{reverse('services:trades')}#{self.anchor}"

    @property
    def anchor(self):
        return f"metier-{self.pk}"


class Landmark(Composed):
    """Something dated and sourced that happened to a service."""

    service = models.ForeignKey(
        Service, models.CASCADE, related_name="landmarks", verbose_name="service"
    )
    occurred_on = PartialDateField("date", null=True, blank=True)
    text = models.TextField("fait", validators=[validate_references])
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="source")

    history = HistoricalRecords()

    class Meta:
        verbose_name = "repère"
        ordering = ["occurred_on", "pk"]

    def __str__(self):
        return self.text


class MomentQuerySet(PublishableQuerySet):
    def for_day(self, with_draft=None):
        """The public moments in order of hours, with what a card shows; one that is not public
        among them, by its primary key, to preview it in its place."""
        moments = self.published()
        if with_draft is not None:
            moments = self.filter(Q(pk__in=moments) | Q(pk=with_draft))
        return moments.select_related("service")


class Days(models.TextChoices):
    """The days of the week on which a moment happens."""

    EVERY = "tous", "Tous les jours"
    MONDAY_TO_FRIDAY = "lun-ven", "Du lundi au vendredi"
    MONDAY_TO_SATURDAY = "lun-sam", "Du lundi au samedi"
    TUESDAY_TO_SATURDAY = "mar-sam", "Du mardi au samedi"
    WEEKEND = "sam-dim", "Le samedi et le dimanche"

    @property
    def weekdays(self):
        """As `datetime.date.weekday()` counts them, from Monday."""
        return {
            Days.EVERY: range(7),
            Days.MONDAY_TO_FRIDAY: range(5),
            Days.MONDAY_TO_SATURDAY: range(6),
            Days.TUESDAY_TO_SATURDAY: range(1, 6),
            Days.WEEKEND: range(5, 7),
        }[self]


NAMES_OF_DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")


class Moment(Publishable):
    """One of the moments of the day when a public service is at work."""

    time = models.TimeField("heure")
    rank = models.PositiveSmallIntegerField(
        "rang", default=0, help_text="Départage les moments d’une même heure."
    )
    ends_at = models.TimeField(
        "fin",
        null=True,
        blank=True,
        help_text="Si elle est connue. Vide : le moment n’est annoncé que pendant son heure.",
    )
    is_all_day = models.BooleanField(
        "sans interruption", default=False, help_text="24 heures sur 24."
    )
    days = models.CharField(
        "jours",
        max_length=8,
        choices=Days,
        blank=True,
        help_text="Vide : non précisés ; le moment n’est annoncé que du lundi au vendredi.",
    )
    title = models.CharField("titre", max_length=80)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="moments",
        verbose_name="service",
    )
    text = models.TextField(
        "texte",
        validators=[validate_references],
        help_text="Une ou deux phrases ; les chiffres par leur clé : [[lignes-de-bus]].",
    )
    reservation = models.CharField(
        "réserve",
        max_length=300,
        blank=True,
        validators=[validate_references],
        help_text="Montrée au public : ce qui est douteux ou à compléter.",
    )

    objects = MomentQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "moment de la journée"
        verbose_name_plural = "moments de la journée"
        ordering = ["time", "rank"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(is_all_day=False) | Q(ends_at=None),
                name="services_moment_all_day_has_no_end",
                violation_error_message="« Sans interruption » n’a pas de fin : choisissez.",
            ),
            models.CheckConstraint(
                condition=Q(ends_at=None) | ~Q(ends_at=F("time")),
                name="services_moment_lasts",
                violation_error_message="La fin est l’heure du début : donnez la vraie, ou "
                "laissez-la vide.",
            ),
            models.CheckConstraint(
                condition=Q(days__in=["", *Days.values]), name="services_moment_days_known"
            ),
        ]

    def __str__(self):
        return f"{self.time:%H:%M} {self.title}"

    def clean(self):
        super().clean()
        validate_poster(self)

    def get_absolute_url(self):
        return f"{reverse('services:day')}#{self.anchor}"

    @property
    def anchor(self):
        return f"moment-{self.pk}"

    @property
    @admin.display(description="heure", ordering="time")
    def hour_label(self):
        """« 5 h 30 », « 8 h »."""
        return hour_in_words(self.time)

    @property
    def span_label(self):
        """« 24 heures sur 24 », « de 5 h 30 à 12 h », « à 8 h », with the days when known."""
        if self.is_all_day:
            span = "24 heures sur 24"
        elif self.ends_at:
            span = f"de {self.hour_label} à {hour_in_words(self.ends_at)}"
        else:
            span = f"à {self.hour_label}"
        return f"{span}, {self.get_days_display().lower()}" if self.days else span

    @property
    def more_than_hour(self):
        """What is known of it besides its hour: its days, its end."""
        if self.ends_at or self.is_all_day:
            return self.span_label
        return self.get_days_display() if self.days else ""

    def is_told_on(self, day):
        """Whether it may be told as going on that day; a working day when nobody says."""
        return day.weekday() in Days(self.days or Days.MONDAY_TO_FRIDAY).weekdays


def hour_in_words(time):
    return f"{time.hour} h" + (f" {time.minute:02}" if time.minute else "")
