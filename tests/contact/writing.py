"""What a person does: write, with what is needed for the form to be taken."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfWriter

from tests.newsletter.mailbox import FROM_HERE, token


def write(client, headers=FROM_HERE, **fields):
    fields = {"sujet": "erreur", "message": "La date est fausse.", "jeton": token()} | fields
    return client.post(reverse("contact:write"), fields, **headers)


def pdf(name="compte-rendu.pdf"):
    writer, written = PdfWriter(), io.BytesIO()
    writer.add_blank_page(200, 200)
    writer.add_metadata({"/Author": "Jeanne Martin"})
    writer.write(written)
    return SimpleUploadedFile(name, written.getvalue(), "application/pdf")
