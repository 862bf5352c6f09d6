"""What a text places: shown with it, private with it, and gone when a person says so."""

import datetime
import io

from django.contrib.auth.models import Group, User
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from backoffice import desk
from pages.models import Page
from pictures import places
from pictures.decoding import decode
from portraits.models import Consent, Removal
from portraits.withdrawal import take_away
from publishing.models import Picture
from publishing.text.typography import NBSP
from staff.roles import create_roles
from tests.clock import clock_at
from tests.factories import make_figure, make_person_consent
from tests.pages.test_views import make_page
from writing import marks
from writing.models import Attachment

CHOICES = "/admin/ecrire/choix/"
RENDERING = "/admin/ecrire/rendu/"


def photograph(size=(700, 500)):
    file = io.BytesIO()
    Image.effect_noise(size, 60).convert("RGB").save(file, "JPEG")
    return SimpleUploadedFile("photo.jpg", file.getvalue(), "image/jpeg")


def make_real_picture(**fields):
    picture = Picture(**{"title": "Le marché", "alt": "Des étals sous la halle."} | fields)
    picture.set_image(decode(photograph()))
    picture.save()
    return picture


def make_attachment(name="rapport.odt", content=b"Un rapport.", **fields):
    fields = {"title": "Le rapport", "slug": "le-rapport", "accessibility": "oui"} | fields
    return Attachment.objects.create(file=SimpleUploadedFile(name, content), **fields)


class PlacedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        create_roles()
        cls.officer = User.objects.create_user("officier", is_staff=True)
        cls.officer.groups.add(Group.objects.get(name="Communication"))

    def setUp(self):
        self.picture = make_real_picture(credit="Ville d’Alès")
        self.file = self.picture.fallback[0]

    def make_page(self, text, **fields):
        return make_page("jurys", **{"heading": "collectivite", "text": text} | fields)

    def status(self, address):
        response = self.client.get(address)
        if response.streaming:
            response.getvalue()  # read to its end, which closes its file
        return response.status_code

    def save(self, page, **changed):
        self.client.force_login(self.officer)
        fields = {"title": page.title, "slug": page.slug, "lead": "", "text": page.text}
        fields |= {"heading": page.heading, "rank": 0, "state": page.state} | changed
        return self.client.post(reverse("admin:pages_page_change", args=[page.pk]), fields)

    def test_a_picture_is_a_figure_and_is_public_with_its_text(self):
        mark = f'![L\'allée "centrale"](image:{self.picture.pk})'
        page = self.make_page(f"Avant. {mark} Après.\n\n{mark}\n\n- un\n- deux", state="brouillon")
        self.assertEqual((self.status("/jurys/"), self.status(self.file)), (404, 404))
        preview = self.client.get(page.get_preview_url())
        self.assertContains(preview, "?apercu=", count=preview.content.decode().count("?apercu="))
        self.assertIn(f"{self.file}?apercu=", preview.content.decode())

        page.state = "publie"
        page.save()
        html = self.client.get("/jurys/").content.decode()
        self.assertIn(f"<span>L’allée «{NBSP}centrale{NBSP}»</span>", html)
        self.assertIn("<small>Photo&nbsp;: Ville d’Alès</small>", html)
        self.assertIn('alt="Des étals sous la halle."', html)
        self.assertIn("<p>Avant.  Après.</p>", html)
        self.assertEqual((html.count("<figure>"), html.count("<p></p>")), (2, 0))
        self.assertEqual(self.status(self.file), 200)
        places.follow(Picture.objects.all())
        self.assertTrue(places.public_place(self.picture.folder).exists())

        page.publish_at = timezone.now() + datetime.timedelta(days=1)
        page.save()
        self.assertEqual(self.status(self.file), 404)
        places.follow(Picture.objects.all())
        self.assertFalse(places.public_place(self.picture.folder).exists())

    def test_a_document_says_what_it_is_and_is_public_with_its_text(self):
        document = make_attachment(
            language="en", accessibility="non", alternative="Cette page dit la même chose."
        )
        page = self.make_page(f"Lire [le rapport](document:{document.pk}).", state="brouillon")
        self.assertEqual(self.status("/documents/le-rapport.odt"), 404)
        preview = self.client.get(page.get_preview_url()).content.decode()
        link = preview.partition('href="/documents/')[2].partition('"')[0]
        self.assertEqual(self.status(f"/documents/{link}"), 200)

        Page.objects.filter(pk=page.pk).update(state="publie")
        html = self.client.get("/jurys/").content.decode()
        self.assertRegex(html, r'hreflang="en">le rapport \(ODT, 1\sKo, anglais\)</a>')
        self.assertIn("non accessible&nbsp;: Cette page dit la même chose.", html)
        response = self.client.get("/documents/le-rapport.odt")
        self.assertEqual(response.getvalue(), b"Un rapport.")
        self.assertIn("attachment", response["Content-Disposition"])
        self.assertEqual(self.status("/documents/le-rapport.pdf"), 404)

    def test_what_nobody_has_is_refused_and_leaves_its_words(self):
        page = self.make_page("Un texte.")
        text = "![x](image:999) [le rapport](document:999) ![y](https://ailleurs.fr/p.gif)"
        response = self.save(page, text=text)
        self.assertContains(response, "L’image n° 999 n’existe pas")
        self.assertContains(response, "Le document n° 999 n’existe pas")
        Page.objects.filter(pk=page.pk).update(text=text)
        html = self.client.get("/jurys/").content.decode()
        self.assertIn("<p> le rapport y</p>", html)
        self.assertNotIn("p.gif", html)

    def test_a_person_on_a_picture_has_agreed(self):
        Picture.objects.filter(pk=self.picture.pk).update(shows_person=True)
        text = f"![Camille Zinzolin](image:{self.picture.pk})"
        page = self.make_page(text, state="brouillon")
        self.assertContains(self.save(page, state="publie"), "montre une personne")
        page.state = "publie"
        with self.assertRaisesMessage(ValidationError, "aucune autorisation"):
            page.full_clean()
        Page.objects.filter(pk=page.pk).update(state="publie")  # whoever wrote the row
        self.assertNotContains(self.client.get("/jurys/"), "<figure>")
        self.assertEqual(self.status(self.file), 404)

        consent = make_person_consent(self.picture)
        self.assertEqual(self.save(page).status_code, 302)
        self.assertContains(self.client.get("/jurys/"), "<figure>")
        self.assertEqual(self.status(self.file), 200)
        with clock_at(f"{consent.ends_on + datetime.timedelta(days=1)}T12:00:00+01:00"):
            self.assertNotContains(self.client.get("/jurys/"), "<figure>")
            self.assertEqual(self.status(self.file), 404)
        Consent.objects.filter(pk=consent.pk).update(on_site=False)
        self.assertEqual(self.status(self.file), 404)

        Consent.objects.filter(pk=consent.pk).update(on_site=True)
        with self.captureOnCommitCallbacks(execute=True):
            take_away(consent.pk, Removal.Reason.PERSON)
        self.assertEqual(self.status(self.file), 404)
        self.assertFalse(places.place_of(self.picture.folder).exists())
        page.refresh_from_db()
        self.assertEqual(page.text, f"![](image:{self.picture.pk})")
        told = " ".join(page.history.values_list("text", flat=True))
        self.assertNotIn("Zinzolin", told)
        lines = [line for _, lines in desk.sections(self.officer) for line in lines]
        gone = [line for line in lines if line.lead == "Image partie d’un texte"]
        self.assertEqual([line.url.partition("#")[2] for line in gone], ["id_text"])
        self.assertContains(self.save(page), "n’existe plus")
        self.assertEqual(self.save(page, text="Rien.").status_code, 302)

    def test_a_picture_is_sent_from_the_text(self):
        self.client.force_login(self.officer)
        described = {"title": "Le kiosque", "alt": "Un kiosque.", "caption": "Au [parc]"}
        answer = self.client.post(f"{CHOICES}?genre=image", {"file": photograph(), **described})
        picture = Picture.objects.get(title="Le kiosque")
        mark = f"\n\n![Au \\[parc\\]](image:{picture.pk})\n\n"
        self.assertEqual((answer.status_code, answer.text), (201, mark))
        refused = self.client.post(f"{CHOICES}?genre=image", {"file": photograph(), "title": "x"})
        self.assertContains(refused, "Écrivez le texte de remplacement, ou cochez « décorative ».")
        found = self.client.get(CHOICES, {"genre": "image", "q": "KIOSQUE"})
        self.assertContains(found, f"](image:{picture.pk})", count=1)
        self.assertNotContains(found, "Le marché")

    def test_pages_and_figures_are_offered(self):
        make_figure("agents", 1950, label="Agents")
        self.make_page("Un texte.", title="Les jurys")
        self.client.force_login(self.officer)
        pages = self.client.get(CHOICES, {"genre": "page", "q": "jurys"})
        self.assertContains(pages, 'data-after="](/jurys/)"')
        figures = self.client.get(CHOICES, {"genre": "chiffre", "q": "agents"})
        self.assertContains(figures, 'data-before="[[agents]]"')
        self.assertEqual(self.status(f"{CHOICES}?genre=autre"), 404)

    def test_what_is_typed_is_read_as_the_public_would(self):
        make_figure("agents", 1950, label="Agents")
        self.client.force_login(self.officer)
        text = f"## Un\n\n[[agents]] agents\n\n![](image:{self.picture.pk})\n\n[[zebres]]"
        answer = self.client.post(RENDERING, {"text": text, "places": "1"})
        self.assertContains(answer, "<h2>Un</h2>")
        self.assertContains(answer, "1\u202f950")
        self.assertContains(answer, "<figure>")
        self.assertContains(answer, "À corriger&nbsp;: Chiffre inconnu")
        refused = self.client.post(RENDERING, {"text": text})
        self.assertContains(refused, "Ce texte ne prend ni image ni document.")

    def test_the_back_office_is_closed_to_others(self):
        self.assertEqual(self.status(f"{CHOICES}?genre=page"), 302)
        self.assertEqual(self.client.post(RENDERING, {"text": "x"}).status_code, 302)
        reader = User.objects.create_user("lecteur", is_staff=True)
        self.client.force_login(reader)
        for kind in ("image", "document"):
            self.assertEqual(self.status(f"{CHOICES}?genre={kind}"), 403)
            response = self.client.post(f"{CHOICES}?genre={kind}", {"title": "x"})
            self.assertEqual(response.status_code, 403)

    def test_marks_are_found_in_every_text_that_may_place_them(self):
        found = {model._meta.label for model, _ in marks.prose_fields()}
        expected = {"pages.Page", "services.Service", "participation.Process"}
        expected |= {label.replace(".", ".Historical") for label in expected}
        self.assertEqual(found, expected)
