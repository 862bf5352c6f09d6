import csv
import datetime
import io
import re
from collections import Counter

from django.core.management import call_command
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from actions.event_columns import EVENT_COLUMNS
from actions.models import Action, Status
from actions.open_data.event_rows import event_cells
from actions.wall_sheet import WallSheet
from figures.references import Figures
from tests.clock import clock_at
from tests.factories import make_action, make_theme, record
from tests.reading import Reading
from tests.seeded import seed


def as_csv():
    file = io.StringIO()
    writer = csv.DictWriter(file, [column.name for column in EVENT_COLUMNS])
    writer.writeheader()
    writer.writerows(event_cells())
    return file.getvalue()


def fold(text, day):
    """The public rule again, from the file alone: the status of each action at an ISO day."""
    months = {"jour": 0, "mois": 1, "trimestre": 3, "annee": 12}
    rows = list(csv.DictReader(io.StringIO(text)))
    corrected = {row["rectifie"] for row in rows}
    states = {}
    for row in rows:
        if not row["statut"] or row["rang"] in corrected:
            continue
        year, month, first = map(int, row["date"].split("-"))
        if length := months[row["precision"]]:
            month += length
            year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
            end = datetime.date(year, month, 1) - datetime.timedelta(days=1)
        else:
            end = datetime.date(year, month, first)
        key = (end.isoformat(), int(row["rang"]))
        if key[0] <= day and key > states.get(row["action"], (("", 0), ""))[0]:
            states[row["action"]] = (key, row["statut"])
    return {int(number): status for number, (_, status) in states.items()}


ROWS = re.compile(
    r'<span class="ledger-number">(\d+)</span>.*?<span class="status" data-status="([a-z-]+)">',
    re.S,
)


