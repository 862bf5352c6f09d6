"""What is put in a text from the text itself."""

from typing import Any

from django import forms

from exchange.addresses import address_of
from exchange.kept import KeptFileField, KeptFileInput
from publishing.admin import PictureForm, picture_field

from .documents import ACCEPTED, lacks_tags, validate_document
from .models import Attachment


class PlacedPictureForm(PictureForm):
    """A picture sent from a text, with its caption there."""

    caption = forms.CharField(
        label="Légende",
        max_length=300,
        required=False,
        help_text="Écrite sous l’image, dans ce texte-ci. Facultative.",
    )
    file = picture_field(label="Fichier")
    field_order = ["file", "title", "alt", "is_decorative", "credit", "caption", "shows_person"]

    class Meta(PictureForm.Meta):
        fields = ["title", "alt", "is_decorative", "credit", "shows_person"]


class PrivateFileInput(KeptFileInput):
    """Its file has no address of its own to link to."""

    def is_initial(self, value: Any) -> bool:
        return False


class AttachmentForm(forms.ModelForm):
    file = KeptFileField(
        label="Fichier",
        widget=PrivateFileInput,
        validators=[validate_document],
        help_text=f"{ACCEPTED} ; 20 Mo au plus, sans macro ni mot de passe.",
    )

    class Meta:
        model = Attachment
        fields = ["file", "title", "language", "accessibility", "alternative"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file = cleaned.get("file")
        says_yes = cleaned.get("accessibility") == Attachment.Accessibility.YES
        is_new = "file" in self.changed_data or "accessibility" in self.changed_data
        if file and is_new and says_yes and lacks_tags(file):
            self.add_error(
                "accessibility",
                "Ce PDF n’a pas de balises : un lecteur d’écran ne le suit pas. Choisissez "
                "« Partiellement » ou « Non », ou exportez-le avec ses balises.",
            )
        if not self.instance.slug and cleaned.get("title"):
            self.instance.slug = free_slug(cleaned["title"])
        return cleaned


def free_slug(title: str) -> str:
    """An address that no other document has."""
    base = address_of(title)[:100] or "document"
    taken = set(Attachment.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{rank}" for rank in range(2, len(taken) + 3))
    return next(slug for slug in (base, *numbered) if slug not in taken)
