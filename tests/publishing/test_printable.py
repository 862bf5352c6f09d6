import unicodedata

from django.test import SimpleTestCase
from PIL import ImageFont

from posters.typesetting import FONTS, written
from publishing.text.printable import DRAWN, UNREADABLE, printable

FRENCH = "ÀÂÇÉÈÊËÎÏÔŒÙÛàâçéèêëîïôœùûüæ«»’…–°€²0123456789&%()/"


def drawing(sign, weight):
    mask = ImageFont.truetype(FONTS / f"archivo-{weight}.ttf", 60).getmask(sign)
    return mask.getbbox(), bytes(mask)


class PrintableTests(SimpleTestCase):
    def test_the_font_of_images_has_each_sign_that_is_drawn(self):
        for weight in (500, 800):
            missing = drawing("\uffff", weight)
            lacking = [sign for sign in DRAWN if drawing(sign, weight) == missing]
            self.assertEqual(lacking, [])
        self.assertLessEqual(set(FRENCH), DRAWN)

    def test_what_a_font_lacks_takes_its_nearest_signs(self):
        for text, drawn in {
            "Objectif CO₂": "Objectif CO2",
            "Saint\u2011Jean\u2011du\u2011Pin": "Saint-Jean-du-Pin",
            "Şerife Łukasz Nguyễn": "Serife Lukasz Nguyen",
            "ﬁn de l’été": "fin de l’été",
            "№ 9": "n° 9",
            "2 155 €\u202f!": "2 155 €\u00a0!",
            "8 ‰ ≥ 3": "8 pour mille au moins 3",
        }.items():
            self.assertEqual(printable(text), drawn)

    def test_what_has_no_nearest_sign_is_left_out(self):
        self.assertEqual(printable("Vélo 🚲 pour tous \uf0b7"), "Vélo pour tous")
        self.assertEqual(printable("\u200bHalles\t日本 du\ufeff centre"), "Halles du centre")

    def test_accents_typed_apart_are_drawn_on_their_letter(self):
        self.assertEqual(printable(unicodedata.normalize("NFD", "Médiathèque")), "Médiathèque")

    def test_a_text_without_a_sign_left_says_where_to_read_it(self):
        self.assertEqual((printable("日本"), printable("  ")), (UNREADABLE, ""))

    def test_share_images_are_written_with_it(self):
        self.assertEqual(written("Vélo 🚲 : CO₂"), "Vélo\u00a0: CO2")
