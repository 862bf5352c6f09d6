"""What is public, and when."""

import datetime
import unicodedata
from collections.abc import Collection
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from pictures.files import WithdrawablePictureMixin

from .journal import forget_in_journal
from .signed import Refused, seal, unseal


class Body(models.TextChoices):
    """The three public bodies that publish this site."""

    CITY = "ville", "Ville d’Alès"
    AGGLOMERATION = "agglomeration", "Alès Agglomération"
    SOCIAL_CENTRE = "ccas", "CCAS d’Alès"

    @property
    def with_article(self) -> str:
        """As after « par »: « la Ville d’Alès », « le CCAS d’Alès »."""
        articles = {Body.CITY: "la ", Body.SOCIAL_CENTRE: "le "}
        return f"{articles.get(self, '')}{self.label}"


class Composed(models.Model):
    """Its texts are kept in composed letters (NFC): « é » pasted from macOS or from a PDF is two
    signs, which drawings spread and exports do not find again."""

    class Meta:
        abstract = True

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Forms, imports and the shipped facts all come through here."""
        for name, value in self.__dict__.items():
            if isinstance(value, str):
                self.__dict__[name] = unicodedata.normalize("NFC", value)
        super().clean_fields(exclude=exclude)


class PublishableQuerySet(models.QuerySet[Any]):
    def published(self, at: datetime.datetime | None = None) -> Self:
        """What anyone may see at that instant (now by default)."""
        at = at or timezone.now()
        return self.filter(
            Q(publish_at__isnull=True) | Q(publish_at__lte=at),
            Q(unpublish_at__isnull=True) | Q(unpublish_at__gt=at),
            state=Publishable.State.PUBLISHED,
        )


class Publishable(Composed):
    """Content that goes from draft to public, now or at a date, and maybe back."""

    class State(models.TextChoices):
        DRAFT = "brouillon", "Brouillon"
        REVIEWED = "relu", "Relu"
        PUBLISHED = "publie", "Publié"

    PREVIEW_USE = "preview"
    PREVIEW_DAYS = 7

    state = models.CharField(
        "état",
        max_length=10,
        choices=State,
        default=State.DRAFT,
        help_text="Seul l’état « Publié » est visible des citoyens.",
    )
    publish_at = models.DateTimeField(
        "publier à partir du", null=True, blank=True, help_text="Vide : tout de suite."
    )
    unpublish_at = models.DateTimeField(
        "retirer le", null=True, blank=True, help_text="Vide : jamais."
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(publish_at__isnull=True)
                | Q(unpublish_at__isnull=True)
                | Q(unpublish_at__gt=models.F("publish_at")),
                name="%(app_label)s_%(class)s_retired_after_published",
                violation_error_message="La date de retrait vient avant la date de publication.",
            )
        ]

    @property
    def is_public(self) -> bool:
        now = timezone.now()
        return (
            self.state == self.State.PUBLISHED
            and (self.publish_at is None or self.publish_at <= now)
            and (self.unpublish_at is None or self.unpublish_at > now)
        )

    @property
    def publication_label(self) -> str:
        """The state in words, with what the clock makes of it."""
        now = timezone.now()
        if self.state == self.State.PUBLISHED and not self.is_public:
            return "Programmé" if self.publish_at and self.publish_at > now else "Retiré"
        return self.get_state_display()

    def preview_token(self) -> str:
        return seal([self._meta.label_lower, self.pk], self.PREVIEW_USE)

    def get_preview_url(self) -> str:
        """The page as it would be, for whoever holds the link, for `PREVIEW_DAYS` days."""
        own: Any = self  # each content has a page of its own
        path, hash_sign, anchor = own.get_absolute_url().partition("#")
        return f"{path}?apercu={self.preview_token()}{hash_sign}{anchor}"

    @classmethod
    def pk_of_preview(cls, token: str) -> int | None:
        """The primary key a preview link opens, or None if it is forged, stale or another's."""
        try:
            (label, pk), age = unseal(token, cls.PREVIEW_USE)
        except (Refused, ValueError, TypeError):
            return None
        if age > datetime.timedelta(days=cls.PREVIEW_DAYS):
            return None
        return pk if label == cls._meta.label_lower else None


class Picture(WithdrawablePictureMixin, Composed):
    """A picture, re-encoded at upload to a few public sizes; its original is never served."""

    title = models.CharField("nom", max_length=120, help_text="Pour la retrouver dans la liste.")
    alt = models.CharField(
        "texte de remplacement",
        max_length=250,
        blank=True,
        help_text="Ce que l’image montre, en une phrase, pour qui ne la voit pas.",
    )
    is_decorative = models.BooleanField(
        "décorative", default=False, help_text="L’image n’apprend rien de plus que le texte voisin."
    )
    credit = models.CharField("auteur", max_length=120, blank=True)
    shows_person = models.BooleanField(
        "montre une personne reconnaissable",
        default=False,
        help_text="Elle n’est alors montrée que si une autorisation en vigueur la couvre.",
    )
    focal_x = models.DecimalField(
        "centre d’intérêt, de gauche (0) à droite (1)", max_digits=3, decimal_places=2, default=0.5
    )
    focal_y = models.DecimalField(
        "centre d’intérêt, de haut (0) en bas (1)", max_digits=3, decimal_places=2, default=0.5
    )
    # Filled by `set_image` from the upload.
    folder = models.CharField(max_length=40, editable=False, unique=True)
    width = models.PositiveIntegerField("largeur", editable=False)
    height = models.PositiveIntegerField("hauteur", editable=False)

    class Meta:
        verbose_name = "image"
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(alt="") | Q(is_decorative=True),
                name="publishing_picture_alt_or_decorative",
                violation_error_message=(
                    "Écrivez le texte de remplacement, ou cochez « décorative »."
                ),
            ),
            models.CheckConstraint(
                condition=Q(focal_x__range=(0, 1), focal_y__range=(0, 1)),
                name="publishing_picture_focal_point_inside",
                violation_error_message="Le centre d’intérêt va de 0 à 1.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        forget_in_journal(Picture.objects.filter(pk=self.pk))  # a title may be a name
        return super().delete(*args, **kwargs)

    def open_to_holder(self) -> Self:
        """Its addresses, before it is public, for whoever receives them now."""
        self.token = seal(self.folder, self.TOKEN_USE)
        return self

    def is_opened_by(self, token: str) -> bool:
        """Whether its files may be sent to whoever has this token, before it is public."""
        try:
            folder, age = unseal(token, self.TOKEN_USE)
        except Refused:
            return False
        return folder == self.folder and age <= self.TOKEN_LASTS


class ContentVersion(models.Model):
    """Which content the site shows: one row, whose number moves with each public change.

    Triggers move it (`versions`), and every node's folder of page files follows (`page_files`).
    """

    number = models.BigIntegerField(default=1)

    class Meta:
        verbose_name = "version du contenu"

    def __str__(self) -> str:
        return f"version {self.number} du contenu"


class Attempt(models.Model):
    """Something was asked, by somebody that this row does not tell."""

    digest = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "demande comptée"
        verbose_name_plural = "demandes comptées"
        indexes = [models.Index(fields=["digest", "at"], name="publishing_attempt_recent")]

    def __str__(self) -> str:
        return f"demande du {timezone.localtime(self.at):%d/%m/%Y à %H:%M}"
