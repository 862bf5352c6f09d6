"""What every public page must be, whichever it is: found by following links from the home page."""

import io
import re
from collections import Counter
from html import unescape
from itertools import pairwise
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import SimpleTestCase, TestCase
from django.urls import resolve

from publishing.models import Picture
from services.models import Service
from staff.proposals.models import Proposal
from tests.clock import clock_at
from tests.crawl import VISIT, PageReader, is_of_days, whole_site
from tests.seeded import seed

# Pages that hold a form and take it too.
WITH_A_FORM = ("/newsletter/inscription/", "/contact/")
REFUSED_METHODS = ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "FOO")


def skipped_levels(headings):
    """The pairs of neighbouring headings that go down by more than one level."""
    return [pair for pair in pairwise(headings) if pair[1] - pair[0] > 1]


@pytest.mark.once
@pytest.mark.long
class PublicPagesTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed(demo=True)
        cls.crawl = whole_site(cls.client_class())

    def test_every_link_leads_somewhere(self):
        self.assertEqual(
            {
                a: r.status_code
                for a, r in self.crawl.answers.items()
                if r.status_code not in (200, 302)
            },
            {},
        )

    def test_the_whole_site_is_reached(self):
        expected = {
            *("/", "/journee/", "/services/", "/portraits/", "/collectivite/", "/campagne/"),
            *("/mot-du-directeur-general/", "/participation/", "/actions/", "/chiffres/"),
            *("/plan-du-site/", "/actions/9/", "/actions/statut/realisee/"),
            *(service.get_absolute_url() for service in Service.objects.all()),
        }
        self.assertEqual(expected - self.crawl.pages.keys(), set())

    def test_loading_the_demonstration_again_changes_nothing(self):
        report = io.StringIO()
        before = Picture.objects.count()
        call_command("seed", demo=True, stdout=report)

        self.assertEqual(report.getvalue(), "Tout est déjà là : rien n’a changé.\n")
        self.assertEqual(Picture.objects.count(), before)

    def test_what_staff_write_is_shown_by_examples_marked_as_such(self):
        page = self.crawl.answers["/exemple-de-page/"].text
        self.assertIn("Un jury citoyen (exemple)", page)
        self.assertIn("avec une intelligence artificielle, puis relu par une personne.", page)
        self.assertEqual(page.count('href="/documents/tableau-d-exemple.xlsx"'), 2)
        self.assertEqual(page.count("<figcaption>"), 1)
        self.assertIn("La parole aux élus (exemple)", self.crawl.answers["/tribunes/"].text)
        waiting = Proposal.objects.get()
        self.assertEqual((waiting.state, str(waiting)), ("a-relire", "Un jury citoyen (exemple)"))
        self.assertFalse(waiting.author.has_usable_password())

    def test_the_site_map_names_every_page(self):
        named = {urldefrag(link)[0] for link in self.crawl.pages["/plan-du-site/"].links}

        # A poster is found on its own subject's page, and all of them on theirs.
        shown = {a for a in self.crawl.pages if not a.endswith("/affiche/")}
        expected = {a for a in shown if "?" not in a and not is_of_days(a)}
        self.assertEqual(expected - named, set())

    def test_every_anchor_exists(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                for link in page.links:
                    target, anchor = urldefrag(urljoin(address, link))
                    if anchor and target in self.crawl.pages:
                        self.assertIn(anchor, self.crawl.pages[target].ids, f"{address} → {link}")

    def test_every_link_says_where_it_leads(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual([link for link in page.links if not link], [])

    def test_ids_are_unique_in_their_page(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual([i for i, count in Counter(page.ids).items() if count > 1], [])

    def test_every_page_is_in_french(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual(page.lang, "fr")

    def test_every_page_has_one_h1_and_skips_no_level(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual(page.headings.count(1), 1)
                self.assertEqual(page.headings[0], 1)
                self.assertEqual(skipped_levels(page.headings), [])

    def test_every_title_is_its_own(self):
        # Behind a « ? » is a page again: filtered, or its page 1.
        titles = Counter(page.title for a, page in self.crawl.pages.items() if "?" not in a)

        self.assertEqual([title for title, count in titles.items() if count > 1], [])
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertRegex(page.title, r"^\S.* – .*Alès$")

    def test_every_page_has_its_landmarks(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual(page.landmarks.count("main"), 1)
                self.assertEqual(page.links[0], "#contenu")
                self.assertIn("contenu", page.ids)

    def test_every_image_has_its_text_and_its_size(self):
        images = [image for page in self.crawl.pages.values() for image in page.images]

        self.assertGreater(len(images), 8)  # the drawn examples: something could be wrong
        for image in images:
            self.assertIn("alt", image)
            self.assertTrue(image["width"].isdigit() and image["height"].isdigit())

    def test_every_file_of_every_image_is_there(self):
        page = self.crawl.answers["/portraits/"].text
        addresses = set(re.findall(r"/media/photos/[^ \",]+", page))

        self.assertGreater(len(addresses), 8)
        # Of a picture, the first, the last and one more: the sizes are made together.
        folders = {}
        for address in sorted(addresses):
            folders.setdefault(address.rpartition("/")[0], []).append(address)
        for address in sorted({f[i] for f in folders.values() for i in (0, len(f) // 2, -1)}):
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200, address)
            self.assertGreater(len(answer.getvalue()), 100)  # read to its end, which closes it

    def test_the_typography_is_french_everywhere(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                for text in [page.text, *page.spoken, page.title]:
                    self.assertEqual(re.findall(r".{0,20}\w'\w.{0,20}", text), [])
                    self.assertEqual(re.findall(r'.{0,20}".{0,20}', text), [])
                    self.assertEqual(re.findall(r".{0,20}\S [;:!?»](?:\s|$)", text), [])
                    self.assertEqual(re.findall(r".{0,20}« .{0,20}", text), [])

    def test_no_space_comes_before_a_comma_or_a_full_stop(self):
        for address in self.crawl.pages:
            html = self.crawl.answers[address].text
            text = re.sub(r"<[^>]+>", "", html)
            with self.subTest(address):
                self.assertEqual(re.findall(r".{0,30}\s[,.](?=\s).{0,20}", text), [])

    def test_every_named_figure_is_found(self):
        for address in self.crawl.pages:
            self.assertNotIn("[[", self.crawl.answers[address].text)

    def test_no_page_carries_inline_style_or_script(self):
        for address, page in self.crawl.pages.items():
            with self.subTest(address):
                self.assertEqual(page.inline, [])

    def test_nothing_is_fetched_from_elsewhere(self):
        for address in self.crawl.pages:
            html = self.crawl.answers[address].text
            fetched = re.findall(
                r'<(?:link(?! rel="canonical")|script|img|source|iframe)[^>]+?'
                r'(?:src|href)="([^"]+)',
                html,
            )
            with self.subTest(address):
                self.assertGreater(len(fetched), 0)
                self.assertEqual([url for url in fetched if not url.startswith("/")], [])

    def test_no_page_gives_a_cookie(self):
        for address, answer in self.crawl.answers.items():
            with self.subTest(address):
                self.assertEqual(answer.cookies, {})
                self.assertNotIn("Set-Cookie", answer.headers)
                self.assertNotIn("Cookie", answer.headers.get("Vary", ""))

    def test_pages_are_read_and_nothing_else(self):
        for address in self.crawl.pages:
            refused = set(REFUSED_METHODS)
            if address.startswith(WITH_A_FORM):
                refused.remove("POST")
            statuses = {
                method: self.client.generic(method, address).status_code for method in refused
            }
            with self.subTest(address):
                self.assertEqual(statuses, dict.fromkeys(refused, 405))

    def test_head_answers_as_get_without_a_body(self):
        """One page of each kind: the same view answers for the others."""
        kinds = {resolve(urlsplit(address).path).view_name: address for address in self.crawl.pages}
        self.assertGreater(len(kinds), 20)
        for kind, address in kinds.items():
            with clock_at(VISIT):
                answer = self.client.head(address)
            with self.subTest(kind):
                self.assertEqual((answer.status_code, answer.content), (200, b""))

    def test_a_page_said_to_be_current_is_the_one(self):
        for address in self.crawl.pages:
            html = self.crawl.answers[address].text
            for link in re.findall(r'<a href="([^"]+)"[^>]*aria-current="page"', html):
                self.assertEqual(urljoin(address, unescape(link)), address)


class PageReaderTests(SimpleTestCase):
    """The tests above see nothing if their reader sees nothing."""

    PAGE = """<!doctype html><html lang="fr"><head><title>Un – Alès</title></head>
        <body><h1 id="a">l'eau</h1><h3 id="a" style="x">"deux"</h3><a>vide</a><a href="/b#c">b</a>
        <img src="x"><script src="x"></script><script>x()</script>
        <script type="application/ld+json">{}</script><code>l'eau</code></body></html>"""

    def test_faults_are_seen(self):
        page = PageReader(self.PAGE)

        self.assertEqual((page.lang, page.title), ("fr", "Un – Alès"))
        self.assertEqual(skipped_levels(page.headings), [(1, 3)])
        self.assertEqual(page.ids, ["a", "a"])
        self.assertEqual(page.links, [None, "/b#c"])
        self.assertEqual(page.images, [{"src": "x"}])
        self.assertEqual(page.inline, ["h3", "script"])
        self.assertEqual(page.text.split(), ["l'eau", '"deux"', "vide", "b"])

    def test_going_back_up_skips_nothing(self):
        self.assertEqual(skipped_levels([1, 2, 3, 4, 2, 3, 1, 2]), [])

    def test_a_badly_closed_page_is_refused(self):
        with self.assertRaises(AssertionError):
            PageReader("<html><body><p><b>x</p></b></body></html>")
