import csv
import datetime
import io

from django.test import TestCase
from django.urls import reverse

from tests.actions.test_past import ROWS, as_csv, fold
from tests.clock import clock_at
from tests.factories import make_action, make_tally, record


def known_then(text, known_on):
    """The rows of `etapes.csv` recorded by the end of an ISO day, on Paris's clock in winter."""
    rows = csv.DictReader(io.StringIO(text))
    kept, file = [], io.StringIO()
    for row in rows:
        instant = datetime.datetime.fromisoformat(row["enregistre_le"].replace("Z", "+00:00"))
        if (instant + datetime.timedelta(hours=1)).date().isoformat() <= known_on:
            kept.append(row)
    writer = csv.DictWriter(file, rows.fieldnames)
    writer.writeheader()
    writer.writerows(kept)
    return file.getvalue()


class KnowledgeTests(TestCase):
    """Two actions of 2018, told in December 2025; in January one is corrected, the other done."""

    @classmethod
    def setUpTestData(cls):
        with clock_at("2025-12-01T10:00"):
            cls.first, cls.second = make_action(number=1), make_action(number=2)
            wrong = record(cls.first, "Travaux.", "2018-02-01", status="realisee")
            record(cls.second, "Annonce.", "2018-02-01", status="a-venir")
        with clock_at("2025-12-20T23:30"):  # 22:30 in UTC: still that day in Alès
            record(cls.second, "Chantier.", "2018-02-15", status="en-cours")
        with clock_at("2026-01-10T10:00"):
            record(
                cls.first,
                "Ce n’était que l’étude.",
                "2018-02-01",
                status="en-cours",
                corrects=wrong,
            )
            record(cls.second, "Livraison.", "2018-03-01", status="realisee")
            make_tally("2018-03-02", done=2, ongoing=0, total=2)

    def setUp(self):
        clock = clock_at("2026-02-01T12:00")
        clock.start()
        self.addCleanup(clock.stop)

    def page(self, day, known_on):
        return self.client.get(reverse("actions:at", args=[day]), {"connu-le": known_on})

    def json(self, day, known_on):
        address = reverse("actions:at_json", args=[day])
        return self.client.get(address, {"connu-le": known_on})

    def test_page_and_json_are_the_fold_of_what_was_recorded_by_that_evening(self):
        text = as_csv()
        for day in ("2018-02-20", "2018-04-01"):
            for known_on in ("2025-12-01", "2025-12-19", "2025-12-20", "2026-01-10", "2026-02-01"):
                with self.subTest(day=day, known_on=known_on):
                    expected = fold(known_then(text, known_on), day)
                    told = self.json(day, known_on).json()
                    self.assertEqual(told["connu_le"], known_on)
                    self.assertEqual({a["numero"]: a["statut"] for a in told["actions"]}, expected)
                    found = ROWS.findall(self.page(day, known_on).text)
                    self.assertEqual({int(n): status for n, status in found}, expected)

    def test_what_later_knowledge_changes_is_said_with_a_link_to_each_side(self):
        page = self.page("2018-02-20", "2025-12-20").text
        self.assertIn("le site comptait alors 1\u00a0réalisée et 1\u00a0en cours", page)
        self.assertIn("2\u00a0en cours", page)
        self.assertIn('<a href="/actions/au/2018-02-20/">Voir cette date', page)

    def test_the_page_of_a_past_day_says_that_later_records_changed_it(self):
        page = self.client.get(reverse("actions:at", args=["2018-02-20"])).text
        self.assertIn("Des étapes enregistrées après le", page)
        self.assertIn('href="/actions/au/2018-02-20/?connu-le=2025-12-01"', page)

    def test_a_day_that_nothing_recorded_later_changes_says_so(self):
        page = self.page("2018-04-01", "2026-01-10")
        self.assertContains(page, "ne change aucun de ses nombres")
        today = self.client.get(reverse("actions:at", args=["2026-02-01"]))
        self.assertNotContains(today, "enregistrées après le")

    def test_a_tally_entered_later_is_not_known_then(self):
        self.assertIsNone(self.json("2018-04-01", "2025-12-20").json()["bilan"])
        self.assertEqual(
            self.json("2018-04-01", "2026-02-01").json()["bilan"]["date"], "2018-03-02"
        )

    def test_days_that_cannot_be_known_are_refused_in_french(self):
        for known_on, reason in {
            "demain": "n’est pas une date",
            "2025-13-45": "n’est pas une date",
            "2025-11-30": "Le site ne savait encore rien ce jour-là",
            "2026-02-02": "est à venir",
        }.items():
            with self.subTest(known_on):
                page, told = self.page("2018-02-20", known_on), self.json("2018-02-20", known_on)
                self.assertContains(page, reason, status_code=404)
                self.assertContains(page, 'href="/actions/au/2018-02-20/"', status_code=404)
                self.assertEqual(told.status_code, 404)
                self.assertIn(reason, told.json()["erreur"])

    def test_an_empty_day_asks_for_what_is_known_today(self):
        self.assertNotIn("connu_le", self.json("2018-02-20", "").json())

    def test_links_to_other_days_stay_in_the_same_knowledge(self):
        page = self.page("2018-02-20", "2025-12-20").text
        self.assertIn('href="/actions/au/2018-02-21/?connu-le=2025-12-20"', page)
        self.assertIn('href="/actions/au/2018-02-20.json?connu-le=2025-12-20"', page)

    def test_a_comparison_takes_both_ends_as_they_were_known(self):
        address = reverse("actions:between", args=["2018-02-20", "2018-04-01"])
        then = self.client.get(address, {"connu-le": "2025-12-20"})
        self.assertContains(then, "Aucune action n’a changé de statut")
        self.assertContains(self.client.get(address), "1 action a changé de statut")
        swapped = reverse("actions:between", args=["2018-04-01", "2018-02-20"])
        answer = self.client.get(swapped, {"connu-le": "2025-12-20"})
        self.assertRedirects(answer, f"{address}?connu-le=2025-12-20")
