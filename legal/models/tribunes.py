"""The space of councillors outside the majority (CGCT L2121-27-1)."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils import timezone
from simple_history.models import HistoricalRecords

from backoffice.reach import reaches
from legal.completeness import Singleton
from publishing.models import Body, Composed, Publishable, PublishableQuerySet
from publishing.text.prose import render_prose


class TribuneSpace(Singleton):
    """The switch of the page of tribunes, off until the town opens it."""

    is_open = models.BooleanField(
        "page ouverte au public",
        default=False,
        help_text="Tant que la case est vide, l’adresse /tribunes/ répond qu’elle n’existe pas.",
    )
    longest = models.PositiveIntegerField(
        "longueur d’un texte, en signes",
        null=True,
        blank=True,
        help_text="Ce que fixe le règlement intérieur. Vide : non précisée.",
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
    text = models.TextField(
        "texte",
        help_text="Le texte du groupe, sans retouche. Une ligne vide sépare deux paragraphes.",
    )

    withheld_because = models.TextField(
        "texte retiré parce que",
        blank=True,
        help_text="La loi seule le permet : injure, diffamation, provocation (loi du 29 juillet "
        "1881), données d’une personne. Le public lit cette raison à la place du texte.",
    )

    objects = PublishableQuerySet.as_manager()
    history = HistoricalRecords()

    class Meta(Publishable.Meta):
        verbose_name = "tribune"
        ordering = ["-written_on", "group"]

    def __str__(self):
        return f"{self.group}, {self.written_on:%d/%m/%Y}"

    def get_absolute_url(self):
        return reverse("legal:tribunes")

    def clean(self):
        super().clean()
        longest = TribuneSpace.current().longest
        if longest and len(self.text) > longest:
            raise ValidationError(
                {
                    "text": f"Ce texte a {len(self.text)} signes : le règlement intérieur en "
                    f"donne {longest}."
                }
            )

    @property
    def heading(self):
        """What was taken out is named by its group alone."""
        return self.group if self.withheld_because else self.title or self.group

    @property
    def html(self):
        """The text as written: no figure of ours is put into it."""
        return render_prose(self.text)


class TribuneWriter(Composed):
    """The account of a group of councillors outside the majority: it writes and publishes the
    tribunes of its group, and nobody else changes them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="tribune_writer",
        verbose_name="compte",
    )
    body = models.CharField("assemblée", max_length=20, choices=Body, default=Body.CITY)
    group = models.CharField("groupe", max_length=150, help_text="Son nom, tel qu’il l’écrit.")

    class Meta:
        verbose_name = "groupe d’élus du compte"
        verbose_name_plural = "groupe d’élus du compte"
        default_permissions = ()

    def __str__(self):
        return self.group


def writer_of(user):
    return getattr(user, "tribune_writer", None)


@reaches(Tribune, refusal=lambda user, tribune: f"Cette tribune est celle de {tribune.group}.")
def tribunes_of(user, tribunes):
    writer = writer_of(user)
    return tribunes.filter(body=writer.body, group=writer.group) if writer else tribunes
