import io
from pathlib import Path
from tempfile import TemporaryDirectory

from django.test import SimpleTestCase
from PIL import Image, ImageChops

from actions.models import Status
from posters.cards import Card
from posters.typesetting import FONTS
from publishing.models import Picture
from publishing.tokens import colour, rgb

SHAPE = Status.ONGOING.row.svg_in("#ffffff")


def opened(card):
    return Image.open(io.BytesIO(card.png())).convert("RGB")


class CardTests(SimpleTestCase):
    def assertAlike(self, one, other):
        extremes = ImageChops.difference(one, other).getextrema()
        self.assertLess(max(high for _, high in extremes), 32)

    def test_it_has_the_size_that_networks_ask_and_little_weight(self):
        png = Card("Modernisation des Halles", numeral="9", shape=SHAPE, note="2018").png()
        image = Image.open(io.BytesIO(png))

        self.assertEqual((image.format, image.size), ("PNG", (1200, 630)))
        self.assertLess(len(png), 40_000)

    def test_the_same_facts_give_the_same_bytes(self):
        facts = {"title": "L’été à Alès", "numeral": "12", "shape": SHAPE}

        self.assertEqual(Card(**facts).png(), Card(**facts).png())

    def test_any_other_fact_gives_another_image(self):
        card = Card("Halles", note="En cours")

        self.assertNotEqual(card.png(), Card("Halles", note="Réalisée").png())
        self.assertNotEqual(card.png(), Card("Halles", kicker="En cours").png())

    def test_no_text_leaves_its_place(self):
        foot, side = (300, 444, 1200, 630), (1129, 0, 1200, 630)
        words = {"numeral": "9", "note": "En cours"}
        short = opened(Card("Halles", **words))
        for title in (
            "Espaces partagés des rues Taisson et Beauteville",
            "Un intitulé qui ne finit pas " * 12,
            "anticonstitutionnellement" * 8,
        ):
            long = opened(Card(title, **words, kicker=title))
            self.assertAlike(long.crop(foot), short.crop(foot))
            self.assertAlike(long.crop(side), short.crop(side))
        noted = opened(Card("Halles", numeral="9", note="Une longue réserve " * 9))
        self.assertAlike(noted.crop(side), short.crop(side))

    def test_the_number_and_the_ground_have_their_colours(self):
        colours = {found for _, found in opened(Card("A", numeral="8")).getcolors()}

        for name in ("green", "saffron"):
            wanted = rgb(colour(name))
            self.assertTrue(
                any(max(abs(a - b) for a, b in zip(c, wanted, strict=True)) < 4 for c in colours)
            )

    def test_a_picture_is_shown_and_a_lost_one_leaves_the_words(self):
        picture = Picture(folder="0" * 16, width=640, height=800)
        with TemporaryDirectory() as folder, self.settings(MEDIA_ROOT=folder):
            path = Path(folder) / "photos" / picture.folder / "640.jpg"
            path.parent.mkdir(parents=True)
            Image.new("RGB", (640, 800), "#2040ff").save(path)
            shown = opened(Card("Jardinière", picture=picture))
            path.unlink()
            lost = opened(Card("Jardinière", picture=picture))

        self.assertGreater(shown.getpixel((1100, 300))[2], 200)
        self.assertLess(lost.getpixel((1100, 300))[2], 80)

    def test_the_font_ships_with_its_licence(self):
        self.assertIn("SIL OPEN FONT LICENSE", (FONTS / "OFL.txt").read_text().upper())
