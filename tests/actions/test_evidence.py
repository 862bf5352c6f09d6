"""Evidence kept here, events added and corrected, as the back office does it."""

import hashlib
import io
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from django.urls import reverse
from PIL import Image

from actions.evidence import forget, keep
from actions.models import Event
from actions.orphan_evidence import orphans, purge_evidence
from actions.proof import faults
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record
from tests.reading import Reading

ADD = "admin:actions_event_add"


def pdf(content=b"%PDF-1.7\n%%EOF", name="Ma note (finale).docx"):
    return SimpleUploadedFile(name, content)


def photograph(width=1600, height=900):
    file = io.BytesIO()
    exif = Image.Exif()
    exif[0x010E] = "secret"
    Image.new("RGB", (width, height), "#776655").save(file, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG_1.jpg", file.getvalue())


def archive(*names, mimetype=None):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as zipped:
        if mimetype:
            zipped.writestr("mimetype", mimetype)
        for name in names:
            zipped.writestr(name, "x")
    return SimpleUploadedFile("note.pdf", file.getvalue())


class BackOfficeTestCase(TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.media = Path(folder.name) / "media"
        self.private = Path(folder.name) / "private"
        moved = override_settings(MEDIA_ROOT=self.media, PRIVATE_MEDIA_ROOT=self.private)
        moved.enable()
        self.addCleanup(moved.disable)
        self.client.force_login(User.objects.create_superuser("chef", password="x"))
        self.halles = make_action(number=9, title="Les Halles")

    def add(self, **fields):
        """Send the form; the callbacks of a commit run, as they would."""
        data = {"action": self.halles.pk, "occurred_on": "mai 2018", "text": "C’est fait."}
        data |= {"certainty": "prouvee", "nobody_is_shown": "on"} | fields
        with self.captureOnCommitCallbacks(execute=True):
            return self.client.post(reverse(ADD), data)

    def errors(self, **fields):
        response = self.add(**fields)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(Event.objects.count(), 0)
        self.assertEqual(self.files(), [])
        return response.context["adminform"].form.errors

    def files(self):
        """All but locks."""
        found = (path for path in self.media.parent.rglob("[!.]*") if path.is_file())
        return sorted(path.name for path in found)


class DocumentTests(Reading, BackOfficeTestCase):
    def test_a_document_is_kept_renamed_and_sent_as_a_download(self):
        self.add(status="realisee", evidence_kind="document", evidence_title="Note", file=pdf())

        event = Event.objects.get()
        digest = hashlib.sha256(b"%PDF-1.7\n%%EOF").hexdigest()
        self.assertEqual(event.evidence_digest, digest)
        path = f"/actions/preuves/{digest}.pdf"
        self.assertEqual(event.evidence_url, settings.SITE_URL + path)
        page = self.client.get("/actions/9/")
        self.assertContains(page, f'<a href="{path}" download>Note (PDF)</a>')
        response = self.client.get(path)
        self.assertEqual(b"".join(response.streaming_content), b"%PDF-1.7\n%%EOF")
        self.assertEqual(response["Content-Type"], "application/pdf")
        self.assertEqual(
            response["Content-Disposition"], 'attachment; filename="action-9-etape-1.pdf"'
        )
        self.assertEqual(response["X-Content-Type-Options"], "nosniff")
        self.assertEqual(list(faults()), [])

    def test_a_document_changed_on_the_disk_is_named(self):
        self.add(evidence_kind="document", file=pdf())
        (self.private / "preuves" / self.files()[0]).write_bytes(b"%PDF-autre")
        rank, reason = next(faults())
        self.assertEqual(rank, 1)
        self.assertIn("a une preuve qui a changé", reason)

    def test_it_is_private_while_its_action_is(self):
        self.add(evidence_kind="document", file=pdf())
        path = Event.objects.get().document_path
        for state, answer in [("publie", 200), ("brouillon", 404), ("publie", 200)]:
            self.halles.state = state
            self.halles.save()
            response = self.client.get(path)
            self.assertEqual(response.status_code, answer)
            self.assertEqual(response.getvalue() == b"%PDF-1.7\n%%EOF", answer == 200)
        # Whatever serves the public folder has nothing to serve.
        self.assertEqual([file for file in self.media.rglob("*") if file.is_file()], [])
        name = path.rpartition("/")[2]
        self.assertEqual(self.client.get(f"/media/preuves/{name}").status_code, 404)
        self.assertEqual(self.client.get("/actions/preuves/../../db").status_code, 404)

    def test_office_documents_are_known_by_their_content(self):
        for extension, upload in [
            ("docx", archive("[Content_Types].xml", "word/document.xml")),
            ("xlsx", archive("[Content_Types].xml", "xl/workbook.xml")),
            ("ods", archive(mimetype="application/vnd.oasis.opendocument.spreadsheet")),
        ]:
            with self.subTest(extension):
                text = f"C’est fait en {extension}."  # the same event is not recorded twice
                self.add(evidence_kind="document", file=upload, text=text)
                event = Event.objects.latest("rank")
                self.assertTrue(event.evidence_url.endswith(f".{extension}"))
                answer = self.client.get(event.document_path)
                self.assertEqual(answer.status_code, 200)
                self.assertNotEqual(answer.getvalue(), b"")

    def test_other_files_are_refused_and_nothing_is_kept(self):
        unreadable = (
            "Ce fichier n’est pas un document lisible. Formats acceptés : PDF, Word, Excel, "
            "PowerPoint ou OpenDocument."
        )
        for upload, message in [
            (pdf(b"<html>"), unreadable),
            (archive("readme.txt"), unreadable),
            (archive(mimetype="application/vnd.oasis.opendocument.graphics"), unreadable),
            (pdf(b"PK\x03\x04 broken"), unreadable),
            (
                archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
                "Ce document contient des macros : enregistrez-le sans elles.",
            ),
            (
                pdf(b"%PDF-" + bytes(10 * 1024 * 1024)),
                "Le document dépasse 10 Mo : réduisez-le avant de le déposer.",
            ),
        ]:
            with self.subTest(message):
                errors = self.errors(evidence_kind="document", file=upload)
                self.assertEqual(errors, {"file": [message]})

    def test_a_file_is_no_link_and_a_kind_needs_its_file(self):
        self.assertEqual(
            self.errors(evidence_kind="lien", file=pdf()),
            {"evidence_kind": ["Un fichier est un document ou une photographie."]},
        )
        self.assertEqual(
            self.errors(evidence_kind="document"),
            {"file": ["Choisissez le fichier du document ou de la photographie."]},
        )

    def test_an_event_refused_for_another_reason_keeps_no_file(self):
        other = make_action()
        fault = {"merged_into": other.pk, "status": "en-cours"}
        self.errors(evidence_kind="document", file=pdf(), **fault)
        self.errors(evidence_kind="photo", evidence_alt="x", file=photograph(), **fault)


class PhotographTests(BackOfficeTestCase):
    def test_a_photograph_of_somebody_is_no_evidence(self):
        errors = self.errors(
            evidence_kind="photo", evidence_alt="x", file=photograph(), nobody_is_shown=""
        )
        self.assertEqual(list(errors), ["nobody_is_shown"])

    def test_a_photograph_is_shown_with_its_description_and_without_its_secrets(self):
        self.add(evidence_kind="photo", evidence_alt="La façade neuve.", file=photograph())

        event = Event.objects.get()
        self.assertEqual((event.evidence_width, event.evidence_height), (1200, 675))
        page = self.client.get("/actions/9/")
        self.assertContains(page, 'alt="La façade neuve."')
        self.assertContains(page, "image/avif")
        largest = event.evidence_url.removeprefix(settings.SITE_URL + settings.MEDIA_URL)
        content = (self.media / largest).read_bytes()
        self.assertEqual(hashlib.sha256(content).hexdigest(), event.evidence_digest)
        self.assertNotIn(b"secret", content)
        self.assertEqual(list(faults()), [])

    def test_its_description_is_asked(self):
        self.assertEqual(
            self.errors(evidence_kind="photo", file=photograph()),
            {"evidence_alt": ["Une photographie demande son texte de remplacement."]},
        )

    def test_a_file_that_is_no_picture_is_refused(self):
        errors = self.errors(evidence_kind="photo", evidence_alt="x", file=pdf())
        self.assertIn("Ce fichier n’est pas une image lisible.", errors["file"][0])

    def test_a_photograph_changed_or_lost_is_named(self):
        self.add(evidence_kind="photo", evidence_alt="x", file=photograph(300, 200))
        path = next(self.media.rglob("*.jpg"))
        path.unlink()
        self.assertEqual(next(faults()), (1, f"a perdu sa preuve : {path.name} n’est plus là."))


class KeptFileTests(BackOfficeTestCase):
    """Whoever records, a document or a photograph has its file here."""

    def kept(self, kind, upload):
        event = Event(
            action=self.halles,
            text="C’est fait.",
            occurred_on=PartialDate.from_iso("2018-05-02"),
            evidence_kind=kind,
            evidence_alt="La façade.",
        )
        keep(event, upload)
        return event

    def assert_refused(self, event):
        with self.assertRaises(ValidationError) as refused:
            event.save()
        self.assertEqual(
            refused.exception.message_dict,
            {"evidence_url": ["Ce fichier n’est pas gardé par le site : déposez-le avec l’étape."]},
        )
        self.assertEqual(Event.objects.count(), 0)

    def test_what_another_event_keeps_is_not_forgotten(self):
        for kind, upload in [("document", pdf()), ("document", pdf()), ("photo", photograph())]:
            with self.captureOnCommitCallbacks(execute=True):
                self.kept(kind, upload).save()
        again = self.kept("document", pdf())
        forget(again)
        again.save()
        self.assertEqual(Event.objects.count(), 4)
        self.assertEqual(list(faults()), [])

    def test_what_a_kill_left_before_its_event_was_recorded_is_purged_after_a_day(self):
        for kind, upload in [("document", pdf()), ("photo", photograph())]:
            self.kept(kind, upload).save()
        recorded = self.files()
        orphan = self.kept("document", pdf(b"%PDF-1.7 other"))
        self.kept("photo", photograph(400, 300))
        (self.media / "images" / ".0123456789abcdef").mkdir()
        purge_evidence()  # they may be those of a form that is being sent
        self.assertEqual(len(self.files()), len(recorded) + 1 + 2 * 3)
        with clock_at("2031-05-05"):
            with self.assertLogs("actions.orphan_evidence", "WARNING") as log:
                purge_evidence()
            self.assertEqual(orphans(), [])
        self.assertEqual(len(log.output), 3)
        self.assertIn(orphan.evidence_digest, "".join(log.output))
        self.assertEqual(self.files(), recorded)
        self.assertEqual(list(faults()), [])

    def test_a_document_is_refused_without_its_file(self):
        digest, other = hashlib.sha256(b"%PDF-1.7\n%%EOF").hexdigest(), "0" * 64
        ours = f"{settings.SITE_URL}/actions/preuves/"
        for field, value in [
            ("evidence_url", f"https://exemple.fr/actions/preuves/{digest}.pdf"),
            ("evidence_url", f"{settings.SITE_URL}/media/{digest}.pdf"),
            ("evidence_url", f"{ours}{digest}.html"),
            ("evidence_url", f"{ours}{digest}.odt"),
            ("evidence_url", f"{ours}{other}.pdf"),
            ("evidence_digest", other),
        ]:
            with self.subTest(field=field, value=value):
                event = self.kept("document", pdf())
                setattr(event, field, value)
                self.assert_refused(event)
        event = self.kept("document", pdf())
        (self.private / "preuves" / f"{digest}.pdf").write_bytes(b"%PDF-autre")
        self.assert_refused(event)
        forget(event)
        self.assert_refused(event)

    def test_a_photograph_is_refused_without_its_file(self):
        address = f"{settings.SITE_URL}/media/images/"
        for field, value in [
            ("evidence_url", "https://exemple.fr/media/images/0123456789abcdef/300.jpg"),
            ("evidence_url", f"{address}0123456789abcdef/300.jpg"),
            ("evidence_url", f"{address}../images/0123456789abcdef/300.jpg"),
            ("evidence_digest", "0" * 64),
            ("evidence_width", 301),
            ("evidence_height", None),
        ]:
            with self.subTest(field=field, value=value):
                event = self.kept("photo", photograph(300, 200))
                setattr(event, field, value)
                self.assert_refused(event)
        forget(event := self.kept("photo", photograph(300, 200)))
        self.assert_refused(event)

    def test_a_kind_alone_is_refused(self):
        for kind in ("document", "photo"):
            with self.assertRaisesMessage(
                ValidationError, "Une preuve déposée demande son fichier"
            ):
                record(self.halles, evidence_kind=kind, evidence_alt="La façade.")


class CorrectionTests(BackOfficeTestCase):
    def test_correcting_begins_from_what_was_said(self):
        wrong = record(
            self.halles,
            text="Départ en 2018.",
            occurred_on="2018",
            status="en-cours",
            evidence_url="https://ales.fr/halles",
        )
        page = self.client.get(reverse("admin:actions_event_change", args=[wrong.pk]))
        link = f"{reverse(ADD)}?action={self.halles.pk}&amp;corrects={wrong.pk}"
        self.assertContains(page, f'<a href="{link}">Rectifier</a>', html=True)
        form = self.client.get(link.replace("&amp;", "&")).context["adminform"].form
        self.assertEqual(form["text"].value(), "Départ en 2018.")
        self.assertEqual(str(form["occurred_on"].value()), "2018")

        self.add(text="Départ en 2019.", occurred_on="2019", status="en-cours", corrects=wrong.pk)

        right = Event.objects.latest("rank")
        self.assertEqual((right.corrects, right.published_body), (wrong, "ville"))
        page = self.client.get(reverse("admin:actions_event_change", args=[wrong.pk]))
        self.assertContains(page, "Rectifiée par")
        self.assertNotContains(page, ">Rectifier</a>")

    def test_an_address_that_names_no_event_opens_an_empty_form(self):
        for value in ("999", "x", "-1", ""):
            self.assertEqual(self.client.get(reverse(ADD), {"corrects": value}).status_code, 200)
        for name in ("action", "merged_into", "occurred_on", "status", "evidence_seen_on"):
            for value in ("999", "zz", "-1", "", "²", "9" * 30, "1,2"):
                with self.subTest(f"{name}={value}"):
                    page = self.client.get(reverse(ADD), {name: value})
                    self.assertEqual(page.status_code, 200)
        page = self.client.get(reverse(ADD), {"action": self.halles.pk})
        self.assertEqual(page.context["adminform"].form["action"].value(), str(self.halles.pk))

    def test_an_event_is_corrected_once(self):
        wrong = record(self.halles)
        record(self.halles, corrects=wrong)
        response = self.add(corrects=wrong.pk)
        self.assertEqual(list(response.context["adminform"].form.errors), ["corrects"])

    def test_events_are_never_changed_or_deleted_here(self):
        event = record(self.halles)
        address = reverse("admin:actions_event_change", args=[event.pk])
        self.assertEqual(self.client.post(address, {"text": "Autre."}).status_code, 403)
        delete = reverse("admin:actions_event_delete", args=[event.pk])
        self.assertEqual(self.client.post(delete, {"post": "yes"}).status_code, 403)

    def test_leaving_the_plan_for_another_action_is_abandoned(self):
        other = make_action(number=12)
        errors = self.errors(merged_into=other.pk, status="")
        self.assertEqual(
            errors["status"],
            ["Une action regroupée avec une autre sort du plan : choisissez « Abandonnée »."],
        )
        errors = self.errors(merged_into=self.halles.pk, status="abandonnee")
        self.assertEqual(errors["merged_into"], ["Une action ne se regroupe pas avec elle-même."])
        self.add(merged_into=other.pk, status="abandonnee")
        self.assertEqual(Event.objects.get().outcome, "Regroupée avec l’action n° 12")

    def test_what_happened_is_spelled_one_way(self):
        event = self.halles.record("  Un\r\nde\u0301but  ", PartialDate.from_iso("2018"))
        self.assertEqual(event.text, "Un\ndébut")
