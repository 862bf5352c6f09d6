"""The plan as it ships: the state of spring 2019."""

from io import StringIO

from django.core.management import call_command
from django.test import TestCase

from actions.models import Action, Event, Status
from tests.seeded import seed


class SeededPlanTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()

    def test_the_list_gives_the_word_of_the_town_and_what_is_found(self):
        page = self.client.get("/actions/")
        state = page.context["state"]
        self.assertEqual(page.context["total"], 38)
        self.assertEqual(state.said.statuses, {Status.DONE: 22, Status.ONGOING: 10})
        self.assertEqual(
            [(known.status, known.count, known.proved) for known in state.known],
            [
                (Status.DONE, 9, 5),
                (Status.ONGOING, 6, 2),
                (Status.UPCOMING, 0, 0),
                (Status.UNKNOWN, 23, 0),
            ],
        )
        self.assertEqual(len(page.context["object_list"]) + len(page.context["last_row"]), 38)
        for known in state.known:
            filtered = self.client.get(f"/actions/statut/{known.status.value}/").context
            rows = len(filtered["object_list"]) + len(filtered["last_row"])
            self.assertEqual(rows, known.count)

    def test_totals_follow_the_events_not_a_copy_typed_somewhere(self):
        last = Event.objects.latest("settled_on").settled_on
        for action in Action.objects.at(last):
            self.assertEqual(action.status, action.status_on_day)

    def test_every_action_was_announced_on_the_day_of_the_plan(self):
        announced = Event.objects.filter(occurred_on="2017-03-29", status="a-venir")
        self.assertEqual(announced.values("action").distinct().count(), 38)

    def test_twenty_four_numbers_have_no_source_and_twenty_actions_no_title(self):
        published = Action.objects.published()
        self.assertEqual(published.filter(is_number_provisional=True).count(), 24)
        untitled = published.filter(title="")
        self.assertEqual(untitled.count(), 20)
        self.assertEqual(untitled.filter(is_number_provisional=False).count(), 0)
        self.assertEqual(set(untitled.values_list("status", flat=True)), {Status.UNKNOWN})

    def test_every_done_action_shows_a_proof_or_a_caveat(self):
        for action in Action.objects.with_status(Status.DONE):
            with self.subTest(action.number):
                event = action.events.filter(status=Status.DONE).latest("settled_on", "rank")
                self.assertTrue(event.evidence_url or event.reservation)
                page = self.client.get(action.get_absolute_url())
                self.assertContains(page, event.evidence_url or 'class="reservation"')

    def test_the_page_of_the_halles_tells_them_with_sources(self):
        page = self.client.get("/actions/9/")
        self.assertContains(page, "<h1>Modernisation des Halles de l’Abbaye</h1>", html=True)
        self.assertEqual(
            [(str(e.occurred_on), e.status) for e in page.context["story"]],
            [("2018", "en-cours"), ("29 mars 2017", "a-venir")],
        )
        for event in page.context["story"]:
            self.assertContains(page, f'href="{event.evidence_url}"')
        self.assertEqual(len(page.context["sources"]), 6)
        for source in page.context["sources"]:
            self.assertContains(page, source.url)
        self.assertContains(
            page, "Déduit\u00a0: le projet est lancé\u202f; le jour n’a pas été retrouvé."
        )

    def test_seeding_again_changes_nothing(self):
        out = StringIO()
        before = list(Event.objects.order_by("rank").values_list("digest", flat=True))
        call_command("seed", stdout=out)
        after = list(Event.objects.order_by("rank").values_list("digest", flat=True))
        self.assertEqual(after, before)
        self.assertEqual(out.getvalue(), "Tout est déjà là : rien n’a changé.\n")
