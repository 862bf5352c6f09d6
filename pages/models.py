"""The editorial pages, and what was corrected of the texts."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import Resolver404, resolve, reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from figures.models import Source
from figures.references import current_figures, validate_references
from portraits.models import Medium, Portrait
from publishing.artificial import ArtificialMixin
from publishing.models import Composed, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDateField
from writing.fields import ProseField


class Heading(models.TextChoices):
    """Where a page made by staff is found: at the end of the page that opens each heading."""

    DAY = "journee", "La journée"
    PORTRAITS = "portraits", "Portraits"
    SERVICES = "services", "Services"
    ACTIONS = "actions", "Actions"
    PARTICIPATION = "participation", "Participation"
    FIGURES = "chiffres", "Chiffres"
    ORGANISATION = "collectivite", "La collectivité"
    SITE = "aide", "Aide"

    @property
    def route(self):
        return HEADING_ROUTES[self]


HEADING_ROUTES = {
    Heading.DAY: "services:day",
    Heading.PORTRAITS: "portraits:list",
    Heading.SERVICES: "services:list",
    Heading.ACTIONS: "actions:list",
    Heading.PARTICIPATION: "pages:participation",
    Heading.FIGURES: "figures:list",
    Heading.ORGANISATION: "pages:collectivite",
    Heading.SITE: "pages:help",
}
MADE = "pages:made"  # the route of the pages that staff make, after all others
# Served beside Django's addresses.
RESERVED = {"static", "media"}


class PageQuerySet(PublishableQuerySet):
    def under(self, heading):
        return self.published().filter(heading=heading).order_by("rank", "title")


class Page(ArtificialMixin, Publishable):
    """A page of text: one of those that the site's menus promise, or one made by staff.

    The first have a route of their own and no heading; of the others, the heading says where they
    are found.
    """

    slug = models.SlugField("adresse", unique=True, help_text="Le nom de la page dans son adresse.")
    heading = models.CharField(
        "rubrique",
        max_length=15,
        choices=Heading,
        blank=True,
        help_text="La page qui y mène : elle y est nommée, et au plan du site.",
    )
    rank = models.PositiveSmallIntegerField(
        "rang", default=0, help_text="L’ordre dans la rubrique : le plus petit d’abord."
    )
    title = models.CharField("titre", max_length=150, validators=[validate_references])
    lead = models.TextField("chapô", blank=True, validators=[validate_references])
    text = ProseField("texte", blank=True, validators=[validate_references])

    objects = PageQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "page"
        ordering = ["heading", "rank", "slug"]

    def __str__(self):
        return current_figures().expand(self.title) if "[[" in self.title else self.title

    def clean(self):
        super().clean()
        if not self.is_promised:
            self.check_address()
        elif self.slug and self.is_free(self.slug):
            raise ValidationError({"heading": "Choisissez la rubrique où la page se trouve."})
        else:
            self.check_stays()

    @staticmethod
    def is_free(slug):
        """Whether no other page of the site answers there."""
        try:
            return resolve(f"/{slug}/").view_name == MADE and slug not in RESERVED
        except Resolver404:  # a sign that no address takes: its own field says so
            return True

    @property
    def is_promised(self):
        """Whether the menus of every page lead here."""
        return not self.heading

    def check_stays(self):
        """Once public, a promised page stays so. Raises ValidationError."""
        stored = Page.objects.filter(pk=self.pk).first()
        if stored and stored.is_public and (self.state != "publie" or self.unpublish_at):
            raise ValidationError(
                "Tout le site mène à cette page : elle ne se retire pas. Changez plutôt son texte."
            )

    def check_address(self):
        """Of a page made by staff: no other page answers there, nor did one. Raises
        ValidationError."""
        if not self.is_free(self.slug):
            raise ValidationError({"slug": f"Le site a déjà une page à l’adresse /{self.slug}/."})
        former = Page.formerly_at(self.slug)
        if former and former.pk != self.pk and former.slug != self.slug:
            raise ValidationError(
                {"slug": f"Cette adresse a été celle de « {former} », où elle mène encore."}
            )

    @property
    def heading_route(self):
        return Heading(self.heading).route

    @classmethod
    def formerly_at(cls, slug):
        """The page made by staff that the public could read at that address, public now or not;
        None."""
        past = cls.history.filter(slug=slug, state=cls.State.PUBLISHED).exclude(heading="")
        public = past.exclude(publish_at__gt=timezone.now())
        pk = public.order_by("-history_id").values_list("id", flat=True).first()
        return cls.objects.filter(pk=pk).first()

    @property
    def was_public(self):
        past = self.history.filter(state=self.State.PUBLISHED)
        return past.exclude(publish_at__gt=timezone.now()).exists()

    def get_absolute_url(self):
        return f"/{self.slug}/"


class Correction(Composed):
    """What the site changed, kept in doubt or lost of a text that the town gave: told to all."""

    class Kind(models.TextChoices):
        CORRECTED = "corrige", "Corrigé"
        DOUBTED = "reserve", "Gardé, avec une réserve"
        RESTORED = "remis", "Oublié, puis remis"

    corrected_on = models.DateField("le", help_text="Le jour où le site a changé.")
    kind = models.CharField("genre", max_length=10, choices=Kind)
    subject = models.CharField("sujet", max_length=150)
    given = models.TextField("le texte disait", help_text="En peu de mots : le texte d’origine.")
    shown = models.TextField("le site dit")
    reason = models.TextField("pourquoi")
    page = models.CharField(
        "page du site",
        max_length=200,
        validators=[
            RegexValidator(r"^/[\w/#-]*\Z", "Une adresse de ce site, comme « /journee/ ».")
        ],
        help_text="Où le lire, par exemple /journee/.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "correction"
        ordering = ["-corrected_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["corrected_on", "subject"],
                name="pages_correction_once",
                violation_error_message="Cette correction est déjà dans la liste.",
            )
        ]

    def __str__(self):
        return self.subject

    def get_absolute_url(self):
        return f"{reverse('pages:corrections')}#correction-{self.pk}"


class Campaign(Composed):
    """A campaign that showed the agents to the public, told on `/campagne/`."""

    slogan = models.CharField("slogan", max_length=120, unique=True)
    organisers = models.CharField("organisée par", max_length=200)
    begins_on = PartialDateField("commence")
    ends_on = PartialDateField("finit", null=True, blank=True)
    aim = models.TextField("but", validators=[validate_references])
    aim_source = models.ForeignKey(
        Source, models.PROTECT, related_name="+", verbose_name="source du but"
    )
    cost = models.PositiveIntegerField(
        "coût, en euros", null=True, blank=True, help_text="Vide : la page dit « non publié »."
    )
    cost_source = models.ForeignKey(
        Source,
        models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name="source du coût",
    )
    unknown = models.TextField(
        "ce que l’on ne sait pas", blank=True, help_text="Une ligne par chose."
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(cost=None) | Q(cost_source__isnull=False),
                name="pages_campaign_cost_has_source",
                violation_error_message="Dites d’où vient ce coût : choisissez sa source.",
            )
        ]

    def __str__(self):
        return self.slogan

    def get_absolute_url(self):
        return f"{reverse('pages:campagne')}#campagne-{self.pk}"


class CampaignFact(Composed):
    """One dated, sourced thing about a campaign: a wave, a medium, a poster, what was said."""

    class Kind(models.TextChoices):
        WAVE = "vague", "Vague"
        MEDIUM = "support", "Support"
        POSTER = "affiche", "Affiche"
        RECEPTION = "accueil", "Ce que la presse en dit"

    campaign = models.ForeignKey(
        Campaign, models.CASCADE, related_name="facts", verbose_name="campagne"
    )
    kind = models.CharField("genre", max_length=10, choices=Kind)
    rank = models.PositiveSmallIntegerField("rang", default=0)
    title = models.CharField(
        "titre", max_length=120, help_text="D’une affiche, le métier : jamais le nom d’un agent."
    )
    begins_on = PartialDateField("date, ou début", null=True, blank=True)
    ends_on = PartialDateField("fin", null=True, blank=True)
    text = models.TextField(
        "fait", validators=[validate_references], help_text="Avec vos mots, sans citation."
    )
    source = models.ForeignKey(Source, models.PROTECT, related_name="+", verbose_name="source")
    reservation = models.CharField(
        "réserve", max_length=300, blank=True, help_text="Montrée au public."
    )
    portrait = models.ForeignKey(
        Portrait,
        models.SET_NULL,
        related_name="posters",
        null=True,
        blank=True,
        verbose_name="portrait",
        help_text="D’une affiche. Le lien ne paraît que si l’autorisation vaut pour l’affiche.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "fait de campagne"
        verbose_name_plural = "faits de campagne"
        ordering = ["rank", "begins_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(portrait=None) | Q(kind="affiche"),
                name="pages_campaignfact_portrait_on_poster",
                violation_error_message="Seule une affiche mène à un portrait.",
            )
        ]

    def __str__(self):
        return self.title

    @property
    def shown_portrait(self):
        """The portrait of a poster, while the person agrees to be on posters and on this site."""
        portrait = self.portrait
        is_shown = portrait and portrait.is_public and portrait.allows(Medium.POSTER)
        return portrait if is_shown else None
