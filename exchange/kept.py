"""A file chosen in a form that comes back with an error: it stays with the form, in the private
folder, and is never chosen twice.

`forget_uploads` deletes it after a day.
"""

import io
import secrets
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminFileWidget
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.utils.html import format_html
from django.utils.safestring import SafeString

FOLDER = "fichiers-gardes"
LARGEST = 20 * 1024 * 1024  # bytes; a form refuses less
SIGNER = signing.Signer(salt="exchange.kept", sep=".")


class KeptFile(UploadedFile):  # type: ignore[type-arg]  # not subscriptable when it runs
    """Opened again, with what the form carries for it."""

    def __init__(self, token: str, path: str, name: str) -> None:
        with storages["import_export"].open(path) as file:
            content = file.read()  # into memory: nobody closes the files of a form
        super().__init__(io.BytesIO(content), name, size=len(content))
        self.token = token


def keep(file: "UploadedFile[Any]") -> str:
    """Write it, and return what the form carries; the same for a file kept already."""
    if isinstance(file, KeptFile):
        return file.token
    file.seek(0)
    path = storages["import_export"].save(f"{FOLDER}/{secrets.token_hex(16)}", file)
    return SIGNER.sign_object([path, file.name])


def kept_file(token: str) -> KeptFile | None:
    """The file that a form carries; None for anything else, or when it is gone."""
    try:
        path, name = SIGNER.unsign_object(token)
        return KeptFile(token, path, name)
    except (signing.BadSignature, ValueError, TypeError, OSError):
        return None


class KeptFileInput(AdminFileWidget):
    """What was sent before stands for a box left empty."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        file = super().value_from_datadict(data, files, name)
        return kept_file(data.get(f"{name}-garde", "")) if file is None else file

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return super().value_omitted_from_data(data, files, name) and f"{name}-garde" not in data

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Only a form that comes back shows a file: it is kept then."""
        box = super().render(name, value, attrs, renderer)
        is_worth_it = isinstance(value, UploadedFile) and not hasattr(value, "refused")
        if not is_worth_it or (value.size or 0) > LARGEST:
            return box
        try:
            token = keep(value)
        except OSError:  # a full disk: it is chosen again, as before
            return box
        return format_html(
            '{}<input type="hidden" name="{}-garde" value="{}">'
            '<span class="kept-file">Fichier gardé : {}. Choisissez-en un autre pour le '
            "remplacer.</span>",
            *(box, name, token, value.name),
        )


class KeptFileField(forms.FileField):
    """A file field that keeps what was chosen, unless it is what the field itself refuses."""

    widget = KeptFileInput

    def bound_data(self, data: Any, initial: Any) -> Any:
        """Django shows the file on record alone, and so forgets the one just sent."""
        return data or initial

    def clean(self, data: Any, initial: Any = None) -> Any:
        try:
            return super().clean(data, initial)
        except ValidationError:
            if data:
                data.refused = True
            raise
