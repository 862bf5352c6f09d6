import re
from decimal import Decimal
from html import unescape

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.typography import NARROW, NBSP, format_number, typeset, typeset_to_html

FRAGMENTS = [
    *"abé09'’\"«»;:!?.…-/@()%€hHnN° \n",
    *(NBSP, NARROW, "...", "10 h 30", "10:30", "1er mai 2017", "04 66 00 00 00", "1 234 567"),
    *("2ème", "n° 12", "12 %", "80 agents", "https://ales.fr/a", "a.b@ales.fr", "2019-04-13"),
]
texts = st.one_of(st.text(), st.lists(st.sampled_from(FRAGMENTS)).map("".join))
SPACES = re.compile(r"[ \u00a0\u202f]")


class TypesetTests(SimpleTestCase):
    def assert_typeset(self, *pairs):
        """Pairs of what is typed and what is read; `~` is a no-break space, `_` a narrow one."""
        for typed, expected in pairs:
            with self.subTest(typed):
                read = typeset(typed).replace(NBSP, "~").replace(NARROW, "_")
                self.assertEqual(read, expected)

    @given(texts)
    def test_typesetting_twice_changes_nothing_more(self, text):
        self.assertEqual(typeset(typeset(text)), typeset(text))

    @given(st.text(alphabet=st.characters(categories=["L", "Zs"])))
    def test_letters_and_their_order_are_kept(self, text):
        self.assertEqual(SPACES.sub("", typeset(text)), SPACES.sub("", text))

    @given(texts)
    def test_html_says_the_same_as_plain_text(self, text):
        html = re.sub("</?sup>", "", typeset_to_html(text))

        self.assertNotIn("<", html)
        self.assertEqual(unescape(html), typeset(text))

    def test_apostrophes_are_typographic(self):
        self.assert_typeset(
            ("l'eau d'Alès", "l’eau d’Alès"),
            ("Mairie Prim' ouvre", "Mairie Prim’ ouvre"),
            ("aujourd'hui", "aujourd’hui"),
        )

    def test_quotes_are_guillemets_with_their_spaces(self):
        self.assert_typeset(
            ('le "samedi piéton"', "le «~samedi piéton~»"),
            ("le «samedi piéton»", "le «~samedi piéton~»"),
            ("le « samedi piéton »", "le «~samedi piéton~»"),
        )

    def test_high_punctuation_keeps_to_its_word(self):
        self.assert_typeset(
            ("Prêts ? Oui ! Bien ; allons", "Prêts_? Oui_! Bien_; allons"),
            ("Prêts? Oui! Bien; allons", "Prêts_? Oui_! Bien_; allons"),
            ("Attendu : ceci", "Attendu~: ceci"),
            ("Attendu: ceci", "Attendu~: ceci"),
            ("« oui » ?", "«~oui~»_?"),
        )

    def test_an_ellipsis_is_one_sign(self):
        self.assert_typeset(("et puis...", "et puis…"))

    def test_thousands_are_grouped_by_narrow_spaces(self):
        self.assert_typeset(
            ("79 000 m²", "79_000~m²"), ("1 234 567 habitants", "1_234_567~habitants")
        )

    def test_units_stay_with_their_number(self):
        self.assert_typeset(
            ("88 % des 80 agents pour 1 200 €", "88~% des 80~agents pour 1_200~€"),
            ("10 km de routes", "10~km de routes"),
            ("60 ans", "60~ans"),
            ("3 mains", "3 mains"),  # m is not a unit here
        )

    def test_hours_are_written_as_the_french_do(self):
        self.assert_typeset(
            ("dès 5h30", "dès 5~h~30"), ("à 10 h 30", "à 10~h~30"), ("à 8 h", "à 8~h")
        )

    def test_dates_stay_on_one_line(self):
        self.assert_typeset(
            ("le 29 mars 2017", "le 29~mars~2017"),
            ("le 1er mai", "le 1er~mai"),
        )

    def test_telephone_numbers_stay_on_one_line(self):
        self.assert_typeset(
            ("04 66 00 00 00", "04~66~00~00~00"), ("04.66.00.00.00", "04~66~00~00~00")
        )

    def test_numbers_of_things_stay_with_their_sign(self):
        self.assert_typeset(("action n°12", "action n°~12"), ("N° 9", "N°~9"))

    def test_ordinals_are_short(self):
        self.assert_typeset(("le 2ème atelier", "le 2e atelier"), ("la 3eme", "la 3e"))

    def test_addresses_and_codes_are_left_alone(self):
        for literal in [
            "https://ales.fr/?page_id=3341",
            "http://exemple.fr/l'eau?a=1;b=2",
            "www.ales.fr/n°12",
            "prenom.nom+essai@ales.fr",
            "accueil@ales-agglo.fr",
            "2019-04-13",
            "10:30",
        ]:
            with self.subTest(literal):
                self.assertEqual(typeset(literal), literal)
                self.assertIn(literal, typeset(f"Voir {literal} ici"))


class TypesetToHtmlTests(SimpleTestCase):
    def test_markup_is_shown_not_obeyed(self):
        self.assertEqual(
            typeset_to_html("<script>alert(1)</script> & <b>"),
            "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;",
        )

    def test_endings_of_ordinals_are_raised(self):
        self.assertEqual(
            typeset_to_html("1er mai, 1re fois, 2ème, 21e"),
            f"1<sup>er</sup>{NBSP}mai, 1<sup>re</sup> fois, 2<sup>e</sup>, 21<sup>e</sup>",
        )

    def test_addresses_are_not_raised(self):
        for literal in ("https://ales.fr/2e/1er-mai", "contact@2e.fr"):
            with self.subTest(literal):
                self.assertEqual(typeset_to_html(literal), literal)


class FormatNumberTests(SimpleTestCase):
    def test_numbers_are_written_as_the_french_do(self):
        for value, expected in [
            (0, "0"),
            (1950, "1_950"),
            (Decimal("1234567.5000"), "1_234_567,5"),
            (Decimal("8.67"), "8,67"),
            (Decimal("30000000.0000"), "30_000_000"),
            (-1000000, "−1_000_000"),
        ]:
            with self.subTest(value):
                self.assertEqual(format_number(value).replace(NARROW, "_"), expected)

    @given(st.decimals(-(10**12), 10**12, places=4, allow_nan=False, allow_infinity=False))
    def test_the_exact_value_can_be_read_back(self, value):
        text = format_number(value).replace(NARROW, "").replace(",", ".").replace("−", "-")

        self.assertEqual(Decimal(text), value)
