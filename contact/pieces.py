"""A document or a photograph that somebody sends: read by its content, cleaned or refused."""

import io
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from exchange.kept import KeptFileField, KeptFileInput
from writing.documents import DAMAGED, is_tagged

MAX_BYTES = 10 * 1024 * 1024
ACCEPTED = "PDF, JPEG, PNG, WebP, AVIF ou HEIC, 10 Mo au plus."
HEAVY = "Ce fichier dépasse 10 Mo : réduisez-le, ou envoyez-le en plusieurs messages."


class PieceField(KeptFileField):
    """Cleaned, it is a file of ours: a PDF without metadata, programs or other files in it, or a
    picture written anew. A form that comes back with an error keeps what was chosen."""

    def __init__(self, **options: Any) -> None:
        kinds = ".pdf,.jpg,.jpeg,.png,.webp,.avif,.heic"
        super().__init__(
            required=False,
            help_text=f"{ACCEPTED} Jamais publié.",
            widget=KeptFileInput(attrs={"accept": kinds}),
            error_messages={"empty": "Ce fichier est vide : vérifiez que c’est le bon."},
            **options,
        )

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        if not file:
            return None
        if file.size > MAX_BYTES:
            raise ValidationError(HEAVY)
        file.seek(0)
        return clean_pdf(file) if file.read(5) == b"%PDF-" else clean_picture(file)

    def clean(self, data: Any, initial: Any = None) -> Any:
        """What is not sent is nothing, rather than Django's « unchanged »."""
        return super().clean(data, initial) or None


def clean_pdf(file: Any) -> "ContentFile[bytes]":
    """Raises ValidationError for one that is locked, damaged, or acts by itself."""
    from pypdf import PdfReader, PdfWriter

    try:
        is_tagged(file)
        file.seek(0)
        writer, written = PdfWriter(), io.BytesIO()
        for page in PdfReader(file, strict=False).pages:
            writer.add_page(page)
        writer.metadata = None
        writer.write(written)
    except ValidationError:
        raise
    except Exception:  # whatever a hostile file makes its reader raise
        raise ValidationError(DAMAGED) from None
    return ContentFile(written.getvalue(), name="document.pdf")


def clean_picture(file: Any) -> "ContentFile[bytes]":
    """Raises ValidationError for what is no picture, or one too large."""
    from pictures.decoding import decode  # loads Pillow, which only uploads need

    file.seek(0)
    written = io.BytesIO()
    try:
        decode(file).save(written, "JPEG", quality=85, optimize=True)
    except ValidationError as refusal:
        listed = f"{' '.join(refusal.messages)} Un document se prend en PDF."
        raise ValidationError(listed) from None
    return ContentFile(written.getvalue(), name="photographie.jpg")


class PlainTextarea(forms.Textarea):
    """As a browser sends it: lines end as on this site."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        value = super().value_from_datadict(data, files, name)
        return value.replace("\r\n", "\n") if isinstance(value, str) else value
