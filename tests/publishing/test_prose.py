from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from publishing.text.prose import render_prose
from publishing.text.typography import NBSP

TAGS = "p|h2|h3|h4|ul|ol|li|em|strong|a|code|pre|blockquote|br|hr|sup|table|thead|tbody|tr|th|td"


class ProseTests(SimpleTestCase):
    def test_raw_html_is_shown_as_text(self):
        for raw in ("<script>alert(1)</script>", "<b>gras</b>", "<img src=x onerror=alert(1)>"):
            with self.subTest(raw):
                html = render_prose(f"{raw}\n\nun {raw} ici")
                self.assertEqual(html.count("&lt;"), 2 * raw.count("<"))
                for tag in ("<script", "<b>", "<img"):
                    self.assertNotIn(tag, html)

    @given(st.text())
    def test_no_text_makes_a_tag_of_another_kind(self, text):
        self.assertNotRegex(render_prose(text), rf"<(?!/?(?:{TAGS}|div)\b)")

    def test_headings_start_at_the_second_level(self):
        self.assertEqual(
            render_prose("# Un\n\n## Deux\n\n### Trois\n\n###### Six"),
            "<h2>Un</h2>\n<h2>Deux</h2>\n<h3>Trois</h3>\n<h4>Six</h4>\n",
        )

    def test_links_lead_somewhere_safe(self):
        self.assertEqual(
            render_prose("[la Ville](https://www.ales.fr/a'b)"),
            '<p><a href="https://www.ales.fr/a\'b">la Ville</a></p>\n',
        )
        for address in (
            "javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "&#106;avascript:alert(1)",
            "vbscript:x",
            "data:text/html,x",
            "file:///etc/passwd",
        ):
            with self.subTest(address):
                self.assertNotIn("<a", render_prose(f"[cliquez]({address})"))

    def test_pictures_come_from_the_picture_library_only(self):
        self.assertNotIn("<img", render_prose("![pixel](https://exemple.fr/p.gif)"))

    def test_texts_are_typeset_and_code_and_addresses_are_not(self):
        self.assertEqual(render_prose('L\'eau : "oui"'), f"<p>L’eau{NBSP}: «{NBSP}oui{NBSP}»</p>\n")
        self.assertEqual(render_prose("`l'eau : 2ème`"), "<p><code>l'eau : 2ème</code></p>\n")
        self.assertEqual(
            render_prose("<https://ales.fr/2e>"),
            '<p><a href="https://ales.fr/2e">https://ales.fr/2e</a></p>\n',
        )

    def test_tables_scroll_by_themselves_and_name_their_columns(self):
        html = render_prose("| Lieu | Coût |\n|:--|--:|\n| Halles | 13 |")

        self.assertIn('<div class="table-scroll" tabindex="0" role="group"', html)
        self.assertIn('<th data-align="left" scope="col">Lieu</th>', html)
        self.assertIn('<td data-align="right">13</td>', html)

    def test_tables_carry_no_inline_style(self):
        """The site's policy refuses it: the browser would ignore it and complain."""
        self.assertNotIn("style=", render_prose("| a | b |\n|:-:|--:|\n| 1 | 2 |"))
