import datetime
from unittest import mock

from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from publishing.text.dates import PartialDate, duration
from tests.factories import make_action, make_tally, record
from tests.reading import Reading

PAGE = "/actions/ponctualite/"


def on(day):
    """The site's clock, moved."""
    noon = datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00")
    return mock.patch.object(timezone, "now", return_value=noon)


def promised(text, status="en-cours", done_on="2018-03-01", **fields):
    action = make_action(planned_on=text and PartialDate.from_iso(text), **fields)
    details = {"evidence_url": "https://ales.fr/"} if status == "realisee" else {}
    record(action, status=status, occurred_on=done_on, **details)
    return action


class DurationTests(SimpleTestCase):
    def test_it_is_said_as_people_say_it(self):
        for start, end, words in [
            ("2019-01-31", "2019-01-31", ""),
            ("2019-02-01", "2019-01-31", ""),
            ("2019-01-31", "2019-02-01", "1 jour"),
            ("2019-01-01", "2019-01-31", "30 jours"),
            ("2019-01-31", "2019-02-28", "1 mois"),
            ("2019-01-15", "2019-04-14", "2 mois"),
            ("2019-01-15", "2019-04-15", "3 mois"),
            ("2018-12-31", "2020-01-30", "1 an"),
            ("2017-12-31", "2020-01-31", "2 ans et 1 mois"),
        ]:
            with self.subTest(end):
                dates = map(datetime.date.fromisoformat, (start, end))
                self.assertEqual(duration(*dates), words)


class LatenessTests(TestCase):
    def test_an_action_is_late_from_the_day_after_its_period(self):
        action = promised("2019-03", next_review_on=datetime.date(2019, 3, 20))
        for day, late, review in [
            ("2019-03-20", "", ""),
            ("2019-03-31", "", "mise à jour attendue depuis 11 jours"),
            ("2019-04-01", "échéance dépassée de 1 jour", "mise à jour attendue depuis 12 jours"),
            (
                "2020-05-31",
                "échéance dépassée de 1 an et 2 mois",
                "mise à jour attendue depuis 1 an et 2 mois",
            ),
        ]:
            with self.subTest(day), on(day):
                self.assertEqual(action.lateness, late)
                self.assertEqual(action.review_lateness, review)

    def test_the_pages_say_it_beside_the_status_without_an_edit(self):
        action = promised("2019-03", number=9, next_review_on=datetime.date(2019, 3, 20))
        pages = (action.get_absolute_url(), "/actions/")
        with on("2019-03-31"):
            for path in pages:
                self.assertNotContains(self.client.get(path), "chéance dépassée")
        with on("2019-04-12"):
            for path in pages:
                self.assertContains(self.client.get(path), "chéance dépassée de 12\u00a0jours")
                self.assertContains(self.client.get(path), "En cours")

    def test_what_is_done_or_abandoned_is_not_late(self):
        for status in ("realisee", "abandonnee"):
            action = promised("2017", status, next_review_on=datetime.date(2018, 1, 1))
            self.assertEqual((action.lateness, action.review_lateness), ("", ""))
        self.assertIn("dépassée", promised("2017", "suspendue").lateness)


class PunctualityTests(Reading, TestCase):
    def test_each_promise_is_in_one_list(self):
        numbers = {
            "late": promised("2017"),
            "missed": promised("2018-02", "realisee", "2018-03-01"),
            "kept": promised("2018-03", "realisee", "2018-03-01"),
            "unsure": promised("2018-02", "realisee", "2018"),
            "pending": promised("2020"),
        }
        promised(None)
        promised("2017", "abandonnee")
        promised(None, next_review_on=datetime.date(2019, 1, 1))
        with on("2019-04-15"):
            page = self.client.get(PAGE)
        promises = page.context["promises"]
        for name, action in numbers.items():
            found = getattr(promises, name)
            self.assertEqual([promise.action for promise in found], [action], name)
        self.assertEqual((promises.total, promises.promised, promises.due), (7, 5, 4))
        self.assertContains(page, "Sur 7 actions au plan")
        self.assertContains(page, "1 à l’heure, 2 en retard, 1 dont la date")
        self.assertContains(page, "Réalisée avec 1\u00a0jour de retard")
        self.assertContains(page, "Mise à jour attendue depuis 3\u00a0mois")

    def test_a_completion_under_reservation_is_not_judged(self):
        action = make_action(planned_on=PartialDate.from_iso("2018"))
        record(action, status="realisee", occurred_on="2019-04-13", reservation="Date inconnue.")
        promises = self.client.get(PAGE).context["promises"]
        self.assertEqual([promise.action for promise in promises.unsure], [action])
        self.assertEqual(promises.missed, [])

    def test_the_date_of_the_whole_plan_binds_each_action_that_has_none(self):
        make_tally("2017-05-19", done=None, ongoing=None, due_on=PartialDate.from_iso("2020"))
        late, own = promised(None, number=3), promised("2019", number=5)
        kept = promised(None, "realisee", number=7)
        unknown = promised(None, "inconnu", number=8)
        silent = promised(None, number=9)
        record(late, occurred_on="2021-02-01", text="Le chantier continue.")
        with on("2021-03-01"):
            page = self.client.get(PAGE)
            promises = page.context["promises"]
        self.assertEqual([promise.action for promise in promises.late], [late])
        self.assertEqual(promises.late[0].verdict, "en retard de 2 mois")
        self.assertEqual([promise.action for promise in promises.kept], [kept])
        self.assertEqual([promise.action for promise in promises.unknown], [own, unknown, silent])
        self.assertEqual((promises.promised, promises.due), (5, 2))
        self.assertContains(page, "annonce que le plan sera mené d’ici 2020")
        self.assertContains(page, "Pour 3, nous ne pouvons pas en juger")

    def test_without_a_promise_the_page_says_so(self):
        promised(None)
        self.assertContains(self.client.get(PAGE), "n’a de fin annoncée dans les sources publiques")
