"""The feeds, checked against what RFC 4287 and RFC 3339 require."""

import datetime
import json
from urllib.parse import urlsplit
from xml.etree import ElementTree

from django.test import TestCase
from django.utils.html import strip_tags

from actions.models import Action, Theme
from tests.clock import clock_at
from tests.factories import make_action, make_theme, record
from tests.publishing.page_files_case import PageFilesTestCase
from tests.reading import Reading

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


class FeedTests(Reading, TestCase):
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

    def test_a_control_sign_pasted_in_a_text_does_not_silence_the_feed(self):
        Action.objects.filter(pk=self.halles.pk).update(title="Les\x07 Halles")
        halls = Action.objects.get(pk=self.halles.pk)
        told = record(
            halls,
            text="Une\x07 étape.",
            evidence_title="La\x07 page",
            evidence_url="https://ales.fr/halles",
        )
        self.assertEqual(told.text, "Une étape.")
        for path in ("", "9/"):
            self.assertEqual(list(faults(self.feed(f"/actions/{path}flux.atom"))), [])

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

    def test_an_entry_is_updated_when_another_corrects_it(self):
        with clock_at("2030-01-02T10:00:00+00:00"):
            wrong = record(self.halles, text="Faux.")
        with clock_at("2030-05-06T10:00:00+00:00"):
            record(self.halles, text="Juste.", corrects=wrong)
        feed = self.feed("/actions/9/flux.atom")
        entry = feed.findall(f"{ATOM}entry")[1]
        self.assertEqual(
            [entry.findtext(f"{ATOM}{name}") for name in ("published", "updated")],
            ["2030-01-02T10:00:00+00:00", "2030-05-06T10:00:00+00:00"],
        )
        self.assertEqual(feed.findtext(f"{ATOM}updated"), "2030-05-06T10:00:00+00:00")

    def test_an_action_shown_later_brings_its_entries_as_news(self):
        with clock_at("2030-01-02T10:00:00+00:00"):
            draft = make_action(number=20, state="brouillon")
            planned = make_action(
                number=21, publish_at=datetime.datetime(2030, 3, 4, 6, tzinfo=datetime.UTC)
            )
            record(draft), record(planned)
        with clock_at("2030-02-03T10:00:00+00:00"):
            draft.state = "publie"
            draft.save()
        with clock_at("2030-05-06T10:00:00+00:00"):
            for number, shown_from in [(20, "2030-02-03T10:00:00"), (21, "2030-03-04T06:00:00")]:
                feed = self.feed(f"/actions/{number}/flux.atom")
                for updated in (feed, feed.find(f"{ATOM}entry")):
                    told = datetime.datetime.fromisoformat(updated.findtext(f"{ATOM}updated"))
                    self.assertEqual(told.astimezone(datetime.UTC).isoformat()[:19], shown_from)
            self.assertEqual(
                self.feed("/actions/flux.atom").findtext(f"{ATOM}updated"),
                self.feed("/actions/21/flux.atom").findtext(f"{ATOM}updated"),
            )

    def test_ids_are_the_same_wherever_the_site_is(self):
        def ids():
            return [
                element.text
                for path in ("", "theme/commerces/", "9/")
                for element in self.feed(f"/actions/{path}flux.atom").iter(f"{ATOM}id")
            ]

        here = ids()
        with self.settings(SITE_URL="https://ailleurs.example"):
            self.assertEqual(ids(), here)
        authority = "tag:ales.fr,2017:a-votre-service/"
        self.assertEqual(
            [text.removeprefix(authority) for text in here],
            [
                *["actions", "etape/3", "etape/2", "etape/1"],
                *["theme/commerces", "etape/1", "action/9", "etape/1"],
            ],
        )

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


class UnchangedTests(PageFilesTestCase):
    """What is asked again and again is only sent when it changed."""

    def setUp(self):
        super().setUp()
        self.action = make_action(number=9, theme=make_theme(slug="commerces"))
        record(self.action, status="en-cours")
        self.other = make_action(number=12)
        record(self.other, occurred_on="2018-01-01", status="en-cours")
        self.addresses = [
            "/actions/flux.atom",
            "/actions/theme/commerces/flux.atom",
            "/actions/9/flux.atom",
            "/actions/au/2019-04-15.json",
        ]

    def again(self, address, first):
        return self.visit(address, HTTP_IF_NONE_MATCH=first.headers["ETag"])

    def test_what_did_not_change_is_answered_by_304_without_being_made(self):
        for address in self.addresses:
            with self.subTest(address):
                again = self.again(address, self.visit(address))
                self.assertEqual((again.status, again.body), (304, b""))
                self.assertEqual(self.asked.count(address), 1)

    def test_what_changed_is_sent(self):
        def withdraw():
            Action.objects.filter(pk=self.other.pk).update(state="brouillon")

        def restore():
            Action.objects.filter(pk=self.other.pk).update(state="publie")

        def rename():
            Theme.objects.update(name="Boutiques")

        def tell():
            record(self.action, "Une nouvelle.")

        feed, theme, _, plan = self.addresses
        for change, address in [(tell, feed), (rename, theme), (withdraw, feed), (restore, plan)]:
            with self.subTest(change.__name__):
                first = self.visit(address)
                change()
                self.folder.follow()
                again = self.again(address, first)
                self.assertEqual(again.status, 200)
                self.assertNotEqual(again.body, first.body)

    def test_a_withdrawn_action_leaves_the_plan_and_its_own_feed_at_the_next_request(self):
        plan, feed = self.visit("/actions/au/2019-04-15.json"), self.visit("/actions/9/flux.atom")
        self.action.state = "brouillon"
        self.action.save()
        self.folder.follow()
        again = self.again("/actions/au/2019-04-15.json", plan)
        self.assertEqual([row["numero"] for row in json.loads(again.body)["actions"]], [12])
        self.assertEqual(self.again("/actions/9/flux.atom", feed).status, 404)
        self.assertEqual(self.visit("/actions/9/flux.atom", HTTP_IF_NONE_MATCH="*").status, 404)

    def test_each_day_has_its_own_answer(self):
        first = self.visit("/actions/au/2018-05-01.json")
        self.assertNotEqual(self.visit("/actions/au/2018-05-02.json").body, first.body)
        missing = self.visit("/actions/au/1999-01-01.json", HTTP_IF_NONE_MATCH="*")
        self.assertEqual((missing.status, missing.headers.get("ETag")), (404, None))
