import calendar
import datetime

from django.core.exceptions import ValidationError
from django.test import SimpleTestCase, TestCase
from hypothesis import given
from hypothesis import strategies as st

from participation.models import Milestone
from publishing.text.dates import (
    MONTHS,
    PartialDate,
    PartialDateField,
    PartialDateFormField,
    Precision,
)
from tests.factories import make_process, make_source


def period(day, precision):
    """The period of that precision which holds that day."""
    month = {
        Precision.DAY: day.month,
        Precision.MONTH: day.month,
        Precision.QUARTER: 3 * ((day.month - 1) // 3) + 1,
        Precision.YEAR: 1,
    }[precision]
    first = day.day if precision == Precision.DAY else 1
    return PartialDate(datetime.date(day.year, month, first), precision)


days = st.dates(datetime.date(1000, 1, 1), datetime.date(9998, 12, 31))
partial_dates = st.builds(period, days, st.sampled_from(Precision))


class PartialDateTests(SimpleTestCase):
    @given(partial_dates)
    def test_the_iso_form_says_everything(self, date):
        self.assertEqual(PartialDate.from_iso(date.iso), date)

    @given(partial_dates)
    def test_the_french_form_is_read_back_with_the_same_precision(self, date):
        self.assertEqual(PartialDate.from_french(str(date)), date)

    @given(partial_dates)
    def test_it_is_never_shown_better_than_it_is_known(self, date):
        shown = str(date)
        names_a_month = any(month in shown for month in MONTHS)

        self.assertEqual(names_a_month, date.precision in (Precision.DAY, Precision.MONTH))
        self.assertEqual("trimestre" in shown, date.precision == Precision.QUARTER)
        parts = {Precision.DAY: 3, Precision.MONTH: 2, Precision.QUARTER: 3, Precision.YEAR: 1}
        self.assertEqual(len(shown.split()), parts[date.precision])
        self.assertEqual(len(date.html_datetime.split("-")) == 3, date.precision == Precision.DAY)

    @given(partial_dates)
    def test_the_last_day_is_the_last_one_of_the_period(self, date):
        following = date.last_day + datetime.timedelta(days=1)

        self.assertLessEqual(date.first_day, date.last_day)
        self.assertEqual(period(date.last_day, date.precision), date)
        self.assertNotEqual(period(following, date.precision), date)

    def test_each_precision_has_its_french_words(self):
        for iso, french in [
            ("2017-05-19", "19 mai 2017"),
            ("2017-05-01", "1er mai 2017"),
            ("2019-08-30", "30 août 2019"),
            ("2017-05", "mai 2017"),
            ("2017-Q1", "1er trimestre 2017"),
            ("2017-Q3", "3e trimestre 2017"),
            ("2017", "2017"),
        ]:
            with self.subTest(iso):
                self.assertEqual(str(PartialDate.from_iso(iso)), french)

    def test_html_gets_the_nearest_value_that_is_true(self):
        for iso, expected in [
            ("2017-05-19", "2017-05-19"),
            ("2017-05", "2017-05"),
            ("2017-Q2", "2017"),
            ("2017", "2017"),
        ]:
            with self.subTest(iso):
                self.assertEqual(PartialDate.from_iso(iso).html_datetime, expected)

    def test_what_people_type_is_understood(self):
        for typed, iso in [
            ("19/05/2017", "2017-05-19"),
            ("1/2/2017", "2017-02-01"),
            ("19.05.2017", "2017-05-19"),
            ("19 mai 2017", "2017-05-19"),
            ("1er Août 2018", "2018-08-01"),
            ("  Décembre   2018 ", "2018-12"),
            ("fevrier 2018", "2018-02"),
            ("févr. 2018", "2018-02"),
            ("12 sept. 2018", "2018-09-12"),
            ("05/2017", "2017-05"),
            ("T2 2017", "2017-Q2"),
            ("t2 2017", "2017-Q2"),
            ("1er trimestre 2017", "2017-Q1"),
            ("3e trimestre 2017", "2017-Q3"),
            ("2017-q4", "2017-Q4"),
            ("2017", "2017"),
        ]:
            with self.subTest(typed):
                self.assertEqual(PartialDate.from_french(typed).iso, iso)

    def test_what_is_no_date_is_refused(self):
        for typed in [
            *("", "bientôt", "31/02/2017", "29 février 2019", "13/2017", "T5 2017", "mai", "17"),
            *("jui 2017", "ma 2017", "2017-00", "2017-05-00", "2017-13", "2017-Q5", "0000"),
            *("2017-05-19 10:00", "19/05/17", "mai 2017 ?"),
        ]:
            with self.subTest(typed), self.assertRaises(ValueError):
                PartialDate.from_french(typed)

    def test_a_first_day_must_begin_its_period(self):
        for day, precision in [
            (datetime.date(2017, 5, 2), Precision.MONTH),
            (datetime.date(2017, 5, 1), Precision.QUARTER),
            (datetime.date(2017, 4, 1), Precision.YEAR),
        ]:
            with self.subTest(precision), self.assertRaises(ValueError):
                PartialDate(day, precision)

    def test_leap_years_end_their_february(self):
        for year in (2016, 2017, 2000, 2100):
            self.assertEqual(
                PartialDate.from_iso(f"{year}-02").last_day.day, calendar.monthrange(year, 2)[1]
            )


class PartialDateFieldTests(TestCase):
    REFUSAL = (
        "« un de ces jours » n’est pas une date lisible ; "
        "attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017."
    )

    def test_a_model_reads_back_what_it_was_given(self):
        milestone = Milestone(
            process=make_process(), source=make_source(), text="Vote.", occurred_on="T2 2017"
        )
        milestone.full_clean()
        milestone.save()

        milestone.refresh_from_db()

        self.assertEqual(milestone.occurred_on, PartialDate.from_iso("2017-Q2"))
        self.assertEqual(milestone.settled_on, datetime.date(2017, 6, 30))

    def test_empty_is_no_date(self):
        self.assertIsNone(PartialDateField(blank=True, null=True).clean("", None))
        self.assertIsNone(PartialDateFormField(required=False).clean("  "))

    def test_a_wrong_date_is_refused_in_french_with_what_is_expected(self):
        for field in (PartialDateField(), PartialDateFormField()):
            with self.subTest(type(field).__name__):
                with self.assertRaises(ValidationError) as refusal:
                    field.to_python("un de ces jours")
                self.assertEqual(refusal.exception.messages, [self.REFUSAL])

    def test_a_form_shows_the_date_as_people_write_it(self):
        field = PartialDateFormField()

        self.assertEqual(field.prepare_value(PartialDate.from_iso("2017-05")), "mai 2017")
        self.assertEqual(field.prepare_value("demain"), "demain")
