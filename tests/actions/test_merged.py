"""An action that another takes over is told as merged, wherever its status is told."""

import csv
import io
from html import unescape

from django.test import TestCase
from django.urls import reverse

from actions.models import Action
from actions.past.plan_state import PlanState
from actions.wall_sheet import WallSheet
from figures.references import Figures
from newsletter.issues.content import in_words
from newsletter.issues.facts import Bound, Difference
from tests.factories import make_action, make_theme, record

MERGED = "Regroupée avec l’action n°"


class MergedTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.theme = make_theme()
        cls.halls = make_action("en-cours", number=9, title="Les Halles")
        cls.square = make_action("a-venir", number=12, title="La place", theme=cls.theme)
        cls.event = record(
            cls.square, "Reprise.", "2018-06-01", status="abandonnee", merged_into=cls.halls
        )

    def text(self, address):
        return " ".join(unescape(self.client.get(address).text).split())

    def test_both_pages_say_it(self):
        self.assertIn(f"{MERGED} 9", self.text("/actions/12/"))
        taken = 'Reprend <a href="/actions/12/">l’action n° 12, La place</a>'
        self.assertIn(taken, self.text("/actions/9/"))

    def test_lists_mosaic_and_share_say_it(self):
        self.assertIn(f"{MERGED} 9", self.text("/actions/"))
        self.assertIn(f"{MERGED} 9".lower(), self.text("/"))
        self.assertIn(f"{MERGED} 9", self.text("/actions/12/carte/"))
        rows = {row["number"]: row["label"] for row in WallSheet().data()["actions"]}
        self.assertEqual(rows["12"], f"{MERGED} 9")

    def test_counts_say_it_and_not_that_it_was_given_up(self):
        for address in (
            "/actions/",
            "/actions/compteur/carte/",
            "/actions/au/2018-07-01/",
            self.theme.get_absolute_url(),
        ):
            with self.subTest(address):
                page = self.text(address)
                self.assertIn(">Regroupée avec une autre</span>", page)
                self.assertNotIn(">Abandonnée</span>", page)

    def test_counts_part_the_merged_from_those_given_up(self):
        make_action("abandonnee", number=13)
        page = self.text("/actions/")
        self.assertIn("Sorties du plan", page)
        self.assertIn("dont 1 regroupée", page)

    def test_before_the_merger_it_was_in_the_plan(self):
        self.assertNotIn("Regroupée", self.text("/actions/au/2018-05-31/"))

    def test_open_data_names_the_other_and_keeps_the_status(self):
        data = self.client.get("/donnees/actions.csv").getvalue().decode("utf-8-sig")
        rows = csv.DictReader(io.StringIO(data))
        found = {row["numero"]: (row["statut"], row["regroupee_avec"]) for row in rows}
        self.assertEqual(found, {"9": ("en-cours", ""), "12": ("abandonnee", "9")})

    def test_feeds_and_issues_say_it(self):
        self.assertIn(f"{MERGED} 9".lower(), self.text(reverse("actions:feed")).lower())
        day = self.event.settled_on
        difference = Difference(Bound(self.event.rank - 1, day), Bound(self.event.rank, day))
        [fact] = difference.facts
        told = in_words(fact, difference, None, Figures())
        self.assertEqual(told["event"]["outcome"], f"{MERGED} 9")

    def test_an_action_withdrawn_from_the_site_is_not_named(self):
        Action.objects.filter(pk=self.halls.pk).update(state="brouillon")
        self.assertNotIn("n° 9", self.text("/actions/12/").split("Ce qui s’est passé")[0])

    def test_the_list_asks_no_more_queries_for_merged_actions(self):
        state = PlanState.of(self.event.settled_on, {})
        self.assertEqual(state.merged, 0)
        with self.assertNumQueries(1):
            self.assertEqual(
                Action.objects.for_list()[1].outcome,
                f"{MERGED} 9",
            )