class StateAtADateTests(PropertyTestCase):
    @classmethod
    def setUpTestData(cls):
        steps = [
            ("2017-03-29", "a-venir"),
            ("2017", "en-cours"),
            ("2017-Q2", "en-cours"),
            ("2018-02", "suspendue"),
            ("2018-02-28", "en-cours"),
            ("2018-05-01", ""),
            ("2018-Q4", "realisee"),
            ("2019", "abandonnee"),
        ]
        for number in range(1, 13):
            action = make_action(number=number)
            events = [
                record(action, occurred_on=day, status=status)
                for rank, (day, status) in enumerate(steps)
                if rank == 0 or (number * 7 + rank * 5) % 3
            ]
            if number % 4 == 0:
                record(action, occurred_on="2018-06", status="en-cours", corrects=events[-1])
        cls.csv = as_csv()

    @settings(max_examples=10, derandomize=True, deadline=None)
    @given(st.dates(datetime.date(2017, 3, 29), datetime.date(2020, 3, 1)))
    def test_the_page_the_json_and_a_fold_of_the_file_agree(self, day):
        expected = fold(self.csv, day.isoformat())

        data = self.client.get(f"/actions/au/{day}.json").json()
        page = self.client.get(f"/actions/au/{day}/").content.decode()

        self.assertEqual({row["numero"]: row["statut"] for row in data["actions"]}, expected)
        self.assertEqual({int(n): status for n, status in ROWS.findall(page)}, expected)
        counts = Counter(expected.values())
        self.assertEqual({s: n for s, n in data["statuts"].items() if n}, dict(counts))
        self.assertEqual(data["total"], sum(counts.values()) - counts["abandonnee"])
        self.assertEqual(data["date"], day.isoformat())

    def test_the_keys_of_the_json_are_the_contract(self):
        response = self.client.get("/actions/au/2018-01-01.json")
        self.assertEqual(
            list(response.json()), ["date", "total", "statuts", "certitudes", "bilan", "actions"]
        )
        self.assertEqual(list(response.json()["actions"][0]), ["numero", "statut", "certitude"])
        self.assertEqual(response["Access-Control-Allow-Origin"], "*")

    def test_drafts_have_no_past(self):
        Action.objects.filter(number=3).update(state="brouillon")
        data = self.client.get("/actions/au/2018-01-01.json").json()
        self.assertNotIn(3, [row["numero"] for row in data["actions"]])
        self.assertEqual(len(data["actions"]), 11)

    def test_a_page_links_to_the_days_around_it(self):
        page = self.client.get("/actions/au/2018-03-29/")
        for day in ("2017-03-29", "2018-03-28", "2018-03-30", "2019-03-29"):
            self.assertContains(page, f'href="/actions/au/{day}/"', 1)
        self.assertContains(page, 'href="/actions/au/2018-03-29.json"')
        first = self.client.get("/actions/au/2017-03-29/")
        self.assertNotContains(first, "La veille")
        self.assertNotContains(first, "Un an plus tôt")
        today = self.client.get(f"/actions/au/{timezone.localdate()}/")
        self.assertNotContains(today, "Le lendemain")
        self.assertNotContains(today, "Un an plus tard")

    def test_a_leap_day_has_years_around_it(self):
        page = self.client.get("/actions/au/2020-02-29/")
        self.assertContains(page, 'href="/actions/au/2019-02-28/">Un an plus tôt')
        self.assertContains(page, 'href="/actions/au/2021-02-28/">Un an plus tard')

    def test_dates_without_a_page_are_explained(self):
        tomorrow = timezone.localdate() + datetime.timedelta(days=1)
        for text, reason, suggestion in [
            ("2017-03-28", "Le plan n’existait pas encore", "2017-03-29"),
            (tomorrow.isoformat(), "Cette date est à venir", str(timezone.localdate())),
            ("2019-04-31", "Le 2019-04-31 n’existe pas au calendrier.", "2019-04-30"),
            ("2019-13-01", "Le 2019-13-01 n’existe pas au calendrier.", None),
            ("0000-00-00", "Le 0000-00-00 n’existe pas au calendrier.", None),
            ("15-04-2019", "n’est pas une date complète", "2019-04-15"),
            ("2019-04", "n’est pas une date complète", "2019-04-30"),
            ("avril-2019", "n’est pas une date complète", "2019-04-30"),
            ("1950", "n’est pas une date complète", "2017-03-29"),
            ("hier", "n’est pas une date complète", None),
            ("<b>", "n’est pas une date complète", None),
        ]:
            with self.subTest(text):
                page = self.client.get(reverse("actions:at", args=[text]))
                self.assertContains(page, reason, status_code=404)
                self.assertEqual(
                    page.context["suggestion"] and str(page.context["suggestion"]), suggestion
                )
                self.assertContains(page, 'href="/actions/au/2017-03-29/"', status_code=404)
                data = self.client.get(f"/actions/au/{text}.json")
                self.assertEqual(data.status_code, 404)
                self.assertIn(reason, data.json()["erreur"])

    def test_the_calendar_leads_to_the_address_of_a_day(self):
        for typed, day in [
            ("2019-04-15", "2019-04-15"),
            ("15/04/2019", "2019-04-15"),
            ("15 avril 2019", "2019-04-15"),
            ("", str(timezone.localdate())),
        ]:
            with self.subTest(typed):
                response = self.client.get("/actions/au/", {"date": typed})
                self.assertRedirects(response, f"/actions/au/{day}/")
        response = self.client.get("/actions/au/", {"date": "n’importe/quoi"}, follow=True)
        self.assertContains(response, "n’est pas une date complète", status_code=404)

    def test_what_is_typed_never_leads_to_another_address(self):
        for path, name in (("au", "date"), ("entre", "du"), ("entre", "au")):
            for typed in ("..", ".", "../..", "%2e%2e", "?", "#"):
                with self.subTest(f"{path} {name}={typed}"):
                    page = self.client.get(f"/actions/{path}/", {name: typed})
                    self.assertContains(page, "n’est pas une date complète", status_code=404)

    def test_only_reading_is_allowed(self):
        for path in ("au/2018-01-01/", "au/2018-01-01.json", "au/", "entre/", "historique/"):
            self.assertEqual(self.client.post(f"/actions/{path}").status_code, 405)
            self.assertEqual(self.client.generic("TRACE", f"/actions/{path}").status_code, 405)
            self.assertLess(self.client.head(f"/actions/{path}").status_code, 400)

    def test_the_number_of_queries_does_not_grow_with_the_plan(self):
        with self.assertNumQueries(11):
            self.client.get("/actions/au/2019-06-01/")


