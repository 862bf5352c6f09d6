"""The public services, and the day they make."""

import datetime

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from figures.models import Figure, Source
from figures.references import validate_references
from publishing.clock import moves_pages
from publishing.models import Body, Composed, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDateField


class Service(Publishable):
    """A public service, as citizens name it."""

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    name = models.CharField("nom", max_length=120)
    body = models.CharField("organisme", max_length=20, choices=Body)
    summary = models.CharField("en une phrase", max_length=250, validators=[validate_references])
    text = models.TextField(
        "présentation", blank=True, validators=[validate_references], help_text="Markdown."
    )
    figures = models.ManyToManyField(
        Figure, blank=True, related_name="services", verbose_name="chiffres"
    )
    contact = models.TextField(
        "comment le joindre", blank=True, help_text="Adresse, téléphone, horaires. Markdown."
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

    def around(self, time=None):
        """The moment going on at that time of the day (now by default): the last one begun, or,
        before the first, the last of the day before. None when there is none."""
        moments = self.published()
        begun = moments.filter(time__lte=time or timezone.localtime().time())
        return begun.last() or moments.last()


class Moment(Publishable):
    """One of the moments of the day when a public service is at work."""

    time = models.TimeField("heure")
    rank = models.PositiveSmallIntegerField(
        "rang", default=0, help_text="Départage les moments d’une même heure."
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

    def __str__(self):
        return f"{self.time:%H:%M} {self.title}"

    def get_absolute_url(self):
        return f"{reverse('services:day')}#{self.anchor}"

    @property
    def anchor(self):
        return f"moment-{self.pk}"

    @property
    def hour_label(self):
        """« 5 h 30 », « 8 h »."""
        return f"{self.time.hour} h" + (f" {self.time.minute:02}" if self.time.minute else "")


@moves_pages
def next_moment(now):
    """When the moment going on, which the home page shows, next gives way to another today."""
    local = timezone.localtime(now)
    later = Moment.objects.published(now).filter(time__gt=local.time()).order_by("time")
    time = later.values_list("time", flat=True).first()
    return time and timezone.make_aware(datetime.datetime.combine(local.date(), time))
