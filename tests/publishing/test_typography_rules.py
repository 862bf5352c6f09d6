"""Each rule of French typography, then what no rule may ever do."""

import re

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.prose import render_prose
from publishing.text.typography import typeset, typeset_to_html


def shown(text):
    """Typeset, with the invisible made visible: _ does not break, ~ is narrow too."""
    return typeset(text).replace("\u00a0", "_").replace("\u202f", "~")


class RuleTests(SimpleTestCase):
    def assert_rules(self, rules):
        for typed, expected in rules.items():
            with self.subTest(typed):
                self.assertEqual(shown(typed), expected)

    def test_high_punctuation_keeps_to_its_word(self):
        self.assert_rules(
            {
                "Quoi ?": "Quoi~?",
                "Quoi?": "Quoi~?",
                "Quoi ?!": "Quoi~?!",
                "Quoi?!": "Quoi~?!",
                "Oui ! Non ; peut-être": "Oui~! Non~; peut-être",
                "Heure: 10 h": "Heure_: 10_h",
                "Heure : 10 h": "Heure_: 10_h",
                "« Oui! »": "«_Oui~!_»",
                "Vraiment…?": "Vraiment…~?",
            }
        )

    def test_punctuation_that_is_no_punctuation_is_left(self):
        unchanged = ["a;b", "3:1", ":-)", "rapport 2:3", "!important", "a?b=c"]
        self.assert_rules({text: text for text in unchanged})

    def test_low_punctuation_has_no_space_before(self):
        self.assert_rules({"mot , puis fin .": "mot, puis fin.", "le .htaccess": "le .htaccess"})

    def test_double_spaces_become_one(self):
        self.assert_rules({"deux  mots": "deux mots", "12 \u00a0 %": "12_%"})

    def test_ellipses(self):
        self.assert_rules(
            {"bientôt...": "bientôt…", "etc...": "etc.", "a, etc.": "a,_etc.", "1....2": "1....2"}
        )

    def test_apostrophes(self):
        self.assert_rules(
            {
                "l'eau": "l’eau",
                "l´eau": "l’eau",
                "les élus'": "les élus’",
                "un 'tit mot": "un ’tit mot",
                "années '80": "années ’80",
                "l'an 'neuf'": "l’an “neuf”",
                "5' 30": "5' 30",
            }
        )

    def test_quotation_marks(self):
        self.assert_rules(
            {
                'le "mot"': "le «_mot_»",
                "«mot»": "«_mot_»",
                "«  mot  »": "«_mot_»",
                '« il dit "oui" »': "«_il dit “oui”_»",
                '"il dit "oui" fort"': "«_il dit “oui” fort_»",
                '("mot")': "(«_mot_»)",
                'il dit "oui"!': "il dit «_oui_»~!",
                'écran 15" plat': 'écran 15" plat',
                '"écran 15"': "«_écran 15_»",
                '""': '""',
            }
        )

    def test_a_quotation_may_run_over_a_line(self):
        self.assertEqual(shown('dit "un\ndeux" fin'), "dit «_un\ndeux_» fin")

    def test_a_quotation_may_run_over_bold(self):
        html = render_prose('Il dit "un **mot** fort".')

        self.assertEqual(html, "<p>Il dit «\u00a0un <strong>mot</strong> fort\u00a0».</p>\n")

    def test_large_numbers(self):
        self.assert_rules(
            {
                "1 234 567,8": "1~234~567,8",
                "plus de 3 000 agents": "plus de 3~000_agents",
                "en 2017 653 voix": "en 2017 653 voix",
                "213 000 078 00019": "213~000~078~00019",
                "0 800 123 456": "0~800~123~456",
                "0,5 100": "0,5 100",
            }
        )

    def test_units(self):
        self.assert_rules(
            {
                "12,5 %": "12,5_%",
                "12%": "12_%",
                "1 200 €": "1~200_€",
                "50€": "50_€",
                "3 M€": "3_M€",
                "3M€": "3_M€",
                "50 €/mois": "50_€/mois",
                "20°C": "20_°C",
                "30 km/h": "30_km/h",
                "20 m2 et 3 km2": "20_m² et 3_km²",
                "12 m3": "12_m³",
                "12 ans": "12_ans",
                "10-12 ans": "10-12_ans",
                "2016-2017": "2016-2017",
                "12 l’eau": "12 l’eau",
            }
        )

    def test_a_number_named_in_a_text_has_its_unit_and_its_punctuation(self):
        self.assert_rules(
            {
                "\ue0003\ue001 %": "\ue0003\ue001_%",
                "\ue0003\ue001!": "\ue0003\ue001~!",
                "n° \ue0003\ue001": "n°_\ue0003\ue001",
            }
        )

    def test_ordinals(self):
        self.assert_rules(
            {
                "1er": "1er",
                "1ère et 1ères": "1re et 1res",
                "2ème, 3èmes, 4ième": "2e, 3es, 4e",
                "XXe siècle": "XXe_siècle",
            }
        )

    def test_ordinals_are_raised_in_html(self):
        for typed, expected in {
            "1er": "1<sup>er</sup>",
            "1re": "1<sup>re</sup>",
            "2e": "2<sup>e</sup>",
            "21es": "21<sup>es</sup>",
            "2nde": "2<sup>nde</sup>",
            "XIXe": "XIX<sup>e</sup>",
            "François Ier": "François I<sup>er</sup>",
            "Le, Ce, Vie": "Le, Ce, Vie",
            "0e, 1,2e": "0e, 1,2e",
            "https://exemple.fr/2e": "https://exemple.fr/2e",
        }.items():
            with self.subTest(typed):
                self.assertEqual(typeset_to_html(typed), expected)

    def test_references(self):
        self.assert_rules(
            {
                "n°12": "n°_12",
                "n° 12 et N° 3": "n°_12 et N°_3",
                "nº 4": "n°_4",
                "p. 12, pp. 3-4": "p._12, pp._3-4",
                "art. L. 131-1": "art._L._131-1",
                "article 3": "article_3",
                "article Les": "article Les",
                "§3": "§_3",
                "Tél. 04 66 12 34 56": "Tél._04_66_12_34_56",
            }
        )

    def test_people(self):
        self.assert_rules(
            {
                "M. Dupont": "M._Dupont",
                "Mme Élise": "Mme_Élise",
                "MM. Roux et Mlle Roux": "MM._Roux et Mlle_Roux",
                "J. Martin": "J._Martin",
                "en 52 av. J.-C.": "en 52 av._J.-C.",
                "M. le maire": "M. le maire",
            }
        )

    def test_hours(self):
        self.assert_rules(
            {
                "5 h 30": "5_h_30",
                "5h30": "5_h_30",
                "17h": "17_h",
                "de 8h à 12h": "de 8_h à 12_h",
                "24h/24": "24_h/24",
                "10:30": "10:30",
            }
        )

    def test_dates(self):
        self.assert_rules(
            {
                "1er mai 2017": "1er_mai_2017",
                "29 mars": "29_mars",
                "2017-03-29": "2017-03-29",
                "2017-03-29T10:30:00Z": "2017-03-29T10:30:00Z",
            }
        )

    def test_telephones(self):
        self.assert_rules(
            {
                "04 66 12 34 56": "04_66_12_34_56",
                "04.66.12.34.56": "04_66_12_34_56",
                "+33 4 66 12 34 56": "+33_4_66_12_34_56",
            }
        )

    def test_dimensions(self):
        self.assert_rules(
            {
                "3 x 4": "3_×_4",
                "3x4x5": "3_×_4_×_5",
                "1,5 m x 2 m": "1,5_m_×_2_m",
                "0x10": "0x10",
                "2x plus": "2x plus",
            }
        )

    def test_code_and_paths_are_left(self):
        for text in [
            '`a ? b : "c"`',
            "/actions/9/etc...",
            "./scripts/a--b.sh",
            r"C:\dossier\l'eau",
            "ales.fr/a?b='c'",
        ]:
            with self.subTest(text):
                self.assertEqual(typeset(text), text)

    def test_code_in_markdown_is_left(self):
        self.assertEqual(render_prose("`3 x 4 ?`"), "<p><code>3 x 4 ?</code></p>\n")

    def test_an_address_ends_before_the_punctuation_of_its_sentence(self):
        self.assert_rules(
            {
                "voir https://exemple.fr/a?b=c;d!": "voir https://exemple.fr/a?b=c;d~!",
                "«https://exemple.fr»": "«_https://exemple.fr_»",
                "accueil@exemple.fr!": "accueil@exemple.fr~!",
            }
        )