class OneDenominatorTests(TestCase):
    """Every place counts the same actions: those whose status an event decides."""

    @classmethod
    def setUpTestData(cls):
        theme = make_theme()
        with clock_at("2019-05-10T12:00"):
            make_action("en-cours", number=1, title="Entrée", theme=theme)
            make_action("abandonnee", number=2, title="Sortie", theme=theme)
            record(make_action(number=3, theme=theme), text="Une réunion a lieu.")
            record(make_action(number=4, theme=theme), occurred_on="2019-05", status="en-cours")
            mistaken = make_action(number=5, theme=theme)
            wrong = record(mistaken, status="realisee")
            record(mistaken, text="Erreur de numéro.", corrects=wrong)

    def totals(self):
        day = timezone.localdate()
        data = self.client.get(f"/actions/au/{day}.json").json()
        file = b"".join(self.client.get("/donnees/actions.csv").streaming_content).decode()
        rows = csv.DictReader(io.StringIO(file, newline=""))
        sheet = WallSheet().data()
        home, ledger = self.client.get("/").context, self.client.get("/actions/").context
        counter = self.client.get("/actions/compteur/carte/").context
        left = ledger["state"].totals[Status.ABANDONED]
        return {
            "in_plan": Action.objects.published().in_plan().count(),
            "totals": Action.objects.published().totals().in_plan,
            "figure": Figures()["actions-total"].number,
            "home": home["state"].total,
            "ledger": ledger["total"],
            "progress": ledger["progress"].now.size - left,
            "by_theme": sum(row["total"] for row in ledger["by_theme"].rows) - left,
            "counter": counter["state"].total,
            "sheet": len([row for row in sheet["actions"] if row["status"] != "abandonnee"]),
            "file": len([row for row in rows if row["statut"] != "abandonnee"]),
            "day": data["total"],
            "day_page": self.client.get(f"/actions/au/{day}/").context["plan"].total,
        }

    def test_news_a_period_not_over_and_what_was_corrected_bring_nothing_into_the_plan(self):
        with clock_at("2019-05-10T12:00"):
            totals = self.totals()
        self.assertEqual(totals, dict.fromkeys(totals, 1))

    def test_the_end_of_the_period_brings_its_action_in_everywhere(self):
        with clock_at("2019-05-31T12:00"):
            call_command("work", once=True)
            totals = self.totals()
        self.assertEqual(totals, dict.fromkeys(totals, 2))

    def test_a_plan_that_nothing_decides_has_no_past(self):
        Action.objects.filter(number__lte=2).update(state="brouillon")
        with clock_at("2019-05-10T12:00"):
            page = self.client.get("/actions/au/2019-05-10/")
        self.assertContains(page, "le plan n’a pas de passé", status_code=404)


class CountedStatusesTests(TestCase):
    def test_three_statuses_are_counted_even_at_zero_and_the_others_when_reached(self):
        for reached, expected in [
            (["en-cours"], ["realisee", "en-cours", "a-venir"]),
            (["suspendue", "abandonnee", "inconnu"], list(Status.values)),
        ]:
            for status in reached:
                make_action(status)
            with self.subTest(reached):
                for address in ("/", "/actions/", f"/actions/au/{timezone.localdate()}/"):
                    page = self.client.get(address).content.decode()
                    totals = re.search(r'<ul class="totals".*?</ul>', page, re.S)[0]
                    self.assertEqual(re.findall(r'data-status="([a-z-]+)"', totals), expected)
                sheet = WallSheet().data()
                self.assertEqual([total["status"] for total in sheet["totals"]], expected)


class SeededPlanTests(TestCase):
    def test_the_history_that_ships_is_whole(self):
        seed()
        page = self.client.get("/actions/ponctualite/")
        self.assertContains(page, "Réalisée avec 2\u00a0mois de retard")
        call_command("verify_history", stdout=io.StringIO())


class EmptyPlanTests(TestCase):
    def test_a_plan_without_events_has_no_past(self):
        for path in ("au/2019-04-15/", "entre/2018-01-01/2019-01-01/"):
            page = self.client.get(f"/actions/{path}")
            self.assertContains(page, "Aucune étape n’est encore enregistrée", status_code=404)
        self.assertEqual(self.client.get("/actions/").status_code, 200)


