"""What an undone import leaves on the pages: one line that opens, and no news."""

from django.test import TestCase
from django.urls import reverse

from actions.imports.undoing import undo
from actions.models import Action
from newsletter.issues.facts import Bound, Difference
from tests.factories import make_action

from .files import ImportMixin

HEADER = "N°;Statut;Date;Ce qui s’est passé;Preuve (adresse)"
ROW = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


class UndoneStoryTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.halls = make_action(number=9, status="en-cours")
        self.before = self.halls.events.get().rank
        self.run_made = self.bring(ROW, header=HEADER)
        self.brought = self.run_made.events.get()
        self.undone = undo(self.run_made, self.user).events.get()

    def page(self, address):
        return self.client.get(address).text

    def test_the_page_of_the_action_folds_it_into_one_line(self):
        story = self.client.get(self.halls.get_absolute_url()).context["story"]
        self.assertEqual([item.rank for item in story[:-1]], [self.before])
        self.assertEqual((story[-1].run, story[-1].events), (self.run_made.pk, [self.brought]))
        page = self.page(self.halls.get_absolute_url())
        self.assertEqual(page.count('<li class="is-withdrawn">'), 1)
        self.assertIn("1 étape retirée", " ".join(page.split()))
        self.assertNotIn("voir l’étape qui la remplace", page)
        self.assertNotIn("Étape retirée : l’import", page)

    def test_links_to_either_event_still_lead_there(self):
        page = self.page(self.halls.get_absolute_url())
        for event in (self.brought, self.undone):
            self.assertIn(f'id="etape-{event.rank}"', page)

    def test_the_journal_folds_each_side(self):
        items = self.client.get(reverse("actions:journal")).context["items"]
        self.assertEqual([getattr(item, "run", None) for item in items[:2]], [self.run_made.pk] * 2)
        self.assertEqual([item.is_undoing for item in items[:2]], [True, False])
        self.assertIn("Annulation de l’import", self.page(reverse("actions:journal")))

    def test_the_row_and_the_state_forget_its_date(self):
        row = Action.objects.for_list().get()
        self.assertEqual(str(row.newest_date), "1er mars 2018")
        state = self.client.get(reverse("actions:list")).context["state"]
        self.assertEqual(state.newest.iso, "2018-03-01")

    def test_feeds_say_that_it_was_withdrawn_and_no_more(self):
        feed = self.page(reverse("actions:feed"))
        self.assertEqual(feed.count("<entry>"), 2)
        self.assertIn("étape retirée</title>", feed)
        self.assertIn("rien ne le remplace", feed)
        self.assertNotIn("Livré.", feed)

    def test_the_newsletter_tells_nothing_of_what_came_and_went_between_two_issues(self):
        after = Bound(self.before, self.undone.recorded_on)
        facts = Difference(after, Bound(self.undone.rank, self.undone.recorded_on)).facts
        self.assertEqual(facts, [])

    def test_the_newsletter_takes_back_what_it_had_told(self):
        after = Bound(self.brought.rank, self.undone.recorded_on)
        [fact] = Difference(after, Bound(self.undone.rank, self.undone.recorded_on)).facts
        self.assertEqual((fact.group.value, fact.event), ("rectifiees", self.undone))
