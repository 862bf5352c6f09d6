"""Posters: their four files, what they say, what they refuse."""

import io
from dataclasses import replace

import pytest
from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from PIL import Image, ImageFont
from pypdf import PdfReader

from posters.posters import (
    A3,
    A4,
    FORMATS,
    MILLIMETRE,
    SHAPES,
    SHORT,
    SQUARE,
    STORY,
    Number,
    Poster,
    placed,
)
from posters.templatetags.posters_tags import ems, unbroken
from posters.typesetting import FONTS
from publishing.text.printable import DRAWN
from publishing.tokens import colour, contrast, rgb
from services.models import Moment
from tests.factories import (
    approved,
    make_figure,
    make_moment,
    make_person_consent,
    make_picture,
    make_portrait,
    make_service,
)

pytestmark = pytest.mark.once  # docs/testing.md says why

NUMBER = Number("6 000", "personnes par mois", "Personnes reçues", "2019, source : Ville d’Alès")
# As long as `services.posters` lets one be, in the letters of French.
LARGEST = Number(
    "presque 1 000 000 000",
    "repas servis dans les cantines par année",
    "Repas préparés par la cuisine centrale et servis aux enfants des communes de l’Agglomération"[
        :90
    ],
    "entre 2017 et 2019, source : Ville d’Alès, Alès Agglomération et CCAS d’Alès"[:75],
)


