"""The form of the public: what it shows, takes and refuses."""

import io
import re
import tempfile
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase, override_settings
from PIL import Image

from actions.models import Remit
from contact.models import Message
from mail.models import OutgoingMail
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_action, make_figure, make_service
from tests.newsletter.mailbox import token, worked
from tests.reading import Reading

from .writing import pdf, write

URL = "/contact/"


def photograph():
    written = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "Téléphone de Jeanne"
    Image.new("RGB", (300, 200), "green").save(written, "JPEG", exif=exif)
    return SimpleUploadedFile("IMG.jpg", written.getvalue(), "image/jpeg")


class ContactTestCase(Reading, TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.halles = make_service(name="Halles")
        cls.action = make_action("en-cours", number=9, title="Les Halles", service=cls.halles)
        make_figure("lignes-de-bus", 80, label="Lignes de bus", unit="lignes")
        for name, services in [("role", None), ("halles", [cls.halles]), ("eau", [])]:
            user = User.objects.create_user(name, f"{name}@ales.fr", is_staff=True)
            user.groups.add(Group.objects.get(name="Réponses au public"))
            if services is not None:
                Remit.objects.create(user=user).services.set(services)

    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.private = Path(folder)
        self.enterContext(override_settings(PRIVATE_MEDIA_ROOT=self.private))


class FormTests(ContactTestCase):
    def test_it_asks_for_a_subject_and_words_and_says_the_delays(self):
        page = self.client.get(URL)
        self.assertContains(page, "Contester ou corriger une information (10\u00a0jours ouvrés)")
        self.assertContains(page, "Signaler un défaut d’accessibilité (une semaine)")
        self.assertContains(page, 'href="/donnees-personnelles/#messages"')
        self.assertEqual(page.headers["Cache-Control"], "no-store")
        self.assertNotIn("Set-Cookie", page)
        self.assertNotContains(page, "checked")
        for method in ("PUT", "DELETE", "TRACE"):
            self.assertEqual(self.client.generic(method, URL).status_code, 405)

    def test_it_opens_filled_with_what_the_page_says(self):
        page = self.client.get(f"{URL}?page=/actions/9/")
        self.assertContains(page, 'À propos de <a href="/actions/9/">n°\u00a09, Les Halles</a>')
        self.assertContains(page, "Statut\u00a0: En cours")
        self.assertContains(page, 'value="erreur"')
        self.assertEqual(re.findall(r'value="(\w+)"[^>]* checked', page.text), ["erreur"])

        page = self.client.get(f"{URL}?page=/chiffres/%23lignes-de-bus&sujet=question")
        self.assertContains(page, "lignes, 2019. Source\u00a0: Source")
        self.assertEqual(re.findall(r'value="(\w+)"[^>]* checked', page.text), ["question"])
        self.assertContains(self.client.get(f"{URL}?page=/plan-du-site/"), "Plan du site</a>")

    def test_an_address_that_names_no_page_of_ours_is_not_believed(self):
        make_action(number=10, title="Au brouillon", state="brouillon")
        for page in (
            "/arnaque/",
            "https://ailleurs.fr/",
            "/admin/",
            "/actions/10/",
            "%00",
            "9" * 300,
        ):
            with self.subTest(page):
                self.assertNotContains(self.client.get(URL, {"page": page}), "message-about")

    def test_pages_lead_to_it(self):
        self.assertContains(
            self.client.get("/accessibilite/"), 'href="/contact/?sujet=accessibilite"'
        )
        self.assertContains(self.client.get("/mentions-legales/"), 'href="/contact/?sujet=acces"')
        self.assertContains(self.client.get("/plan-du-site/"), 'href="/contact/reponses/"')
        found = self.client.get("/recherche/?q=contact")
        self.assertContains(found, 'href="/contact/"')


class SendingTests(ContactTestCase):
    def test_a_message_gets_a_number_a_date_and_a_page_of_its_own(self):
        with clock_at("2031-03-03T10:00"):
            sent = write(
                self.client, page="/actions/9/", adresse="jeanne@exemple.fr", jeton=token()
            )
            message = Message.objects.get()
            page = self.client.get(sent.url)
            mails = worked()

        self.assertEqual((message.action, message.page_title), (self.action, "n° 9, Les Halles"))
        self.assertIn("Statut : En cours", message.shown)
        self.assertContains(page, f"Message n°&nbsp;{message.pk}")
        self.assertContains(page, '<time datetime="2031-03-17">')
        self.assertEqual(page.headers["Cache-Control"], "private, no-store")
        self.assertEqual(page.headers["Referrer-Policy"], "no-referrer")
        told = {mail.to[0]: mail for mail in mails}
        self.assertEqual(set(told), {"jeanne@exemple.fr", "role@ales.fr", "halles@ales.fr"})
        theirs = told["jeanne@exemple.fr"]
        self.assertIn(f"n° {message.pk}, reçu le 3 mars 2031", theirs.body)
        self.assertIn("au plus tard le 17 mars 2031", theirs.body)
        self.assertIn("/contact/suivi/", theirs.body)
        ours = told["role@ales.fr"].body + told["role@ales.fr"].subject
        self.assertIn(f"/admin/contact/message/{message.pk}/change/", ours)
        self.assertNotIn("La date est fausse", ours)
        self.assertNotIn("jeanne", ours)

    def test_the_link_of_another_opens_nothing(self):
        write(self.client)
        link = Message.objects.get().follow_url
        self.assertEqual(self.client.get(link).status_code, 200)
        self.assertEqual(self.client.get(f"{link[:-3]}xx/").status_code, 404)

    def test_the_same_form_sent_twice_is_one_message(self):
        seal = token()
        self.assertEqual([write(self.client, jeton=seal).status_code for _ in range(2)], [302, 302])
        self.assertEqual(Message.objects.count(), 1)

    def test_what_is_missing_or_wrong_is_told_and_nothing_typed_is_lost(self):
        page = write(
            self.client,
            sujet="",
            page="/actions/9/",
            adresse="a@",
            piece=pdf(),
            nom="Jeanne M.",
        )
        self.assertContains(page, "Choisissez un sujet")
        self.assertContains(page, "Il manque une partie de l’adresse.")
        self.assertContains(page, "La date est fausse.")
        self.assertContains(page, 'value="Jeanne M."')
        self.assertContains(page, "Fichier gardé : compte-rendu.pdf")
        self.assertContains(page, 'name="page" value="/actions/9/"')
        kept = re.search(r'name="piece-garde" value="([^"]+)"', page.text)[1]
        write(self.client, **{"piece-garde": kept})
        self.assertTrue(Message.objects.get().piece.name.endswith(".pdf"))

    def test_robots_and_other_sites_are_refused(self):
        for fields, told in [
            ({"jeton": token(1)}, "envoyé très vite"),
            ({"jeton": "rien"}, "arrivé incomplet"),
            ({"complement": "robot"}, "champ caché"),
            ({"headers": {"HTTP_ORIGIN": "https://ailleurs.fr"}}, "pris que depuis ce site"),
        ]:
            with self.subTest(told):
                self.assertContains(write(self.client, **fields), told)
        self.assertEqual(Message.objects.count() + OutgoingMail.objects.count(), 0)

    def test_a_network_writes_five_times_in_an_hour(self):
        for number in range(5):
            write(self.client, message=f"Message {number}.")
        page = write(self.client, message="Un de plus.")
        self.assertEqual(page.status_code, 429)
        self.assertContains(page, "Un de plus.", status_code=429)
        self.assertEqual(Message.objects.count(), 5)


class PieceTests(ContactTestCase):
    def test_a_photograph_is_written_anew_in_the_private_folder(self):
        write(self.client, piece=photograph())
        message = Message.objects.get()
        path = self.private / message.piece.name
        self.assertRegex(message.piece.name, r"^messages/[0-9a-f]{32}\.jpg$")
        with Image.open(path) as image:
            self.assertEqual((image.format, image.size), ("JPEG", (300, 200)))
            self.assertEqual(dict(image.getexif()), {})
        self.assertNotIn(b"Jeanne", path.read_bytes())

    def test_a_pdf_loses_what_it_says_of_its_author(self):
        write(self.client, piece=pdf())
        content = (self.private / Message.objects.get().piece.name).read_bytes()
        self.assertTrue(content.startswith(b"%PDF-"))
        self.assertNotIn(b"Jeanne", content)

    def test_what_is_neither_is_refused_in_words(self):
        for name, content, told in [
            ("virus.exe", b"MZ\x00", "n’est pas une image lisible"),
            ("vide.pdf", b"", "Ce fichier est vide"),
            ("casse.pdf", b"%PDF-1.7 rien", "abîmé"),
            ("dessin.svg", b"<svg onload='x()'/>", "SVG"),
            ("gros.pdf", b"%PDF-" + b"0" * (10 * 1024 * 1024), "dépasse 10\u00a0Mo"),
        ]:
            with self.subTest(name):
                page = write(self.client, piece=SimpleUploadedFile(name, content))
                self.assertContains(page, told)
                self.assertContains(page, "La date est fausse.")
        self.assertEqual(Message.objects.count(), 0)
        self.assertFalse((self.private / "messages").exists())

    def test_files_are_counted_before_they_are_read(self):
        for _ in range(10):
            write(self.client, sujet="", piece=SimpleUploadedFile("a.exe", b"MZ"))
        page = write(self.client, piece=pdf())
        self.assertEqual(page.status_code, 429)
        self.assertContains(page, "La date est fausse.", status_code=429)
        self.assertEqual(Message.objects.count(), 0)
