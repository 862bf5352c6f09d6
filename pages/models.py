"""The editorial pages."""

from django.core.exceptions import ValidationError
from django.db import models
from simple_history.models import HistoricalRecords

from figures.references import validate_references
from publishing.models import Publishable, PublishableQuerySet


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
