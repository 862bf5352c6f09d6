from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from spreadsheets import LIMITS


class UploadForm(forms.Form):
    """A file to read; nothing is written before a confirmation."""

    import_file = forms.FileField(
        label="Fichier", help_text="xlsx, ods ou csv, 5 Mo au plus, tel que vous l’avez enregistré."
    )

    def clean_import_file(self) -> Any:
        upload = self.cleaned_data["import_file"]
        if upload.size > LIMITS.file_bytes:
            raise ValidationError("Ce fichier pèse plus de 5 Mo : coupez-le en plusieurs.")
        return upload
