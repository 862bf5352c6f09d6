from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from search.words import tidy, tokens, words_and_stems


def words(text):
    return [token.word for token in tokens(tidy(text))]


def stems(text):
    return [token.stem for token in tokens(tidy(text))]


class StemTests(SimpleTestCase):
    def test_forms_of_a_word_are_one(self):
        for forms in [
            "école Écoles ECOLE",
            "municipal municipale municipaux municipales",
            "élu élue élus élues",
            "réalisé réalisée réalisés réalisées",
            "directeur directrice directeurs directrices",
            "conducteur conductrice",
            "vendeur vendeuse",
            "heureux heureuse",
            "citoyen citoyenne citoyennes",
            "nouveau nouvelle nouveaux nouvelles",
            "public publique publics publiques",
            "actif active",
            "long longue",
            "bureau bureaux",
            "réseau réseaux",
            "lieu lieux",
            "travail travaux",
            "jardinier jardinière",
            "cœur coeur CŒURS",
            "an ans",
            "rue rues",
        ]:
            with self.subTest(forms):
                self.assertEqual(len(set(stems(forms))), 1)

    def test_different_words_stay_different(self):
        for pair in ["maire mairie", "place plan", "bus but", "prix prise", "eau au", "voix voie"]:
            with self.subTest(pair):
                self.assertEqual(len(set(stems(pair))), 2)


class TokenTests(SimpleTestCase):
    def test_apostrophes_and_hyphens_part_words(self):
        self.assertEqual(
            words("l’eau, d'un nid-de-poule"), ["l", "eau", "d", "un", "nid", "de", "poule"]
        )

    def test_accents_may_come_apart(self):
        self.assertEqual(words("e\u0301cole"), ["ecole"])

    def test_unseen_characters_do_not_part_words(self):
        self.assertEqual(words("mé\u00addia\u200bthèque\x00bus"), ["mediatheque", "bus"])

    def test_numbers_are_one_however_they_are_written(self):
        for text, expected in {
            "1 950": ["1950"],
            "1\u202f950": ["1950"],
            "1\u00a0950,50": ["1950.50"],
            "12,5": ["12.5"],
            "05:30": ["5", "30"],
            "5h30": ["5", "h", "30"],
            "1er 2e 3èmes": ["1", "2", "3"],
            "en 2017 653 voix": ["en", "2017", "653", "voix"],
        }.items():
            with self.subTest(text):
                self.assertEqual(words(text), expected)

    def test_the_sign_of_a_number_is_a_word_besides_the_number(self):
        for text in ["n° 9", "n°9", "N° 09", "no 9", "numéro 9"]:
            with self.subTest(text):
                self.assertEqual(words(text), ["n°9", "9"])


class CountedWordsTests(SimpleTestCase):
    """The fast reading for counting finds the very words of the reading for marking."""

    @given(st.text(st.sampled_from("abé eno°º 0123,.’\u00a0\u202fœ\n"), max_size=30))
    def test_both_readings_find_the_same_words(self, text):
        text = tidy(text)
        words, stems = words_and_stems(text)
        self.assertEqual(sorted(words), sorted(token.word for token in tokens(text)))
        self.assertEqual(sorted(stems), sorted(token.stem for token in tokens(text)))

    def test_numbers_and_their_signs(self):
        for text in (
            "n° 9 et 1 950, le 1er 2e 3ème",
            "no 05 numéros 12,5 12,5,3 5abc6",
            "2017 250",
        ):
            self.assertEqual(
                sorted(words_and_stems(text)[0]), sorted(token.word for token in tokens(text))
            )
