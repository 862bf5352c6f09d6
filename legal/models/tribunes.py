"""The space of councillors outside the majority (CGCT L2121-27-1)."""

from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from legal.completeness import Singleton
from publishing.models import Body, Publishable, PublishableQuerySet
from publishing.text.prose import render_prose


class TribuneSpace(Singleton):
    """The switch of the page of tribunes, off until the town opens it."""

    is_open = models.BooleanField(
        "page ouverte au public",
        default=False,
        help_text="Tant que la case est vide, l’adresse /tribunes/ répond qu’elle n’existe pas.",
    )
    rules = models.TextField(
        "règles",
        blank=True,
        help_text="Ce que fixe le règlement intérieur : place, rythme, ordre. Montré au public.",
    )

    history = HistoricalRecords()

    class Meta:
        verbose_name = "page des tribunes"
        verbose_name_plural = "page des tribunes"

    def __str__(self):
        return "Page des tribunes"


class Tribune(Publishable):
    """A text by a group of councillors, published as they wrote it."""

    body = models.CharField("assemblée", max_length=20, choices=Body, default=Body.CITY)
    group = models.CharField("groupe", max_length=150, help_text="Son nom, tel qu’il l’écrit.")
    written_on = models.DateField("date", default=timezone.localdate)
    title = models.CharField("titre", max_length=150, blank=True)
    text = models.TextField("texte", help_text="Markdown. Le texte du groupe, sans retouche.")

    objects = PublishableQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "tribune"
        ordering = ["-written_on", "group"]

    def __str__(self):
        return f"{self.group}, {self.written_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("legal:tribunes")

    @property
    def html(self):
        """The text as written: no figure of ours is put into it."""
        return render_prose(self.text)
