import gzip
import io
import re
import xml.etree.ElementTree as ElementTree

from django.core.management import call_command
from django.db import connection
from django.test import TestCase, override_settings
from django.test.utils import CaptureQueriesContext
from django.urls import URLResolver, get_resolver, resolve, reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from legal.models import TribuneSpace
from pages import weight
from pages.models import Page
from pages.sitemap import entries
from pages.weight import HTML_LIMIT, KILOBYTE, STYLES_LIMIT, measures
from search.index import entries as index_entries
from tests.factories import make_action, make_portrait, make_service, record
from tests.seeded import seed

NAMESPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
# Public pages that search engines have no use for: address name → why.
UNLISTED = {
    "health": "for what watches the machine",
    "actions:choose_day": "closed to robots, like the endless days it leads to",
    "actions:choose_days": "closed to robots, like the endless days it leads to",
    "actions:choose_since": "leads to the last thirty days, as a form does",
    "actions:counter_card": "made to be framed by other sites",
    "services:day_screen": "for the screen of a hall, which nobody touches",
    "search:results": "its results are not to be indexed",
}


def public_names(resolver=None, prefix=""):
    """The names of the addresses without argument, outside the back office."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if str(pattern.pattern).startswith("admin/"):
            continue
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from public_names(pattern, prefix + space)
        elif pattern.name and not pattern.pattern.converters:
            yield prefix + pattern.name


class SitemapTests(TestCase):
    @override_settings(SITE_URL="https://www.exemple.fr")
    def test_it_is_a_valid_list_of_whole_addresses(self):
        action = make_action(number=7, status="en-cours")
        response = self.client.get(reverse("pages:sitemap_xml"))
        self.assertEqual(response.headers["Content-Type"], "application/xml")
        root = ElementTree.fromstring(response.content)
        found = {
            url.find("s:loc", NAMESPACE).text: url.findtext("s:lastmod", None, NAMESPACE)
            for url in root
        }
        self.assertIn("https://www.exemple.fr/", found)
        changed = parse_datetime(found["https://www.exemple.fr/actions/7/"])
        action.refresh_from_db()
        self.assertEqual(changed, max(action.updated_at, action.events.get().recorded_at))

    def test_drafts_are_absent_and_what_is_public_is_there(self):
        make_service(slug="eau")
        make_service(slug="brouillon", state="brouillon")
        make_portrait(slug="jardiniere")
        paths = [path for path, _ in entries()]
        self.assertIn("/services/eau/", paths)
        self.assertIn("/portraits/jardiniere/", paths)
        self.assertNotIn("/services/brouillon/", paths)
        self.assertNotIn("/tribunes/", paths)
        TribuneSpace(is_open=True).save()
        self.assertIn("/tribunes/", [path for path, _ in entries()])

    def test_a_new_event_moves_the_date_of_its_pages_only(self):
        make_action(number=1)
        second = make_action(number=2)
        before = dict(entries())
        record(second, occurred_on=timezone.localdate().isoformat())
        type(second).objects.filter(number=2).update(updated_at=timezone.now())
        after = dict(entries())
        self.assertEqual(after["/actions/1/"], before["/actions/1/"])
        self.assertGreater(after["/actions/2/"], before["/actions/2/"])
        self.assertGreaterEqual(after["/actions/"], after["/actions/2/"].replace(microsecond=0))

    def test_the_number_of_queries_does_not_grow(self):
        counts = []
        for _ in range(2):
            make_action(status="en-cours")
            make_service()
            with CaptureQueriesContext(connection) as queries:
                entries()
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])


class RobotsTests(TestCase):
    @override_settings(SITE_URL="https://www.exemple.fr")
    def test_all_is_open_but_the_back_office_and_endless_days(self):
        response = self.client.get("/robots.txt")
        self.assertEqual(response.headers["Content-Type"], "text/plain; charset=utf-8")
        self.assertEqual(
            response.content.decode(),
            "User-agent: *\nDisallow: /admin/\n"
            "Disallow: /actions/au/\nDisallow: /actions/entre/\n\n"
            "Sitemap: https://www.exemple.fr/sitemap.xml\n",
        )
        self.assertEqual(self.client.post("/robots.txt").status_code, 405)


class EveryPageTests(TestCase):
    """The shipped site, page by page, as its sitemap tells them."""

    @classmethod
    def setUpTestData(cls):
        seed()
        client = cls.client_class()
        cls.paths = [path for path, _ in entries()]
        cls.answers = [
            (path, answer.status_code, answer.content, dict(answer.cookies))
            for path in cls.paths
            for answer in [client.get(path)]
        ]

    def test_no_public_page_is_forgotten(self):
        for name in set(public_names()) - UNLISTED.keys():
            path = reverse(name)
            response = self.client.get(path)
            if response.status_code == 200 and "html" in response.headers["Content-Type"]:
                self.assertIn(path, self.paths, f"{name} is missing from pages/sitemap.py")

    def test_the_search_finds_every_page_but_the_home_and_each_notice(self):
        found = {entry.url for entry in index_entries()}
        left_out = {path for path in self.paths if path not in found}
        self.assertEqual(
            {path for path in left_out if not path.endswith("/avis-de-recherche/")}, {"/"}
        )

    def test_the_pages_of_the_law_are_one_click_from_everywhere(self):
        links = {
            reverse(name)
            for name in (
                "legal:accessibility",
                "legal:notice",
                "legal:personal_data",
                "pages:eco_design",
                "pages:help",
                "pages:site_map",
            )
        }
        titles = {}
        for path, status, content, cookies in self.answers:
            with self.subTest(path):
                text = content.decode()
                self.assertEqual(status, 200)
                footer = text.split("<footer")[1]
                self.assertEqual(links - set(re.findall(r'href="([^"]+)"', footer)), set())
                self.assertEqual(footer.count("Accessibilité\u00a0: "), 1)
                self.assertEqual(len(re.findall("<h1[ >]", text)), 1)
                self.assertEqual(cookies, {})
                title = re.search("<title>(.*?)</title>", text)[1]
                self.assertNotIn(title, titles)
                titles[title] = path

    def test_every_page_keeps_to_its_weight(self):
        weights = {path: len(gzip.compress(content)) for path, _, content, _ in self.answers}
        heavy = {path: size for path, size in weights.items() if size > HTML_LIMIT * KILOBYTE}
        self.assertEqual(heavy, {})

    def test_every_kind_of_page_that_ships_is_measured(self):
        kinds = {resolve(path).view_name for path in self.paths}
        self.assertEqual(
            kinds - {page.kind for page in weight.record().pages}, set(), "make measure"
        )

    def test_seeding_again_changes_nothing_of_what_the_town_filled(self):
        Page.objects.filter(slug="aide").update(title="Notre aide")
        call_command("seed", stdout=io.StringIO())
        self.assertEqual(Page.objects.get(slug="aide").title, "Notre aide")


class EcoDesignTests(TestCase):
    def test_style_sheets_and_scripts_keep_to_their_limit(self):
        for measure in measures():
            self.assertTrue(measure.holds, measure)
        self.assertEqual(measures()[0].limit, STYLES_LIMIT)
        self.assertGreater(measures()[0].weight, 1)
