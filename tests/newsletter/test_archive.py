"""What was sent stays public, as it was sent."""

import datetime
import xml.etree.ElementTree as ElementTree

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from newsletter.issues.content import compute
from newsletter.models import Issue
from pages.sitemap import entries
from publishing.text.typography import NBSP
from search.index import entries as search_entries
from tests.actions.test_feeds import faults
from tests.clock import clock_at
from tests.factories import (
    make_action,
    make_figure,
    make_issue,
    make_person,
    make_subscriber,
    record,
)
from tests.reading import Reading

ATOM = "{http://www.w3.org/2005/Atom}"


class ArchiveTests(Reading, TestCase):
    def test_totals_bear_the_date_of_the_newest_fact_they_rest_on(self):
        action = make_action("en-cours", number=9)
        wrong = record(action, "Trop tôt.", "2019-02")
        record(action, "Rien en février.", "2018-05-02", corrects=wrong)
        issue = make_issue()
        self.assertEqual(issue.facts["totals"]["known_on"], "au 2 mai 2018")
        page = self.client.get(issue.get_absolute_url())
        self.assertContains(page, f"par statut, état connu au 2{NBSP}mai{NBSP}2018")

    def test_before_any_issue_it_says_when_the_next_ones_come(self):
        with clock_at("2026-11-23T12:00"):
            response = self.client.get("/newsletter/")
        self.assertContains(response, "Aucun numéro n’a encore été envoyé")
        self.assertContains(response, "Prochain numéro prévu au plus tard le ", count=2)
        self.assertContains(response, 'datetime="2026-12-07"')
        self.assertContains(response, "dans les sept jours")
        self.assertEqual(response.cookies, {})

    def test_a_promise_not_kept_is_told(self):
        with clock_at("2026-10-01T12:00"):
            make_subscriber()
        with clock_at("2026-11-18T12:00"):
            response = self.client.get("/newsletter/")
        self.assertContains(response, "12 jours de retard")

    def test_it_lists_what_began_newest_first(self):
        make_action("en-cours")
        make_issue(title="Le premier")
        make_issue("envoi", title="Le deuxième")
        make_issue("approuve", "changement", title="Pas encore")
        make_issue("brouillon", "trimestriel", title="Pas du tout")
        page = self.client.get("/newsletter/")
        self.assertEqual(
            [i.title for i in page.context["object_list"]], ["Le deuxième", "Le premier"]
        )

    def test_it_takes_get_and_head_only(self):
        make_action("en-cours")
        make_issue()
        for path in ("/newsletter/", "/newsletter/1/", "/newsletter/flux.atom"):
            self.assertEqual(self.client.head(path).status_code, 200)
            for method in ("post", "put", "delete", "trace"):
                self.assertEqual(getattr(self.client, method)(path).status_code, 405)

    def test_one_list_costs_the_same_whatever_its_length(self):
        make_action("en-cours")
        make_issue()
        with self.assertNumQueries(13):
            self.client.get("/newsletter/")
        make_issue()
        make_issue()
        with self.assertNumQueries(13):
            self.client.get("/newsletter/")