class ComparisonTests(Reading, TestCase):
    @classmethod
    def setUpTestData(cls):
        cls.halles = make_action(number=9, title="Les Halles", theme=make_theme())
        cls.square = make_action(number=12, title="La place")
        cls.late = make_action(number=40, title="La navette")
        record(cls.halles, occurred_on="2017-03-29", status="a-venir")
        record(cls.square, occurred_on="2017-03-29", status="a-venir")
        record(cls.halles, text="Les travaux commencent.", occurred_on="2018-03", status="en-cours")
        record(cls.halles, text="Une visite.", occurred_on="2018-05-02")
        record(cls.late, occurred_on="2018-06-01", status="a-venir")
        record(
            cls.square,
            text="Reprise par les Halles.",
            occurred_on="2018-09",
            status="abandonnee",
            merged_into=cls.halles,
        )

    def compare(self, start, end):
        return self.client.get(f"/actions/entre/{start}/{end}/")

    def test_what_moved_entered_and_left_is_told(self):
        page = self.compare("2018-01-01", "2018-12-31")
        comparison = page.context["comparison"]
        self.assertEqual(
            page.context["sections"],
            [("moved", [self.halles]), ("entered", [self.late]), ("left", [self.square])],
        )
        self.assertEqual(len(comparison.changed), 3)
        self.assertContains(page, "le nombre d’actions n’a pas changé&nbsp;: 2")
        self.assertContains(page, "1 action a changé de statut")
        self.assertContains(page, "1 action est entrée au plan")
        self.assertContains(page, "1 action est sortie du plan")
        self.assertContains(page, "Regroupée avec l’action n°\u00a09")
        self.assertContains(page, "Reprise par les Halles.")

    def test_a_step_back_is_told_in_plain_words(self):
        action = make_action("realisee", number=77)
        record(action, "Le chantier reprend.", "2018-09-01", status="en-cours")
        page = self.compare("2018-08-01", "2018-10-01")
        self.assertContains(page, "Retour en arrière")
        self.assertContains(page, "elle était dite «&nbsp;réalisée&nbsp;», elle ne l’est plus")

    def test_news_between_the_dates_is_there(self):
        page = self.compare("2018-04-01", "2018-05-31")
        self.assertContains(page, "Aucune action n’a changé de statut")
        self.assertEqual([event.text for event in page.context["events"]], ["Une visite."])

    def test_one_day_has_nothing_to_compare(self):
        page = self.compare("2018-04-01", "2018-04-01")
        self.assertEqual(page.context["comparison"].changed, [])

    def test_dates_the_wrong_way_round_are_put_right(self):
        self.assertRedirects(
            self.compare("2018-12-31", "2018-01-01"), "/actions/entre/2018-01-01/2018-12-31/"
        )

    def test_a_date_without_a_page_is_explained(self):
        page = self.compare("2018-02-30", "2018-12-31")
        self.assertContains(page, "n’existe pas au calendrier", status_code=404)

    def test_the_form_leads_to_the_comparison(self):
        response = self.client.get("/actions/entre/", {"du": "01/01/2018", "au": "2018-12-31"})
        self.assertRedirects(response, "/actions/entre/2018-01-01/2018-12-31/")
        response = self.client.get("/actions/entre/")
        self.assertRedirects(response, f"/actions/entre/2017-03-29/{timezone.localdate()}/")

    def test_every_total_is_of_the_actions_in_the_plan(self):
        make_action(title="Sans étape")
        page = self.client.get("/actions/")
        self.assertEqual(page.context["total"], 2)
        self.assertContains(page, "le plan compte 2 actions")
        self.assertContains(page, "1 en est sortie")
        self.assertEqual(self.client.get("/").context["state"].total, 2)
        self.assertEqual(Figures()["actions-total"].number, 2)
        at = self.client.get("/actions/au/2018-12-31.json").json()
        self.assertEqual((at["total"], at["statuts"]["abandonnee"]), (2, 1))

    def test_the_page_of_an_action_that_left_says_where_it_went(self):
        page = self.client.get("/actions/12/")
        self.assertContains(page, "Cette action est sortie du plan&nbsp;: elle est regroupée avec")
        self.assertContains(page, 'href="/actions/9/"')
