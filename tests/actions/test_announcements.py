"""What events announce (an end, a cost), and how an action reads the newest."""

import datetime

from django.core.exceptions import ValidationError
from django.test import TestCase
from django.utils import timezone

from actions.costs import Cost
from actions.forms import EventForm
from actions.models import Action
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record


def date(text):
    return PartialDate.from_iso(text)


class NewestAnnouncementTests(TestCase):
    def setUp(self):
        self.action = make_action("en-cours", number=9)

    def promised(self):
        action = Action.objects.get(pk=self.action.pk)
        return (str(action.planned_on or ""), str(action.cost or ""))

    def test_an_action_shows_the_newest_by_date_then_rank(self):
        record(self.action, "A.", "2021-11-25", planned_on=date("2024-Q3"))
        record(self.action, "B.", "2021-11-25", cost=Cost(7_000_000, 8_000_000))
        self.assertEqual(self.promised(), ("3e trimestre 2024", "7 à 8\u00a0M€"))
        record(self.action, "C.", "2023-03", planned_on=date("2025-Q1"))
        record(self.action, "Dite plus tard, mais plus ancienne.", "2022", planned_on=date("2023"))
        self.assertEqual(self.promised(), ("1er trimestre 2025", "7 à 8\u00a0M€"))
        record(self.action, "D.", "2023-03", planned_on=date("2025-06-28"))
        self.assertEqual(self.promised(), ("28 juin 2025", "7 à 8\u00a0M€"))

    def test_a_corrected_announcement_gives_way_to_the_one_before(self):
        record(self.action, "A.", "2021-11", planned_on=date("2024"))
        wrong = record(self.action, "B.", "2022-11", planned_on=date("2052"))
        record(self.action, "Erreur.", "2022-11", corrects=wrong)
        self.assertEqual(self.promised(), ("2024", ""))

    def test_one_known_to_the_year_counts_from_its_last_day(self):
        day = timezone.localdate().replace(month=1, day=1)
        with clock_at(f"{day.year + 1}-07-01T12:00"):
            record(self.action, "A.", "2021", cost=Cost(7, 8))
            record(self.action, "B.", str(day.year + 1), cost=Cost(13, 13))
            self.assertEqual(self.promised(), ("", "7 à 8\u00a0€"))
        with clock_at(f"{day.year + 2}-01-01T12:00"):
            Action.objects.all().refresh_statuses()
            self.assertEqual(self.promised(), ("", "13\u00a0€"))

    def test_part_done_is_told_until_another_status(self):
        doubt = {"status": "realisee", "reservation": "Il manque le parvis.", "is_partial": True}
        record(self.action, "Presque.", "2020-02", **doubt)
        self.assertTrue(Action.objects.get(pk=self.action.pk).is_partial)
        page = self.client.get(self.action.get_absolute_url())
        self.assertContains(page, "Réalisée, en partie</span>", count=2)
        record(self.action, "Tout.", "2020-03", status="realisee", evidence_url="https://ales.fr/")
        self.assertFalse(Action.objects.get(pk=self.action.pk).is_partial)

    def test_what_an_event_cannot_announce_is_refused(self):
        for fields, message in [
            ({"cost_low": 7}, "Un coût a ses deux bornes"),
            ({"cost_low": 8, "cost_high": 7}, "est plus bas que l’autre"),
            ({"is_partial": True}, "va avec le statut « Réalisée »"),
            (
                {"is_partial": True, "status": "realisee", "evidence_url": "https://ales.fr/"},
                "dites ce qui manque",
            ),
        ]:
            with self.subTest(fields), self.assertRaises(ValidationError) as refused:
                record(self.action, "A.", "2020-01", **fields)
            self.assertIn(message, str(refused.exception))

    def test_the_form_reads_amounts_as_people_write_them(self):
        given = {
            "action": self.action.pk,
            "occurred_on": "25/11/2021",
            "text": "Une seconde procédure.",
            "certainty": "prouvee",
            "planned_on": "T3 2024",
        }
        form = EventForm(given | {"cost": "7 à 8 M€"})
        self.assertTrue(form.is_valid(), form.errors)
        event = form.save()
        self.assertEqual((event.planned_on, event.cost), (date("2024-Q3"), (7 * 10**6, 8 * 10**6)))
        form = EventForm(given | {"text": "Une autre.", "cost": "cher"})
        self.assertEqual(
            form.errors,
            {"cost": ["« cher » n’est pas un coût ; attendu : 14 M€, 7 à 8 M€ ou 1 200 000 €."]},
        )


class CostTests(TestCase):
    def test_words(self):
        for low, high, words in [
            (14_000_000, 14_000_000, "14\u00a0M€"),
            (2_600_000, 2_600_000, "2,6\u00a0M€"),
            (2_579_000, 2_579_000, "2\u202f579\u202f000\u00a0€"),
            (800_000, 1_200_000, "800\u202f000 à 1\u202f200\u202f000\u00a0€"),
            (0, 0, "0\u00a0€"),
        ]:
            self.assertEqual(str(Cost(low, high)), words)
            self.assertEqual(Cost.read(words), (low, high))

    def test_lateness_of_the_copy(self):
        action = make_action("en-cours", planned_on=date("2019-03"))
        with clock_at("2019-04-03T12:00"):
            self.assertEqual(action.lateness, "échéance dépassée de 3 jours")
        self.assertEqual(action.planned_on.last_day, datetime.date(2019, 3, 31))
