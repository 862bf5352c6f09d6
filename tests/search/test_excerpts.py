from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.typography import typeset_to_html
from search.excerpts import excerpt, marked
from search.query import Query

FILLER = "Le temps passe et rien n’arrive dans la rue. " * 8


class ExcerptTests(SimpleTestCase):
    def test_the_passage_is_around_the_words(self):
        text = excerpt([f"{FILLER}Les halles ouvrent enfin. {FILLER}"], Query("halles"))

        self.assertRegex(text, r"^… \w")
        self.assertRegex(text, r"\w\S* …$")
        self.assertIn("Les <mark>halles</mark> ouvrent enfin.", text)
        self.assertLess(len(text), 300)

    def test_the_passage_with_most_words_is_chosen(self):
        text = f"Les halles. {FILLER} Le marché des halles. {FILLER}"

        self.assertIn("<mark>marché</mark>", excerpt([text], Query("halles marché")))

    def test_the_paragraph_with_most_words_is_chosen(self):
        texts = ["Les halles.", "Le marché des halles."]

        self.assertEqual(
            excerpt(texts, Query("halles marché")),
            "Le <mark>marché</mark> des <mark>halles</mark>.",
        )

    def test_words_found_elsewhere_show_the_beginning(self):
        self.assertTrue(excerpt([FILLER], Query("halles")).startswith("Le temps passe"))

    def test_without_text_there_is_no_excerpt(self):
        self.assertEqual(excerpt([], Query("halles")), "")

    def test_a_number_and_its_sign_are_one_mark(self):
        self.assertEqual(marked("n° 9, Halles", Query("n° 9")), "<mark>n°\u00a09</mark>, Halles")

    @given(
        st.text(alphabet="ab é1n°<>&\"'«»!-\u00a0", max_size=30), st.sampled_from(["a", "é b", "1"])
    )
    def test_marking_only_adds_marks(self, text, typed):
        html = marked(text, Query(typed))

        self.assertEqual(html.replace("<mark>", "").replace("</mark>", ""), typeset_to_html(text))
