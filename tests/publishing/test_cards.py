import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase
from PIL import Image

from actions.models import Status
from publishing.pictures.card_drawing import FONTS, _fit, _font, _plain
from publishing.pictures.cards import Card
from publishing.tokens import colour, rgb

FRENCH = "ÀÂÇÉÈÊËÎÏÔŒÙÛàâçéèêëîïôœùûüæ«»’…–°€²0123456789&%()/"


def opened(card):
    return Image.open(io.BytesIO(card.png()))


class CardTests(SimpleTestCase):
    def test_it_has_the_size_that_networks_ask_and_little_weight(self):
        png = Card(
            "Modernisation des Halles", numeral="9", shape=Status.ONGOING.row.shape, note="2018"
        ).png()
        image = Image.open(io.BytesIO(png))

        self.assertEqual((image.format, image.size), ("PNG", (1200, 630)))
        self.assertLess(len(png), 40_000)

    def test_the_same_facts_give_the_same_bytes(self):
        facts = {"title": "L’été à Alès", "numeral": "12", "shape": Status.DONE.row.shape}

        self.assertEqual(Card(**facts).png(), Card(**facts).png())

    def test_any_other_fact_gives_another_image(self):
        card = Card("Halles", note="En cours")

        self.assertNotEqual(card.png(), Card("Halles", note="Réalisée").png())
        self.assertNotEqual(card.png(), Card("Halles", kicker="En cours").png())

    def test_the_font_has_every_letter_that_french_needs(self):
        font = _font(800, 60)
        missing = font.getmask("\uffff").getbbox(), bytes(font.getmask("\uffff"))

        for letter in FRENCH:
            drawn = font.getmask(letter).getbbox(), bytes(font.getmask(letter))
            self.assertNotEqual(drawn, missing, letter)

    def test_the_space_that_the_font_lacks_is_replaced(self):
        self.assertEqual(_plain("Quoi ? 2 155"), "Quoi\u00a0? 2\u00a0155")

    def test_a_title_holds_in_its_box_at_the_largest_size(self):
        for title in ("Halles", "Espaces partagés des rues Taisson et Beauteville", "mot " * 90):
            size, lines = _fit(title.strip(), 640, 300)
            font = _font(800, size)

            self.assertLessEqual(max(font.getlength(line) for line in lines), 640)
            self.assertLessEqual(len(lines) * size * 1.12, 300)

    def test_a_title_too_long_is_cut_with_an_ellipsis(self):
        _, lines = _fit("Un intitulé qui ne finit pas " * 12, 640, 300)

        self.assertTrue(lines[-1].endswith("…"))

    def test_a_word_wider_than_the_image_is_cut(self):
        _, lines = _fit("anticonstitutionnellement" * 4, 640, 300)

        self.assertTrue(lines[0].endswith("…"))

    def test_the_number_and_the_ground_have_their_colours(self):
        colours = {
            colour for _, colour in opened(Card("A", numeral="8")).convert("RGB").getcolors()
        }

        for name in ("green", "saffron"):
            wanted = rgb(colour(name))
            self.assertTrue(
                any(max(abs(a - b) for a, b in zip(c, wanted, strict=True)) < 4 for c in colours)
            )

    def test_a_picture_is_shown_and_a_lost_one_leaves_the_words(self):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "640.jpg"
            Image.new("RGB", (640, 800), "#2040ff").save(path)
            shown = opened(Card("Jardinière", picture=str(path))).convert("RGB")
        lost = opened(Card("Jardinière", picture=str(path))).convert("RGB")

        self.assertGreater(shown.getpixel((1100, 300))[2], 200)
        self.assertLess(lost.getpixel((1100, 300))[2], 80)

    def test_the_font_ships_with_its_licence(self):
        self.assertIn("SIL OPEN FONT LICENSE", (FONTS / "OFL.txt").read_text().upper())
