import datetime

from django.test import SimpleTestCase

from contact.deadlines import Subject, easter, months_later, public_holidays


def day(text):
    return datetime.date.fromisoformat(text)


class DeadlineTests(SimpleTestCase):
    def test_easter_is_that_of_the_calendars(self):
        for text in ("2000-04-23", "2008-03-23", "2024-03-31", "2026-04-05", "2038-04-25"):
            self.assertEqual(easter(int(text[:4])), day(text))

    def test_the_eleven_holidays_of_a_year(self):
        named = "01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25"
        expected = [day(f"2026-{one}") for one in named.split()]
        self.assertEqual(sorted(public_holidays(2026)), expected)

    def test_each_subject_is_due_on_the_day_that_it_promises(self):
        for subject, received, due in [
            ("erreur", "2031-12-19", "2032-01-06"),  # Christmas, New Year's Day, four week-ends
            ("question", "2026-05-07", "2026-05-26"),  # 8, 14 and 25 May
            ("document", "2026-06-01", "2026-06-15"),
            ("accessibilite", "2026-12-24", "2026-12-31"),
            ("acces", "2026-01-31", "2026-02-28"),
            ("donnees", "2026-12-15", "2027-01-15"),
            ("autre", "2028-01-30", "2028-02-29"),
        ]:
            with self.subTest(subject):
                self.assertEqual(Subject(subject).due_on(day(received)), day(due))

    def test_months_go_back_too(self):
        self.assertEqual(months_later(day("2026-01-31"), -2), day("2025-11-30"))
