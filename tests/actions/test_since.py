"""What changed since a day, and the same plan in short sentences."""

from datetime import timedelta

from django.test import TestCase
from django.utils import timezone

from tests.factories import make_action, record
from tests.reading import Reading


def days_ago(days):
    return (timezone.localdate() - timedelta(days=days)).isoformat()


class SinceTests(Reading, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.action = make_action("a-venir", number=9, title="Rénover les Halles")

    def lead(self, start):
        response = self.client.get(f"/actions/depuis/{start}/")
        self.assertEqual(response.status_code, 200)
        return response

    def test_when_nothing_happened_one_sentence_says_so(self):
        for start in ("7-jours", "30-jours", "90-jours", "365-jours", days_ago(100)):
            with self.subTest(start):
                self.assertContains(self.lead(start), "Rien ne s’est passé depuis le")
        self.assertContains(self.lead("30-jours"), "enregistré dans ce temps 1 étape plus")
        self.assertContains(self.client.get("/"), "rien de nouveau, à notre connaissance")

    def test_what_happened_and_what_moved_are_told(self):
        record(self.action, "Début des travaux.", status="en-cours", occurred_on=days_ago(20))
        record(self.action, "Une réunion.", occurred_on=days_ago(3))
        week, month = self.lead("7-jours"), self.lead("30-jours")
        self.assertContains(week, "Une réunion.")
        self.assertContains(week, "1 étape depuis le")
        self.assertNotContains(week, "Début des travaux.")
        self.assertContains(month, "2 étapes depuis le")
        self.assertContains(month, "1 action a changé de statut")
        self.assertContains(self.client.get("/"), "2 étapes de plus")

    def test_other_addresses_are_explained(self):
        for start in ("31-jours", "0-jours", "hier", "2017-01-01", days_ago(-2)):
            with self.subTest(start):
                self.assertEqual(self.client.get(f"/actions/depuis/{start}/").status_code, 404)
        day = days_ago(40)
        self.assertRedirects(
            self.client.get("/actions/depuis/", {"date": day}), f"/actions/depuis/{day}/"
        )
        self.assertRedirects(
            self.client.get("/actions/depuis/"), f"/actions/depuis/{days_ago(30)}/"
        )

    def test_the_plan_in_short_sentences(self):
        make_action("realisee", number=7, title="Une heure gratuite")
        page = self.client.get("/actions/facile-a-lire/")
        self.assertContains(page, "Ces actions sont faites.")
        self.assertContains(page, '<a href="/actions/7/">Une heure gratuite</a>')
        self.assertContains(page, "Ces actions sont promises. Elles n’ont pas commencé.")
        self.assertContains(page, "hidden data-listen")
        self.assertContains(
            self.client.get("/facile-a-lire/"), "La Ville a fait 2 promesses en 2017."
        )


class EmptyTests(TestCase):
    def test_before_any_action(self):
        self.assertEqual(self.client.get("/actions/depuis/30-jours/").status_code, 404)
        for path in ("/facile-a-lire/", "/actions/facile-a-lire/", "/"):
            with self.subTest(path):
                self.assertEqual(self.client.get(path).status_code, 200)
