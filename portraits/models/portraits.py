"""The people who serve."""

import datetime
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from figures.references import validate_references
from pictures.places import shows_pictures
from publishing.journal import forget_in_journal
from publishing.models import Picture, Publishable, PublishableQuerySet
from services.models import Service, Trade

from ..posters import validate_poster
from .consents import Consent


class PortraitQuerySet(PublishableQuerySet):
    def published(self, at: datetime.datetime | None = None) -> Self:
        """Public content that a consent in force covers, its picture and its words; of a picture
        that shows several people, the consent of each."""
        day = timezone.localdate(at)
        own = Consent.objects.for_site(day).filter(
            pk=OuterRef("consent_id"), covers_text=True, pictures=OuterRef("picture_id")
        )
        others = PortraitPicture.objects.filter(portrait=OuterRef("pk")).exclude(
            portrait__is_example=True
        )
        covered = Consent.pictures.through.objects.filter(
            consent=OuterRef("portrait__consent"), picture=OuterRef("picture")
        )
        against = Consent.objects.against_site(day)
        return (
            super()
            .published(at)
            .filter(
                Q(is_example=True) | Exists(own),
                ~Exists(others.filter(~Exists(covered))),
                ~Exists(against.filter(pictures=OuterRef("picture_id"))),
                ~Exists(against.filter(pictures__portrait_pictures__portrait=OuterRef("pk"))),
            )
            .select_related("consent")
        )

    def for_list(self) -> Self:
        """What a poster of the wall shows, in one query."""
        return self.published().select_related("picture", "service")

    def delete(self) -> tuple[int, dict[str, int]]:
        forget_in_journal(self)
        return super().delete()


class Portrait(Publishable):
    """An agent and their trade, with their consent, or a drawn example of a trade.

    Not kept in the change history: when a consent ends, no copy may remain.
    """

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    trade = models.CharField("métier", max_length=100, help_text="Tel que la personne le dit.")
    listed_trade = models.ForeignKey(
        Trade,
        models.PROTECT,
        related_name="portraits",
        null=True,
        blank=True,
        verbose_name="métier du registre",
        help_text="Le portrait fait alors compter ce métier parmi ceux que le site raconte.",
    )
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="portraits",
        null=True,
        blank=True,
        verbose_name="service",
    )
    picture = models.ForeignKey(
        Picture,
        models.PROTECT,
        related_name="portraits",
        null=True,
        blank=True,
        verbose_name="image",
    )
    quote = models.CharField("phrase mise en avant", max_length=200, blank=True)
    text = models.TextField("texte", validators=[validate_references], help_text="Markdown.")
    is_example = models.BooleanField(
        "exemple",
        default=False,
        help_text="Un métier dessiné, sans personne réelle : la page porte la mention « exemple ».",
    )
    consent = models.ForeignKey(
        Consent,
        models.PROTECT,
        related_name="portraits",
        null=True,
        blank=True,
        verbose_name="autorisation",
        help_text="Elle doit valoir pour le site, et couvrir cette image et ce texte.",
    )

    objects = PortraitQuerySet.as_manager()

    class Meta(Publishable.Meta):
        verbose_name = "portrait"
        ordering = ["trade", "pk"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=~Q(state="publie") | Q(is_example=True) | Q(consent__isnull=False),
                name="portraits_portrait_consent_or_example",
                violation_error_message=(
                    "Sans autorisation signée et datée, un portrait ne peut pas être publié."
                ),
            ),
            models.CheckConstraint(
                condition=~Q(state="publie") | Q(picture__isnull=False),
                name="portraits_portrait_published_with_picture",
                violation_error_message="Choisissez l’image avant de publier le portrait.",
            ),
            models.CheckConstraint(
                condition=Q(is_example=False) | Q(consent__isnull=True),
                name="portraits_portrait_example_is_nobody",
                violation_error_message="Un exemple ne montre personne : retirez l’autorisation.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.displayed_name}, {self.trade}" if self.displayed_name else self.trade

    def clean(self) -> None:
        super().clean()
        if self.state == self.State.PUBLISHED:
            day = max(timezone.localdate(), timezone.localdate(self.publish_at or timezone.now()))
            if refusal := self.refusal(day):
                raise ValidationError(refusal)
        validate_poster(self)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """The register of trades remembers since when one is told."""
        super().save(*args, **kwargs)
        if self.listed_trade and self.state == self.State.PUBLISHED:
            day = timezone.localdate(self.publish_at or timezone.now())
            Trade.objects.filter(pk=self.listed_trade.pk, told_on=None).update(told_on=day)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        forget_in_journal(Portrait.objects.filter(pk=self.pk))
        return super().delete(*args, **kwargs)

    @property
    def displayed_name(self) -> str:
        """What the person wants to be called; nobody is shown by an example."""
        return self.consent.displayed_name if self.consent else ""

    def get_absolute_url(self) -> str:
        return reverse("portraits:detail", args=[self.slug])

    @property
    def is_public(self) -> bool:
        return super().is_public and not self.refusal(timezone.localdate())

    def refusal(self, day: datetime.date) -> str:
        """Why the site may not show it that day, in words; nothing when it may. What the database
        refuses by itself (no consent, no picture) is left to it."""
        if self.picture is None or (self.consent is None and not self.is_example):
            return ""
        if self.consent is not None:
            if refusal := self.consent.refusal(day):
                return refusal
            if not self.consent.covers_text:
                return "L’autorisation ne couvre pas le texte du portrait."
            covered = self.consent.pictures.all()
            if any(picture not in covered for picture in self.pictures):
                return (
                    "L’autorisation ne couvre pas cette image : ajoutez-la à celles qu’elle nomme."
                )
        consents = [consent for picture in self.pictures for consent in picture.consents.all()]
        if refusal := next(filter(None, (consent.refusal(day) for consent in consents)), ""):
            return f"Cette image montre aussi une autre personne. {refusal}"
        return ""

    @property
    def pictures(self) -> list[Picture]:
        """All that its page shows, its own first."""
        others = [other.picture for other in self.other_pictures.all()] if self.pk else []
        return [self.picture, *others] if self.picture else others


class PortraitPicture(models.Model):
    """Another picture of the page of a portrait, under its words."""

    MOST = 5

    portrait = models.ForeignKey(Portrait, models.CASCADE, related_name="other_pictures")
    picture = models.ForeignKey(
        Picture, models.PROTECT, related_name="portrait_pictures", verbose_name="image"
    )
    rank = models.PositiveSmallIntegerField(
        "rang", default=1, help_text="De 1 à 5, dans l’ordre de la page."
    )

    class Meta:
        verbose_name = "autre image"
        verbose_name_plural = "autres images"
        ordering = ["rank"]
        constraints = [
            models.UniqueConstraint(
                fields=["portrait", "rank"],
                name="portraits_picture_rank_once",
                violation_error_message="Deux images ont le même rang.",
            ),
            models.CheckConstraint(
                condition=Q(rank__range=(1, 5)),
                name="portraits_picture_rank_in_range",
                violation_error_message="Le rang va de 1 à 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"image {self.rank}"


@shows_pictures
def pictures_shown() -> QuerySet[Portrait, int]:
    return Portrait.objects.published().order_by().values_list("picture_id", flat=True)


@shows_pictures
def other_pictures_shown() -> QuerySet[PortraitPicture, int]:
    shown = PortraitPicture.objects.filter(portrait__in=Portrait.objects.published().order_by())
    return shown.order_by().values_list("picture_id", flat=True)
