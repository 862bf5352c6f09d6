"""The editorial pages, and what was corrected of the texts."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.urls import reverse
from simple_history.models import HistoricalRecords

from figures.references import validate_references
from publishing.models import Composed, Publishable, PublishableQuerySet


class Page(Publishable):
    """A page of text at one of the site's permanent addresses."""

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    title = models.CharField("titre", max_length=150, validators=[validate_references])
    lead = models.TextField("chapô", blank=True, validators=[validate_references])
    text = models.TextField(
        "texte",
        blank=True,
        validators=[validate_references],
        help_text="Markdown : ## intertitre, - liste, [lien](adresse), [[cle-de-chiffre]].",
    )

    objects = PublishableQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "page"
        ordering = ["slug"]

    def __str__(self):
        return self.slug

    def clean(self):
        """The menus of every page lead here: once public, a page stays so."""
        stored = Page.objects.filter(pk=self.pk).first()
        if stored and stored.is_public and (self.state != "publie" or self.unpublish_at):
            raise ValidationError(
                "Tout le site mène à cette page : elle ne se retire pas. Changez plutôt son texte."
            )

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
