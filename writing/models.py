"""What staff put in texts besides words."""

import secrets
from functools import partial
from pathlib import PurePath
from typing import Any

from django.core.files.storage import Storage
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from pictures.places import shows_pictures
from publishing.models import Composed, Picture
from publishing.signed import Refused, seal, unseal
from publishing.templatetags.publishing_tags import weight

from . import marks, people
from .documents import FORMATS
from .private import PrivateStorage

LANGUAGES = {
    "fr": "français",
    "en": "anglais",
    "de": "allemand",
    "es": "espagnol",
    "it": "italien",
    "pt": "portugais",
    "ar": "arabe",
    "oc": "occitan",
    "uk": "ukrainien",
}


def private_storage() -> Storage:
    return PrivateStorage()


def file_name(attachment: "Attachment", name: str) -> str:
    """A name of ours: two files may have the same."""
    return f"documents/{secrets.token_hex(16)}{PurePath(name).suffix.lower()}"


class Attachment(Composed):
    """A document that a text gives to read or to keep; in public only while a public text does.

    Its file stays in the private folder, and the application sends it.
    """

    TOKEN_USE = "document"

    class Accessibility(models.TextChoices):
        YES = "oui", "Oui"
        PARTLY = "partiellement", "Partiellement"
        NO = "non", "Non"

    title = models.CharField("titre", max_length=150, help_text="Ce que le lien dit.")
    slug = models.SlugField("adresse", max_length=120, unique=True)
    file = models.FileField("fichier", storage=private_storage, upload_to=file_name, max_length=120)
    size = models.PositiveIntegerField("poids, en octets", default=0, editable=False)
    language = models.CharField("langue", max_length=2, choices=LANGUAGES, default="fr")
    accessibility = models.CharField(
        "accessible",
        max_length=15,
        choices=Accessibility,
        help_text="Balises, titres, textes de remplacement : ce que lit un lecteur d’écran.",
    )
    alternative = models.CharField(
        "où lire la même chose autrement",
        max_length=300,
        blank=True,
        help_text=(
            "S’il n’est pas tout à fait accessible : « Le texte de cette page dit la même chose »."
        ),
    )
    updated_at = models.DateTimeField("modifié le", auto_now=True)

    class Meta:
        verbose_name = "document déposé"
        verbose_name_plural = "documents déposés"
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(accessibility="oui") | ~Q(alternative=""),
                name="writing_attachment_accessible_or_told",
                violation_error_message=(
                    "Dites où lire la même chose autrement : la loi le demande d’un document qui "
                    "n’est pas tout à fait accessible."
                ),
            )
        ]

    token = ""  # opens the file to whoever may read it before the public

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A file replaced is not kept."""
        self.size = self.file.size
        former = Attachment.objects.filter(pk=self.pk).first()
        super().save(*args, **kwargs)
        if former and former.file.name != self.file.name:
            former.forget_file()

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        self.forget_file()
        return super().delete(*args, **kwargs)

    def forget_file(self) -> None:
        transaction.on_commit(partial(self.file.storage.delete, str(self.file.name)))

    @property
    def extension(self) -> str:
        return PurePath(str(self.file.name)).suffix.removeprefix(".")

    @property
    def said(self) -> str:
        """What a link says of the file: « PDF, 340 Ko, anglais »."""
        return f"{FORMATS[self.extension].label}, {weight(self.size)}, {LANGUAGES[self.language]}"

    def get_absolute_url(self) -> str:
        return reverse("writing:document", args=[self.slug, self.extension])

    @property
    def address(self) -> str:
        return self.get_absolute_url() + (f"?apercu={self.token}" if self.token else "")

    def open_to_holder(self) -> None:
        self.token = seal(self.pk, self.TOKEN_USE)

    def is_open_to(self, token: str) -> bool:
        """Whether its file may be sent to whoever has this token, or none."""
        if self.pk in marks.placed_in_public(marks.DOCUMENT):
            return True
        try:
            pk, age = unseal(token, self.TOKEN_USE)
        except Refused:
            return False
        return bool(pk == self.pk and age <= Picture.TOKEN_LASTS)


@shows_pictures
def pictures_in_texts() -> QuerySet[Any]:
    """Those that a public text places, and that nobody on them forbids."""
    placed = Picture.objects.filter(pk__in=marks.placed_in_public(marks.IMAGE))
    return people.allowed(placed).order_by().values("pk")
