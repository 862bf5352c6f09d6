"""Documents that staff upload: which are taken, what is said of those that are not."""

import io
import zipfile

import pytest
from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject

from staff.roles import create_roles
from tests.pages.test_views import make_page
from writing.documents import FORMATS
from writing.models import Attachment

ADD = "/admin/writing/attachment/add/"


def pdf(change=None, *, tagged=False):
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    if tagged:
        writer.root_object[NameObject("/StructTreeRoot")] = DictionaryObject()
    if change:
        change(writer)
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def packed(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def odt(**parts):
    return packed({"mimetype": FORMATS["odt"].mime, "content.xml": "<a/>"} | parts)


def script():
    said = {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("x")}
    return DictionaryObject(said)


def opening_script(writer):
    writer.root_object[NameObject("/OpenAction")] = script()


def hidden_script(writer):
    writer.pages[0][NameObject("/AA")] = DictionaryObject({NameObject("/O"): script()})


HOSTILE = {
    "programme.exe": (b"MZ", "Ce format n’est pas pris."),
    "image.svg": (b"<svg/>", "Ce format n’est pas pris."),
    "faux.pdf": (b"<html>", "Ce fichier est abîmé"),
    "tronque.pdf": (pdf()[:60], "Ce fichier est abîmé"),
    "ferme.pdf": (pdf(lambda writer: writer.encrypt("secret")), "protégé par un mot de passe"),
    "actif.pdf": (pdf(opening_script), "contient un programme"),
    "page.pdf": (pdf(hidden_script), "contient un programme"),
    "joint.pdf": (pdf(lambda w: w.add_attachment("a.exe", b"MZ")), "contient un programme"),
    "macro.odt": (odt(**{"Basic/script.xml": "x"}), "contient une macro"),
    "macro.docx": (packed({"word/vbaProject.bin": "x"}), "contient une macro"),
    "autre.docx": (odt(), "Ce fichier est abîmé"),
    "bombe.odt": (odt(bombe=b"0" * 210_000_000), "démesuré une fois déplié"),
    "vide.odt": (b"PK", "Ce fichier est abîmé"),
}


@pytest.mark.once
class DocumentFormTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.officer = User.objects.create_user("officier", is_staff=True)
        cls.officer.groups.add(Group.objects.get(name="Communication"))

    def setUp(self):
        self.client.force_login(self.officer)

    def send(self, name, content, **fields):
        told = {"title": "Le rapport 2025", "language": "fr", "accessibility": "oui"} | fields
        return self.client.post(ADD, {"file": SimpleUploadedFile(name, content), **told})

    def test_hostile_files_are_refused_in_words(self):
        for name, (content, words) in HOSTILE.items():
            with self.subTest(name):
                self.assertContains(self.send(name, content), words)
        self.assertEqual(Attachment.objects.count(), 0)

    def test_what_is_said_of_access_is_true_or_told(self):
        self.assertContains(self.send("a.pdf", pdf()), "Ce PDF n’a pas de balises")
        self.assertContains(
            self.send("a.pdf", pdf(), accessibility="non"), "Dites où lire la même chose autrement"
        )
        self.assertEqual(self.send("a.pdf", pdf(tagged=True)).status_code, 302)
        self.assertEqual(self.send("b.odt", odt()).status_code, 302)
        first, second = Attachment.objects.order_by("pk")
        self.assertEqual(first.get_absolute_url(), "/documents/le-rapport-2025.pdf")
        self.assertEqual(second.get_absolute_url(), "/documents/le-rapport-2025-2.odt")
        self.assertEqual(first.said, "PDF, 1 Ko, français")

    def test_one_that_a_text_gives_stays_and_the_others_leave_with_their_file(self):
        self.client.force_login(User.objects.create_superuser("admin"))
        self.send("a.pdf", pdf(tagged=True))
        document = Attachment.objects.get()
        text = f"[x](document:{document.pk})"
        page = make_page("jurys", heading="collectivite", text=text)
        delete = f"/admin/writing/attachment/{document.pk}/delete/"
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)
        self.assertContains(self.client.get("/admin/writing/attachment/"), "Le rapport 2025")
        form = self.client.get(f"/admin/writing/attachment/{document.pk}/change/")
        self.assertContains(form, page.get_absolute_url())

        page.delete()
        storage, name = document.file.storage, document.file.name
        with self.captureOnCommitCallbacks(execute=True):
            self.client.post(delete, {"post": "yes"})
        self.assertFalse(Attachment.objects.exists() or storage.exists(name))