def words_of(length, longest):
    """A text of so many signs, in words as long as may be, wider than those of French."""
    text = (("commun" * longest)[:longest] + " ") * (length // longest + 1)
    return text[:length].rstrip()


def make_photograph():
    picture = make_picture()
    picture.set_image(Image.new("RGB", (800, 1000), "grey"))
    picture.save()
    return picture


def millimetres(box):
    return [round(float(side) / MILLIMETRE, 1) for side in box]


class FileTests(SimpleTestCase):
    poster = Poster(
        "5 h 30", "/journee/", lead="Propreté", number=NUMBER, note="À préciser.", ground="clay"
    )

    def test_a_sheet_says_to_printers_where_it_is_cut_and_holds_its_fonts(self):
        for made, width, height in ((A4, 210, 297), (A3, 297, 420)):
            document = PdfReader(io.BytesIO(self.poster.file(made)))
            self.assertEqual(len(document.pages), 1)
            page = document.pages[0]
            self.assertEqual(millimetres(page.mediabox), [0, 0, width + 20, height + 20])
            self.assertEqual(millimetres(page.trimbox), [10, 10, width + 10, height + 10])
            self.assertEqual(millimetres(page.bleedbox), [7, 7, width + 13, height + 13])
            self.assertTrue(document.trailer["/Root"]["/MarkInfo"]["/Marked"])
            self.assertEqual(document.metadata.title, "Affiche\u00a0: 5\u00a0h\u00a030")
            fonts = [font.get_object() for font in page["/Resources"]["/Font"].values()]
            names = {font["/BaseFont"].partition("+")[2] for font in fonts}
            self.assertEqual(names, {"ArchivoPoster-Black", "ArchivoSemiBold-Medium"})
            for font in fonts:
                descriptor = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
                self.assertTrue({"/FontFile2", "/FontFile3"} & set(descriptor.get_object()))
            text = " ".join(page.extract_text().split())
            for words in ("5 h 30", "Propreté", "6 000", "personnes par mois", "À préciser."):
                self.assertIn(words, text)
            self.assertLess(len(self.poster.file(made)), 60_000)

    def test_an_image_has_the_size_that_networks_ask_and_its_flat_colour(self):
        for made in (SQUARE, STORY):
            image = Image.open(io.BytesIO(self.poster.file(made))).convert("RGB")
            self.assertEqual(image.size, (made.width, made.height))
            for place in ((2, 2), (made.width - 3, made.height - 3)):
                self.assertEqual(image.getpixel(place), rgb(colour("clay")))

    def test_the_same_words_give_the_same_image(self):
        self.assertEqual(self.poster.file(SQUARE), self.poster.file(SQUARE))

    def test_signs_that_no_font_has_leave_a_poster_all_the_same(self):
        poster = Poster("Jardinière 🌻", "/", words="« 🌻 Bonjour ➡ 中 »")
        for made in FORMATS.values():
            self.assertTrue(poster.file(made))
        text = PdfReader(io.BytesIO(poster.file(A4))).pages[0].extract_text()
        self.assertIn("Bonjour", text)

    def test_the_face_of_posters_has_every_letter_of_the_others(self):
        font = ImageFont.truetype(FONTS / "archivo-poster.ttf", 60)
        missing = bytes(font.getmask("\uffff"))
        self.assertEqual({sign for sign in DRAWN if bytes(font.getmask(sign)) == missing}, set())

    def test_every_ground_lets_its_words_be_read(self):
        for ground in ("green", "mulberry", "schist", "clay", "river"):
            self.assertGreaterEqual(contrast(colour("on-colour"), colour(ground)), 4.5)
            self.assertGreaterEqual(contrast(colour("saffron"), colour(ground)), 3)  # huge letters


class TextTests(SimpleTestCase):
    def test_the_message_and_the_description_say_what_the_image_says(self):
        poster = Poster("8 h", "/journee/#moment-2", lead="Bus", number=NUMBER)
        self.assertEqual(
            poster.post.replace("\u00a0", " ").replace("\u202f", " "),
            "Tous les jours à votre service : 8 h\nBus\n"
            "6 000 personnes par mois (Personnes reçues, 2019, source : Ville d’Alès)\n"
            "http://127.0.0.1:8000/journee/#moment-2",
        )
        self.assertEqual(
            poster.alternative.replace("\u00a0", " ").replace("\u202f", " "),
            "Affiche « Tous les jours à votre service : 8 h ». Bus. "
            "6 000 personnes par mois (Personnes reçues, 2019, source : Ville d’Alès).",
        )


class FittingTests(TestCase):
    def test_what_passes_without_being_drawn_holds_in_every_shape(self):
        limits = {name: words_of(*SHORT[name]) for name in ("huge", "lead", "words")}
        with_number = Poster(path="/", **limits | {"words": ""}, number=LARGEST)
        with_words = Poster(path="/", **limits)
        picture = make_photograph()
        pictured = [replace(poster, picture=picture) for poster in (with_number, with_words)]
        for poster in (with_number, with_words, *pictured, replace(pictured[1], number=NUMBER)):
            self.assertEqual(list(poster.faults()), [])

    def test_no_word_of_a_trade_is_broken(self):
        trades = ("Conducteur/Conductrice", "Conductr/ice", "Auxiliaire de puériculture")
        picture = make_photograph()
        for trade in (*trades, "Assistante-socio-éducative"):
            poster = Poster(trade, "/", picture=picture)
            self.assertEqual(list(poster.faults()), [], trade)
            lines = PdfReader(io.BytesIO(poster.file(A4))).pages[0].extract_text().split("\n")
            for word in trade.split():
                self.assertTrue(any(word in line for line in lines), (word, lines))

    def test_a_text_too_long_is_refused_with_its_excess_size_and_remedy(self):
        moment = make_moment(text="Une phrase de trop. " * 40, service=make_service())
        with self.assertRaises(ValidationError) as refused:
            moment.full_clean()
        self.assertEqual(set(refused.exception.message_dict), {"text"})
        self.assertRegex(
            refused.exception.message_dict["text"][0],
            r"^Trop long de \d+ caractères pour l’image carrée, même en lettres de 24 pixels : "
            r"raccourcissez ce texte\.$",
        )
        portrait = make_portrait(trade="Anticonstitutionnellement" * 3)
        with self.assertRaises(ValidationError) as refused:
            portrait.full_clean()
        self.assertEqual(set(refused.exception.message_dict), {"trade"})
        self.assertIn("Trop long de", refused.exception.message_dict["trade"][0])

    def test_the_refused_count_is_exact(self):
        moment = make_moment(text="Une phrase de trop. " * 40, service=make_service())
        excess = int(refusal_of(moment).split()[3])
        moment.text = moment.text.strip()[:-excess].strip()
        self.assertEqual(refusal_of(moment), "")
        for made in SHAPES:
            self.assertTrue(made.label)


def refusal_of(moment):
    try:
        moment.full_clean()
    except ValidationError as error:
        return error.message_dict["text"][0]
    return ""


class WidthTests(SimpleTestCase):
    def test_a_size_follows_the_longest_word(self):
        self.assertEqual(ems("Conductrice de bus"), ems("Conductrice"))
        self.assertLess(ems("Bus"), ems("Conductrice"))
        self.assertLess(ems("Conductrice"), ems("Conducteur/Conductrice"))
        self.assertEqual(ems("Maîtresse-nageuse"), ems("Maîtresse-"))
        self.assertEqual(ems(""), 2)
        self.assertEqual(unbroken("Conducteur/Conductrice"), "Conducteur/\u2060Conductrice")


class PageTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.figure = make_figure("lignes-de-bus", 80, unit="lignes de bus", label="Lignes urbaines")
        cls.service = make_service(name="Transports")
        cls.moment = make_moment(service=cls.service, text="Il y a [[lignes-de-bus]] lignes.")

    def test_the_page_of_a_moment_says_its_hour_its_number_and_gives_its_files(self):
        address = f"/journee/moments/{self.moment.pk}/"
        page = self.client.get(f"{address}affiche/")
        self.assertContains(page, "8\u00a0h</h1>")
        self.assertContains(page, "<strong>80</strong> <span>lignes de bus</span>")
        self.assertContains(page, "Tous les jours à votre service\u00a0: 8\u00a0h\nBus\n80")
        for made in FORMATS.values():
            self.assertContains(page, f'href="{address}{made.name}"')
            file = self.client.get(f"{address}{made.name}")
            self.assertEqual(file.headers["Content-Type"], made.content_type)
            named = f'inline; filename="{self.moment.pk}-{made.name}"'
            self.assertEqual(file.headers["Content-Disposition"], named)
        self.assertContains(self.client.get("/affiches/"), f'href="{address}affiche/"')
        self.assertEqual(self.client.get(f"{address}affiche-a5.pdf").status_code, 404)

    def test_a_moment_that_is_no_longer_public_has_no_poster(self):
        address = f"/journee/moments/{self.moment.pk}/affiche"
        Moment.objects.filter(pk=self.moment.pk).update(unpublish_at="2020-01-01T00:00Z")
        self.assertEqual(self.client.get(f"{address}/").status_code, 410)
        self.assertEqual(self.client.get(f"{address}.pdf").status_code, 410)
        Moment.objects.filter(pk=self.moment.pk).update(unpublish_at=None, state="brouillon")
        self.assertEqual(self.client.get(f"{address}.pdf").status_code, 404)
        self.assertNotContains(self.client.get("/affiches/"), address)
        token = self.moment.preview_token()
        preview = self.client.get(f"{address}.pdf?apercu={token}")
        self.assertEqual(preview.headers["Cache-Control"], "private, no-store")

    def test_a_doubtful_number_is_not_put_on_walls(self):
        self.figure.readings.update(note="Impossible.")
        page = self.client.get(f"/journee/moments/{self.moment.pk}/affiche/")
        self.assertContains(page, "<p>Il y a 80\u00a0lignes.</p>")
        self.assertNotContains(page, "<strong>80</strong>")

    def test_a_portrait_takes_the_number_of_its_service_s_moment(self):
        make_portrait(slug="conductrice", service=self.service, text="Elle conduit.")
        page = self.client.get("/portraits/conductrice/affiche/")
        self.assertContains(page, "<strong>80</strong>")

    def test_each_file_needs_its_medium_in_the_consent(self):
        for media, allowed in (
            ({"on_posters": True}, {"", A4.name, A3.name}),
            ({"on_networks": True}, {"", SQUARE.name, STORY.name}),
            ({}, set()),
        ):
            picture = make_picture()
            consent = make_person_consent(picture, **media)
            portrait = make_portrait(picture=picture, consent=consent, is_example=False)
            approved(portrait)
            address = portrait.get_absolute_url()
            for name in ("", *FORMATS):
                path = f"{address}{name or 'affiche/'}"
                status = self.client.get(path).status_code
                self.assertEqual(status == 200, name in allowed, (media, path, status))
            link = f'href="{address}affiche/"'
            self.assertEqual(link in self.client.get(address).content.decode(), bool(allowed))
            self.assertEqual(link in self.client.get("/affiches/").content.decode(), bool(allowed))

    def test_a_picture_that_is_gone_leaves_the_words(self):
        portrait = make_portrait(slug="seule")  # the picture of the factory has no file
        self.assertIsNone(placed(portrait.picture))
        for name in FORMATS:
            self.assertEqual(self.client.get(f"/portraits/seule/{name}").status_code, 200)
