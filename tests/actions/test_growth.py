"""A page asks the database as much, and reads as little, for three hundred actions as for three."""

import io

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Event
from actions.paging import BY_PAGE
from bench import big_plan
from pages.views import MOSAIC

PAGES = ["/", "/actions/", "/actions/2/", "/actions/au/2020-06-01/", "/actions/flux.atom"]
FILES = ["/actions/au/2020-06-01.json", "/donnees/actions.csv", "/donnees/etapes.csv"]


class GrowthTests(TestCase):
    def queries(self, address):
        with CaptureQueriesContext(connection) as queries:
            answer = self.client.get(address)
            self.assertEqual(answer.status_code, 200)
            if answer.streaming:
                answer.getvalue()
        return len(queries)

    @pytest.mark.once
    def test_three_hundred_actions_take_no_more_queries_than_three(self):
        addresses = [*PAGES, *FILES, "/actions/statut/en-cours/", "/actions/theme/theme-1/"]
        big_plan.grow(3)
        few = {address: self.queries(address) for address in addresses}
        big_plan.grow(300)
        many = {address: self.queries(address) for address in addresses}

        # Too many for a mosaic, the home page does without it and its query.
        self.assertGreater(Action.objects.count(), MOSAIC)
        self.assertEqual(many, few | {"/": few["/"] - 1})

    def test_long_lists_are_paged(self):
        big_plan.grow(BY_PAGE + 2)
        for address in ("/actions/", "/actions/au/2020-06-01/"):
            with self.subTest(address):
                first, second = self.client.get(address), self.client.get(f"{address}?page=2")
                self.assertEqual(first.content.decode().count('class="ledger-number"'), BY_PAGE)
                self.assertEqual(second.content.decode().count('class="ledger-number"'), 2)
                self.assertContains(first, '<a href="?page=2" rel="next">Actions suivantes</a>')
                self.assertContains(second, "Page 2 sur 2")
                self.assertContains(second, ", page 2 – À votre service")
                self.assertContains(second, "52 action")

    def test_two_days_are_compared_a_page_at_a_time(self):
        big_plan.grow(BY_PAGE + 2)
        address = "/actions/entre/2017-03-30/2026-01-01/?page="
        first, second = self.client.get(f"{address}1"), self.client.get(f"{address}2")
        for page, listed in ((first, BY_PAGE), (second, 2)):
            rows = page.content.decode().count('class="ledger-number"')
            self.assertEqual(rows, listed)
            self.assertContains(page, "actions sont entrées au plan")
        self.assertContains(first, "Page 1 sur 2")
        self.assertContains(first, "etapes=2#meanwhile")

    @pytest.mark.once
    def test_a_large_plan_has_no_mosaic(self):
        big_plan.grow(MOSAIC)
        self.assertContains(self.client.get("/"), 'class="mosaic"')
        big_plan.grow(MOSAIC + 1)
        page = self.client.get("/")
        self.assertNotContains(page, 'class="mosaic"')
        self.assertNotContains(page, "Une case par action")
        self.assertContains(page, f"Où en sont les {MOSAIC + 1} actions")

    def test_the_measured_plan_is_a_true_one(self):
        big_plan.grow(5)
        big_plan.grow(8)
        said = io.StringIO()
        call_command("verify_history", stdout=said, stderr=io.StringIO())
        self.assertEqual(Event.objects.count(), 8 * big_plan.EVENTS_EACH)
        self.assertEqual(
            {action.status for action in Action.objects.all()}, {"en-cours", "realisee"}
        )