class IssuePageTests(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9, title="Les Halles")
        make_action("realisee", number=10, title="Les quais")
        self.issue = make_issue(introduction="Un mot **d’accueil**.")

    def page(self):
        return self.client.get(self.issue.get_absolute_url())

    def test_it_says_what_the_message_said(self):
        for words in ("Les Halles", "Les quais", "<strong>d’accueil</strong>",
                      self.issue.history_digest, "Il s’est passé quelque chose."):  # fmt: skip
            self.assertContains(self.page(), words)

    def test_the_first_of_a_month_is_one_piece(self):
        """The line of a date lays its children apart: 1, er and the month must be one of them."""
        record(self.action, "Ouvertes.", "2018-07-01", status="realisee")
        issue = make_issue()
        self.assertContains(
            self.client.get(issue.get_absolute_url()),
            "<span>1<sup>er</sup>\u00a0juillet\u00a02018</span>",
            html=True,
        )

    def test_what_happens_later_does_not_change_it(self):
        before = self.page().content
        self.action.title = "Le marché"
        self.action.save()
        record(self.action, "Finies.", "2018-07-01", status="realisee")
        self.assertEqual(self.page().content, before)

    def test_a_withdrawn_action_leaves_its_place_and_no_text(self):
        self.action.state = "brouillon"
        self.action.save()
        self.assertNotContains(self.page(), "Les Halles")
        self.assertContains(self.page(), "L’action n°\u00a09 a été retirée du site".replace(
            "\u00a0", "&nbsp;"))  # fmt: skip
        self.assertNotContains(self.client.get("/newsletter/flux.atom"), "Les Halles")

    def test_what_has_not_begun_is_not_there(self):
        approved = make_issue("approuve")
        self.assertEqual(self.client.get(f"/newsletter/{approved.number}/").status_code, 404)
        self.assertEqual(self.client.get("/newsletter/99/").status_code, 404)
        approved.begin()
        self.assertEqual(self.client.get(f"/newsletter/{approved.number}/").status_code, 200)

    def test_an_issue_with_nothing_new_has_its_page(self):
        issue = make_issue()
        response = self.client.get(issue.get_absolute_url())
        self.assertContains(response, "Rien de nouveau&nbsp;: aucune action n’a changé depuis le")

    def test_its_neighbours_are_linked(self):
        second = make_issue()
        self.assertContains(self.page(), f'<a href="{second.get_absolute_url()}" rel="next">')
        self.assertContains(
            self.client.get(second.get_absolute_url()),
            f'<a href="{self.issue.get_absolute_url()}" rel="prev">',
        )

    def test_chosen_figures_stay_as_they_were(self):
        figure = make_figure("lignes-de-bus", 80, unit="lignes")
        draft = make_issue("brouillon", "trimestriel")
        draft.figures.add(figure)
        draft.introduction = "[[lignes-de-bus]] lignes."
        draft.save()
        draft.approve(make_person("relectrice"), compute(draft))
        draft.begin()
        figure.readings.update(value=81)
        response = self.client.get(draft.get_absolute_url())
        self.assertContains(response, ">80 <span>lignes</span>")
        self.assertContains(response, "80\u00a0lignes.")
        self.assertNotContains(response, "81\u00a0lignes")


class ElsewhereTests(TestCase):
    """The site map, the search, the feed."""

    def setUp(self):
        make_action("en-cours", number=9, title="Les Halles")
        self.issue = make_issue(title="Le mois des Halles", introduction="Un marché couvert.")

    def test_issues_are_in_the_site_map(self):
        make_issue("approuve")
        paths = dict(entries())
        self.assertEqual(paths["/newsletter/1/"], self.issue.began_at)
        self.assertEqual(paths["/newsletter/"], self.issue.began_at)
        self.assertNotIn("/newsletter/2/", paths)
        self.assertContains(self.client.get("/plan-du-site/"), "Le mois des Halles")

    def test_issues_are_found(self):
        found = [entry for entry in search_entries() if entry.kind.slug == "numero"]
        self.assertEqual([entry.url for entry in found], ["/newsletter/1/"])
        page = self.client.get("/recherche/", {"q": "mois des halles"})
        self.assertContains(page, "/newsletter/1/")

    def test_a_feed_follows_without_an_address(self):
        response = self.client.get(reverse("newsletter:feed"))
        self.assertEqual(response.headers["Content-Type"], "application/atom+xml; charset=utf-8")
        feed = ElementTree.fromstring(response.content)
        self.assertEqual(list(faults(feed)), [])
        (entry,) = feed.findall(f"{ATOM}entry")
        self.assertEqual(entry.findtext(f"{ATOM}title"), "n°\u00a01, Le mois des Halles")
        self.assertTrue(entry.findtext(f"{ATOM}id").startswith("tag:ales.fr,2017:"))
        self.assertIn("Les Halles", entry.findtext(f"{ATOM}summary"))

    def test_neither_the_feed_nor_the_search_asks_more_for_more_issues(self):
        counts = []
        for _ in range(2):
            make_issue()
            with CaptureQueriesContext(connection) as queries:
                self.client.get("/newsletter/flux.atom")
                search_entries()
            counts.append(len(queries))
        self.assertEqual(counts[0], counts[1])

    def test_days_are_those_of_the_town(self):
        late = datetime.datetime(2026, 11, 23, 23, 30, tzinfo=datetime.UTC)
        Issue.objects.update(began_at=late)
        self.assertEqual(Issue.objects.get().began_on, datetime.date(2026, 11, 24))
        self.assertEqual(timezone.localdate(late), datetime.date(2026, 11, 24))