PIECES = [
    *" \u00a0\u202f\n'\"’‘´«»“”()[]-–…,.;:!?/\\`°º%€x×hmIVXe§+@&<>",
    *"0123456789",
    *["...", "1er", "2ème", "1ère", "n° ", "M. ", "p. ", "L. ", "Roux", "Élise", "mai", "siècle"],
    *[" ans", " m2", "km", "etc.", "04 66 12 34 56", "+33 4 66 12 34 56", " 000", " x ", "h30"],
    *[
        "https://a.fr/b",
        "a@b.fr",
        "2017-03-29",
        "10:30",
        "/actions/9/",
        "\ue000",
        "\ue001",
        "\ue002",
    ],
]
texts = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=40)
# Words and signs without any of the slips that are spelled anew.
plain_texts = st.lists(
    st.sampled_from([p for p in PIECES if not re.search(r"[xX×ºm2-3è/`@]|1er|\ue002", p)]),
    max_size=14,
).map("".join)
addresses = st.sampled_from(
    [
        "https://exemple.fr/l'eau?a=1;b=2",
        "http://exemple.fr/x...y",
        "www.exemple.fr/3x4",
        "jean-luc.d.arc@exemple.fr",
        "accueil+2e@exemple.fr",
    ]
)


class PropertyTests(SimpleTestCase):
    @given(texts)
    def test_typesetting_twice_changes_nothing_more(self, text):
        once = typeset(text)

        self.assertEqual(typeset(once), once)

    @given(plain_texts)
    def test_letters_and_digits_stay(self, text):
        def kept(text):
            return [character for character in text if character.isalnum()]

        self.assertEqual(kept(typeset(text)), kept(text))

    @given(plain_texts, addresses, plain_texts)
    def test_addresses_stay(self, before, address, after):
        self.assertIn(address, typeset(f"{before} {address} {after}"))

    @given(texts)
    def test_html_is_escaped(self, text):
        html = re.sub(r"</?sup>|&(?:lt|gt|amp|quot|#x27);", "", typeset_to_html(text))

        self.assertNotRegex(html, r"[<>&\"']")

    @given(texts)
    def test_no_line_is_added_or_lost(self, text):
        self.assertEqual(typeset(text).count("\n"), text.count("\n"))
