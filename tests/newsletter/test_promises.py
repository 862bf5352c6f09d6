"""When the next issues are due, and what is said when they are not there."""

import datetime

from django.test import SimpleTestCase, TestCase
from django.utils import timezone

from newsletter.issues.promises import easter, is_working_day, next_start, promise, working_day
from newsletter.models import Issue, Rhythm
from tests.clock import clock_at
from tests.factories import make_action, make_issue, make_subscriber, record


def day(iso):
    return datetime.date.fromisoformat(iso)


class CalendarTests(SimpleTestCase):
    def test_easter_sundays(self):
        known = ["2019-04-21", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2038-04-25"]
        self.assertEqual([easter(day(iso).year) for iso in known], [day(iso) for iso in known])

    def test_days_off(self):
        off = ["2026-11-28", "2026-11-11", "2026-04-06", "2026-05-14", "2026-05-25", "2027-01-01"]
        self.assertEqual([iso for iso in off if is_working_day(day(iso))], [])
        self.assertTrue(is_working_day(day("2026-11-23")))

    def test_the_first_working_days_of_a_month(self):
        self.assertEqual(working_day(day("2027-01-01"), 1), day("2027-01-04"))
        self.assertEqual(working_day(day("2026-05-01"), 5), day("2026-05-11"))

    def test_the_next_month_and_quarter(self):
        for today, rhythm, start in [
            ("2026-11-23", Rhythm.MONTHLY, "2026-12-01"),
            ("2026-12-31", Rhythm.MONTHLY, "2027-01-01"),
            ("2026-11-23", Rhythm.QUARTERLY, "2027-01-01"),
            ("2026-07-01", Rhythm.QUARTERLY, "2026-10-01"),
        ]:
            with self.subTest(today=today, rhythm=rhythm):
                self.assertEqual(next_start(day(today), rhythm), day(start))


class PromiseTests(TestCase):
    def begin(self, rhythm, iso):
        issue = make_issue(rhythm=rhythm)
        instant = timezone.make_aware(datetime.datetime.fromisoformat(f"{iso}T09:00"))
        Issue.objects.filter(pk=issue.pk).update(began_at=instant, up_to_day=day(iso))
        return issue

    def test_before_anybody_waits_nothing_is_late(self):
        with clock_at("2026-11-23T12:00"):
            found = promise("mensuel")
            self.assertEqual(found.written_on, day("2026-12-01"))
            self.assertEqual(found.promised_on, day("2026-12-07"))
            self.assertEqual(found.lateness(), "")
            self.assertFalse(found.is_time())

    def test_the_first_subscriber_starts_the_clock(self):
        with clock_at("2026-10-20T12:00"):
            make_subscriber()
        with clock_at("2026-11-23T12:00"):
            found = promise("mensuel")
            self.assertEqual(found.promised_on, day("2026-11-06"))
            self.assertEqual(found.lateness(), "17 jours")

    def test_an_issue_keeps_the_promise_of_its_month(self):
        make_action("en-cours")
        self.begin("mensuel", "2026-11-05")
        with clock_at("2026-12-08T12:00"):
            self.assertEqual(promise("mensuel").promised_on, day("2026-12-07"))
            self.assertEqual(promise("mensuel").lateness(), "1 jour")
            self.assertTrue(promise("mensuel").is_time())

    def test_a_change_is_told_within_seven_days(self):
        make_action("en-cours", number=9)
        issue = self.begin("changement", "2031-11-05")
        with clock_at("2031-11-10T12:00"):
            self.assertIsNone(promise("changement").promised_on)
            record(issue.items.get().action, "Finie.", "2031-11-10", status="realisee")
        with clock_at("2031-11-20T12:00"):
            self.assertEqual(promise("changement").promised_on, day("2031-11-17"))
            self.assertEqual(promise("changement").lateness(), "3 jours")
