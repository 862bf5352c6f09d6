"""The measures of /ecoconception/: their method, their record, and what is shown of it."""

import html
import re

from django.test import SimpleTestCase, TestCase
from django.urls import URLResolver, get_resolver, resolve

from pages import ecoindex
from pages.models import Page
from pages.sitemap import KINDS
from pages.weight import HOME_LIMIT, HTML_LIMIT, KILOBYTE, record
from publishing.text.typography import format_number
from tests.reading import as_read

# Addresses that are no page: files, feeds, images, forms that lead elsewhere; or not measurable.
NO_PAGE = {
    *(
        "actions:wall_sheet",
        "actions:share_image",
        "actions:plan_image",
        "actions:at_json",
        "actions:document",
    ),
    *("actions:choose_day", "actions:choose_days", "actions:choose_since"),
    "services:day_screen",  # for the screen of a hall: a part of the day
    *("actions:notice_sheet", "actions:notice_image", "actions:notice_file"),
    *("services:poster_file", "portraits:poster_file"),
    *("actions:feed", "actions:theme_feed", "actions:action_feed"),
    *("data:catalogue", "data:package", "data:verifier", "data:schema", "data:file"),
    *("portraits:share_image", "search:opensearch"),
    *("legal:security_txt", "legal:change_password"),
    *("pages:robots_txt", "pages:sitemap_xml", "pages:share_image"),
    *("pages:favicon", "pages:apple_touch_icon"),
    # Files, and what the toolbar of the back office asks.
    *("writing:document", "writing:choices", "writing:rendering"),
    *("newsletter:feed", "newsletter:bounces", "newsletter:issue"),  # no issue ships
    # What one person reads, with a link of their own.
    "proposal",
    "health",
    *("newsletter:confirm", "newsletter:preferences", "newsletter:move", "newsletter:own_data"),
    *("newsletter:undo", "newsletter:unsubscribe", "portraits:consent", "portraits:approval"),
    "contact:follow",
    "style_guide",  # of the back office
    *("admin_password_reset", "password_reset_done"),
    *("password_reset_confirm", "password_reset_complete"),
    "legal:tribunes",  # closed until the town opens it
}


def names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            if pattern.namespace != "admin":
                space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
                yield from names(pattern, space)
        elif pattern.name:
            yield prefix + pattern.name


class EcoIndexTests(SimpleTestCase):
    def test_it_goes_from_the_empty_page_to_the_heaviest(self):
        self.assertEqual(ecoindex.mark(0, 0, 0), 100)
        self.assertEqual(ecoindex.mark(594_601, 3_920, 223_212_260), 0)
        self.assertEqual(ecoindex.mark(10**7, 10**5, 10**12), 0)

    def test_a_page_in_the_middle_of_all_counts_earns_the_middle(self):
        self.assertEqual(ecoindex.mark(603, 78, 1_448_320), 50)

    def test_between_two_bounds_it_is_in_proportion(self):
        self.assertEqual(ecoindex.position(61, ecoindex.ELEMENTS), 1.5)
        self.assertEqual(ecoindex.position(8.5, ecoindex.REQUESTS), 1.5)

    def test_letters_are_those_of_the_method(self):
        for mark, letter in [
            *[(100, "A"), (81, "A"), (80, "B"), (71, "B"), (70, "C"), (56, "C"), (55, "D")],
            *[(41, "D"), (40, "E"), (26, "E"), (25, "F"), (11, "F"), (10, "G"), (0, "G")],
        ]:
            self.assertEqual(ecoindex.grade(mark), letter)


class RecordTests(TestCase):
    def test_every_kind_of_page_has_a_name_and_is_measured(self):
        """`tests/pages/test_sitemap.py` allows none to be missing of those that ship a page."""
        self.assertEqual(set(names()) - NO_PAGE, set(KINDS))
        measured = [page.kind for page in record().pages]
        self.assertEqual(measured, [kind for kind in KINDS if kind in measured])
        for page in record().pages:
            self.assertEqual(resolve(page.path.partition("?")[0]).view_name, page.kind)

    def test_the_record_keeps_the_limits(self):
        for page in record().pages:
            with self.subTest(page.path):
                self.assertLessEqual(page.html, HTML_LIMIT * KILOBYTE)
                self.assertTrue(page.grade == "A" or page.reason)
        self.assertLessEqual(record().page("pages:home").sent, HOME_LIMIT * KILOBYTE)

    def test_what_is_shown_is_what_was_recorded(self):
        Page.objects.create(
            slug="ecoconception", title="Écoconception", lead="Léger.", state="publie"
        )
        answer = self.client.get("/ecoconception/")
        shown = as_read(html.unescape(answer.content.decode()))
        table = shown.split('id="ecoindex-caption"')[1].split("</table>")[0]
        rows = re.findall(r'<tr><th scope="row">(?:<a href="([^"]+)">)?(.*?)</tr>', table)
        # The portrait that was measured is an example: it is not there, and nothing leads to it.
        there = [page.path for page in record().pages if page.kind != "portraits:detail"]
        self.assertEqual([path for path, _ in rows if path], there)
        for (_, row), page in zip(rows, record().pages, strict=True):
            with self.subTest(page.path):
                cells = re.findall(r"<td[^>]*>(.*?)</td>", row)
                self.assertEqual(
                    cells,
                    [
                        f"<strong>{page.grade}</strong>\u00a0({page.mark})",
                        format_number(page.elements),
                        format_number(page.requests),
                        f"{format_number(page.kilobytes)}\u00a0ko",
                    ],
                )
        day = record().measured_on
        self.assertContains(answer, f'<time datetime="{day:%Y-%m-%d}">')
