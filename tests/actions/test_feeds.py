"""The feeds, checked against what RFC 4287 and RFC 3339 require."""

import datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.test import TestCase
from django.utils.html import strip_tags

from tests.factories import make_action, make_theme, record

ATOM = "{http://www.w3.org/2005/Atom}"
ONCE = ("id", "title", "updated")
AT_MOST_ONCE = ("subtitle", "rights", "summary", "content", "published", "logo", "icon")
KNOWN = {*ONCE, *AT_MOST_ONCE, "link", "author", "contributor", "category", "generator", "entry"}


def faults(element, of="feed"):
    """What a feed validator would say of an atom:feed or an atom:entry, and of its children."""
    children = [child.tag.removeprefix(ATOM) for child in element]
    yield from (f"{of}: unknown {name}" for name in children if name not in KNOWN)
    yield from (f"{of}: needs one {name}" for name in ONCE if children.count(name) != 1)
    yield from (f"{of}: repeats {name}" for name in AT_MOST_ONCE if children.count(name) > 1)
    for name in ("updated", "published"):
        for date in element.findall(ATOM + name):
            if datetime.datetime.fromisoformat(date.text).tzinfo is None:
                yield f"{of}: {name} without its zone"
    if not urlsplit(element.findtext(f"{ATOM}id")).scheme:
        yield f"{of}: its id is not an absolute IRI"
    links = element.findall(f"{ATOM}link")
    relations = [link.get("rel") for link in links]
    wanted = ["alternate", "self"] if of == "feed" else ["alternate"]
    if sorted(relations) != wanted:
        yield f"{of}: links are {relations}"
    if not all(urlsplit(link.get("href")).netloc for link in links):
        yield f"{of}: a link is relative"
    for text in element.findall(f"{ATOM}summary"):
        if text.get("type") not in (None, "text", "html"):
            yield f"{of}: summary of an unknown type"
    yield from (
        f"{of}: category without a term"
        for c in element.iter(f"{ATOM}category")
        if not c.get("term")
    )
    entries = element.findall(f"{ATOM}entry")
    for entry in entries:
        if f"{ATOM}author" not in {child.tag for child in (*element, *entry)}:
            yield "entry: no author, its own or the feed's"
        yield from faults(entry, "entry")
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    if len(set(ids)) != len(ids):
        yield "feed: two entries have the same id"


class FeedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.theme = make_theme(slug="commerces", name="Commerces")
        cls.halles = make_action(number=9, title="Les Halles", theme=cls.theme)
        cls.square = make_action(number=12, title="La <place>")
        record(cls.halles, text="Annonce à 5 < 6 & « fin ».", status="a-venir")
        wrong = record(cls.square, occurred_on="2018", status="en-cours")
        record(
            cls.square, text="Plutôt 2019.", occurred_on="2019", status="en-cours", corrects=wrong
        )
        record(make_action(state="brouillon"), text="Encore secret.")

    def feed(self, path):
        response = self.client.get(path)
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response["Content-Type"], "application/atom+xml; charset=utf-8")
        return ElementTree.fromstring(response.content)

    def titles(self, path):
        return [entry.findtext(f"{ATOM}title") for entry in self.feed(path).iter(f"{ATOM}entry")]

    def test_each_feed_is_valid(self):
        for path in ("", "theme/commerces/", "9/", "12/"):
            with self.subTest(path):
                feed = self.feed(f"/actions/{path}flux.atom")
                self.assertEqual(list(faults(feed)), [])
                own = {link.get("rel"): link.get("href") for link in feed.findall(f"{ATOM}link")}
                self.assertEqual(urlsplit(own["self"]).path, f"/actions/{path}flux.atom")
                self.assertEqual(self.client.get(urlsplit(own["alternate"]).path).status_code, 200)

    def test_the_checks_find_faults(self):
        feed = ElementTree.fromstring(
            f"<feed xmlns='{ATOM[1:-1]}'><title>x</title><id>9</id><updated>2019-01-01T00:00:00"
            "</updated><entry><title/><id>a:b</id><link rel='alternate' href='/'/></entry></feed>"
        )
        self.assertEqual(
            list(faults(feed)),
            [
                "feed: updated without its zone",
                "feed: its id is not an absolute IRI",
                "feed: links are []",
                "entry: no author, its own or the feed's",
                "entry: needs one updated",
                "entry: a link is relative",
            ],
        )

    def test_a_feed_without_an_entry_is_valid(self):
        make_action(number=30)
        self.assertEqual(list(faults(self.feed("/actions/30/flux.atom"))), [])

    def test_each_tells_its_own_events_newest_first(self):
        halles, square = (
            "n°\u00a09, Les Halles\u00a0: à venir",
            "n°\u00a012, La <place>\u00a0: en cours",
        )
        self.assertEqual(self.titles("/actions/flux.atom"), [square, square, halles])
        self.assertEqual(self.titles("/actions/theme/commerces/flux.atom"), [halles])
        self.assertEqual(self.titles("/actions/12/flux.atom"), [square, square])

    def test_a_correction_says_so(self):
        texts = [
            strip_tags(entry.findtext(f"{ATOM}summary"))
            for entry in self.feed("/actions/12/flux.atom").iter(f"{ATOM}entry")
        ]
        self.assertIn("Cette étape en rectifie une autre, de rang 2.", texts[0])
        self.assertIn("Cette étape a été rectifiée depuis.", texts[1])

    def test_unknown_and_draft_subjects_are_absent(self):
        for path in ("theme/rien/", "99/", "99999999999999999999999/"):
            self.assertEqual(self.client.get(f"/actions/{path}flux.atom").status_code, 404)

    def test_pages_announce_their_feed(self):
        for page, feed in [
            ("/actions/", "/actions/flux.atom"),
            ("/actions/theme/commerces/", "/actions/theme/commerces/flux.atom"),
            ("/actions/9/", "/actions/9/flux.atom"),
            ("/actions/historique/", "/actions/flux.atom"),
        ]:
            self.assertContains(self.client.get(page), 'type="application/atom+xml" title="Les')
            self.assertContains(self.client.get(page), f'href="{feed}"')

    def test_only_reading_is_allowed(self):
        self.assertEqual(self.client.post("/actions/flux.atom").status_code, 405)
