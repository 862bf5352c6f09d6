"""The people who serve."""

import datetime
from typing import Any, Self
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from figures.references import validate_references
from pictures.places import shows_pictures
from publishing.artificial import ArtificialMixin
from publishing.journal import forget_in_journal
from publishing.models import Picture, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDate
from services.models import Moment, Service, Trade
from writing.fields import ProseField

from ..posters import validate_poster
from . import shown
from .consents import Consent, Medium


class PortraitQuerySet(PublishableQuerySet):
    def with_digest(self) -> Self:
        """With the digest of what their pages show."""
        return self.annotate(current_digest=shown.digest(PortraitPicture.objects.all()))

    def published(self, at: datetime.datetime | None = None) -> Self:
        """Public content that a consent in force covers, its pictures, its words and its voice, and
        that the person approved as it is; of a picture of several people, the consent of each."""
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
                Q(is_example=True)
                | Exists(own) & Q(approved_digest=shown.digest(PortraitPicture.objects.all())),
                Q(recording_url="") | Q(is_example=True) | Q(consent__covers_voice=True),
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


class Change(models.TextChoices):
    """What became of the person since the portrait."""

    LEFT = "parti", "a quitté la collectivité"
    MOVED = "poste", "a changé de poste"
    ELECTED = "elu", "a été élu ou élue"


class Recording(models.TextChoices):
    VIDEO = "film", "film"
    AUDIO = "son", "enregistrement sonore"


class Portrait(ArtificialMixin, Publishable):
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
    role = models.CharField(
        "fonction au moment du portrait",
        max_length=150,
        blank=True,
        help_text="Comme l’organigramme l’écrit : « agente d’entretien des parcs ».",
    )
    change = models.CharField(
        "depuis", max_length=10, choices=Change, blank=True, help_text="Jamais montré au public."
    )
    changed_on = models.DateField("le", null=True, blank=True)
    quote = models.CharField("phrase mise en avant", max_length=200, blank=True)
    text = ProseField(
        "texte", validators=[validate_references], help_text="Markdown.", places=False
    )
    testimony = ProseField(
        "témoignage",
        blank=True,
        validators=[validate_references],
        help_text="À la première personne, dans les mots de la personne. Markdown.",
        places=False,
    )
    moments = models.ManyToManyField(
        Moment, related_name="portraits", blank=True, verbose_name="moments de la journée"
    )
    recording_kind = models.CharField("film ou son", max_length=5, choices=Recording, blank=True)
    recording_title = models.CharField("titre", max_length=120, blank=True)
    recording_url = models.URLField(
        "adresse de l’enregistrement",
        blank=True,
        help_text="Un lien, jamais un lecteur dans la page : il suivrait les lecteurs.",
    )
    recording_length = models.CharField(
        "durée", max_length=20, blank=True, help_text="« 3 min 20 »."
    )
    transcript = ProseField(
        "transcription",
        blank=True,
        validators=[validate_references],
        help_text="Tout ce qui est dit et montré. Markdown.",
        places=False,
    )
    # Of what the person approved (see `shown`); nothing while they ask for a change.
    approved_digest = models.CharField(max_length=64, blank=True, editable=False)
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
            models.CheckConstraint(
                condition=Q(change="", changed_on=None)
                | ~Q(change="") & Q(changed_on__isnull=False),
                name="portraits_portrait_change_is_dated",
                violation_error_message="Dites ce qui a changé pour la personne, et le jour.",
            ),
            models.CheckConstraint(
                condition=Q(recording_url="", recording_kind="")
                | ~Q(recording_url="")
                & ~Q(recording_kind="")
                & ~Q(recording_title="")
                & ~Q(recording_length="")
                & ~Q(transcript=""),
                name="portraits_portrait_recording_is_transcribed",
                violation_error_message=(
                    "Un enregistrement a un genre, un titre, une durée, une adresse et sa "
                    "transcription, pour qui ne peut pas l’entendre ou le voir."
                ),
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
        if self.slug:  # the form asks for it first
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
        return super().is_public and not self.refusal(timezone.localdate()) and self.is_approved

    @property
    def publication_label(self) -> str:
        if self.state == self.State.PUBLISHED and not self.is_approved:
            return "Attend le bon à tirer"
        return super().publication_label

    @property
    def is_approved(self) -> bool:
        """Whether the person approved what is shown now, to the letter."""
        return self.is_example or self.approved_digest == self.shown_digest()

    def shown_digest(self) -> str:
        """As the database works it out now, or for the list where this one is."""
        if not hasattr(self, "current_digest"):
            return str(Portrait.objects.with_digest().get(pk=self.pk).current_digest)
        return str(self.current_digest)

    @property
    def role_warning(self) -> str:
        """For whoever uses the portrait once more: page, poster, newsletter."""
        if not self.change:
            return ""
        since = PartialDate(self.changed_on) if self.changed_on else ""
        return (
            f"Cette personne {self.get_change_display()} (le {since}) : demandez-lui avant tout "
            "nouvel usage de son portrait."
        )

    @property
    def recording_host(self) -> str:
        return urlsplit(self.recording_url).hostname or ""

    def allows(self, medium: Medium) -> bool:
        """Whether that medium may show it today; nobody is shown by an example."""
        if self.is_example:
            return True
        is_complete = self.consent is not None and self.picture is not None
        return is_complete and not self.refusal(timezone.localdate(), medium) and self.is_approved

    def refusal(self, day: datetime.date, medium: Medium = Medium.SITE) -> str:
        """Why that medium may not show it that day, in words; nothing when it may. What the
        database refuses by itself (no consent, no picture) is left to it, and the approval to
        `is_approved`."""
        if self.picture is None or (self.consent is None and not self.is_example):
            return ""
        if self.consent is not None:
            if refusal := self.consent.refusal(day, medium):
                return refusal
            if not self.consent.covers_text:
                return "L’autorisation ne couvre pas le texte du portrait."
            if self.recording_url and not self.consent.covers_voice:
                return "L’autorisation ne couvre pas la voix."
            covered = self.consent.pictures.all()
            if any(picture not in covered for picture in self.pictures):
                return (
                    "L’autorisation ne couvre pas cette image : ajoutez-la à celles qu’elle nomme."
                )
        consents = [consent for picture in self.pictures for consent in picture.consents.all()]
        refusals = (consent.refusal(day, medium) for consent in consents)
        if refusal := next(filter(None, refusals), ""):
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
