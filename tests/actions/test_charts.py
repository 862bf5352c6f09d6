import datetime

from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from actions.models import Action, Status
from actions.past.charts import ProgressChart, Step, ThemeChart, progress, thin
from actions.past.overview import overview
from figures.charts import percent
from tests.factories import make_action, make_theme, record

DONE, ONGOING, UPCOMING = Status.DONE, Status.ONGOING, Status.UPCOMING


def counted(totals):
    """The totals that are not zero."""
    return {status: count for status, count in totals.items() if count}


class PercentTests(TestCase):
    def test_a_share_is_written_for_svg_and_not_for_french_readers(self):
        self.assertEqual(percent(5, 13), "38.46%")
        self.assertEqual(percent(10, 10), "100%")
        self.assertEqual(percent(0, 10), "0%")

    def test_a_share_never_leaves_the_drawing(self):
        self.assertEqual(percent(-3, 10), "0%")
        self.assertEqual(percent(12, 10), "100%")
        self.assertEqual(percent(1, 0), "0%")


class ProgressTests(TestCase):
    def series(self, today="2020-01-01"):
        steps = progress(Action.objects.published(), datetime.date.fromisoformat(today))
        return [(step.day.isoformat(), counted(step.totals)) for step in steps]

    def test_each_change_of_the_totals_is_a_step(self):
        first, second = make_action(), make_action()
        record(first, occurred_on="2017-03-29", status=UPCOMING)
        record(second, occurred_on="2017-03-29", status=UPCOMING)
        record(first, occurred_on="2018-02-01", status=ONGOING)
        record(first, occurred_on="2018-05-01", text="Une nouvelle.")
        record(first, occurred_on="2018-09-01", status=DONE)

        self.assertEqual(
            self.series(),
            [
                ("2017-03-29", {UPCOMING: 2}),
                ("2018-02-01", {ONGOING: 1, UPCOMING: 1}),
                ("2018-09-01", {DONE: 1, UPCOMING: 1}),
            ],
        )

    def test_a_month_counts_from_its_last_day(self):
        record(make_action(), occurred_on="2017-04", status=ONGOING)

        self.assertEqual(self.series(), [("2017-04-30", {ONGOING: 1})])

    def test_a_period_that_is_not_over_does_not_count_yet(self):
        record(make_action(), occurred_on="2019", status=ONGOING)

        self.assertEqual(self.series(today="2019-12-30"), [])

    def test_a_corrected_event_draws_nothing(self):
        action = make_action()
        record(action, occurred_on="2017-03-29", status=UPCOMING)
        wrong = record(action, occurred_on="2018-01-01", status=DONE)
        record(action, occurred_on="2018-02-01", status=ONGOING, corrects=wrong)

        self.assertEqual(
            self.series(), [("2017-03-29", {UPCOMING: 1}), ("2018-02-01", {ONGOING: 1})]
        )

    def test_drafts_are_not_drawn(self):
        record(make_action(state="brouillon"), occurred_on="2018-01-01", status=ONGOING)

        self.assertEqual(self.series(), [])

    def test_a_status_reached_twice_is_no_step(self):
        action = make_action()
        record(action, occurred_on="2018-01-01", status=ONGOING)
        record(action, occurred_on="2018-06-01", status=ONGOING)

        self.assertEqual(self.series(), [("2018-01-01", {ONGOING: 1})])

    def test_beyond_sixty_steps_the_last_of_each_quarter_is_kept(self):
        first = datetime.date(2017, 1, 1)
        steps = [Step(first + datetime.timedelta(days=10 * i), {}) for i in range(80)]

        kept = thin(steps)

        self.assertEqual([step.day.isoformat() for step in kept[:2]], ["2017-03-22", "2017-06-30"])
        self.assertEqual(kept[-1], steps[-1])
        self.assertEqual(thin(steps[:60]), steps[:60])


days = st.dates(datetime.date(2017, 1, 1), datetime.date(2019, 12, 31))
iso_dates = st.one_of(
    days.map(str),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day.year}-Q{(day.month + 2) // 3}"),
    days.map(lambda day: str(day.year)),
)


class SameRuleTests(PropertyTestCase):
    """The drawing and `Action.objects.at()` are two readings of one rule."""

    @settings(max_examples=25, deadline=None)
    @given(
        events=st.lists(
            st.tuples(st.integers(0, 2), iso_dates, st.sampled_from(["", *Status]), st.booleans()),
            max_size=9,
        ),
        asked=st.lists(days, min_size=1, max_size=5),
    )
    def test_the_series_says_what_the_state_at_a_date_says(self, events, asked):
        actions, last = [make_action() for _ in range(3)], {}
        for index, day, status, corrects in events:
            corrected = last.pop(index, None) if corrects else None
            last[index] = record(actions[index], occurred_on=day, status=status, corrects=corrected)
        steps = progress(Action.objects.published(), datetime.date(2020, 1, 1))

        for day in asked:
            expected = dict.fromkeys(Status, 0)
            for action in Action.objects.published().at(day):
                if action.status_on_day:
                    expected[Status(action.status_on_day)] += 1
            drawn = [step.totals for step in steps if step.day <= day]
            self.assertEqual(drawn[-1] if drawn else dict.fromkeys(Status, 0), expected)


class ProgressChartTests(TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in range(1, 5):
            record(make_action(number=number), occurred_on="2017-03-29", status=UPCOMING)
        for number in (1, 2, 3):
            action = Action.objects.get(number=number)
            record(action, occurred_on="2018-07-01", status=DONE if number < 3 else ONGOING)

    def chart(self, today="2020-06-01"):
        return ProgressChart(Action.objects.published(), datetime.date.fromisoformat(today))

    def test_bands_fill_the_drawing_from_the_first_event_to_the_end_of_its_years(self):
        chart = self.chart()

        self.assertEqual(chart.end, datetime.date(2018, 12, 31))
        self.assertTrue(chart.is_still)
        self.assertEqual(
            [(b["status"], b["x"], b["y"], b["width"], b["height"]) for b in chart.bands],
            [
                (DONE, "74.9%", "50%", "25.1%", "50%"),
                (ONGOING, "74.9%", "25%", "25.1%", "25%"),
                (UPCOMING, "11.93%", "0%", "62.96%", "100%"),
                (UPCOMING, "74.9%", "0%", "25.1%", "25%"),
            ],
        )

    def test_the_drawing_never_goes_beyond_today(self):
        chart = self.chart(today="2018-09-01")

        self.assertEqual(chart.end, datetime.date(2018, 9, 1))
        self.assertFalse(chart.is_still)

    def test_the_last_bands_are_named(self):
        self.assertEqual(
            [(label["count"], label["word"]) for label in self.chart().labels],
            [(2, "réalisées"), (1, "en cours"), (1, "à venir")],
        )

    def test_one_change_alone_draws_nothing(self):
        self.assertFalse(self.chart(today="2018-01-01"))
        self.assertTrue(self.chart())

    def test_the_drawing_is_told_in_words(self):
        self.assertEqual(
            self.chart().sentence,
            "Le 29 mars 2017 : 4\u00a0à venir. Le 1er juillet 2018 : 2\u00a0réalisées, "
            "1\u00a0en cours, 1\u00a0à venir. Le tableau qui suit donne chaque date.",
        )


class ThemeChartTests(TestCase):
    def test_each_theme_has_its_bar_and_the_unknown_has_one_too(self):
        mobility = make_theme(name="Mobilité", rank=1)
        make_theme(name="Habitat", rank=2)
        make_action("realisee", theme=mobility)
        make_action("en-cours", theme=mobility)
        make_action("a-venir")
        make_action("realisee", theme=mobility, state="brouillon")

        plan = overview()
        chart = ThemeChart(plan.by_theme_and_status, plan.themes)

        self.assertEqual(
            [(str(row["theme"]), row["total"], row["sentence"]) for row in chart.rows],
            [
                ("Mobilité", 2, "1\u00a0réalisée, 1\u00a0en cours"),
                ("Habitat", 0, ""),
                ("None", 1, "1\u00a0à venir"),
            ],
        )
        self.assertEqual(
            [(piece["x"], piece["width"]) for piece in chart.rows[0]["pieces"]],
            [("0%", "50%"), ("50%", "50%")],
        )

    def test_without_action_there_is_no_chart(self):
        make_theme()

        self.assertFalse(ThemeChart(overview().numbers, overview().themes))


class ChartsOnThePageTests(TestCase):
    def make_plan(self, size):
        theme = make_theme()
        for _ in range(size):
            action = make_action(theme=theme)
            record(action, occurred_on="2017-03-29", status=UPCOMING)
            record(action, occurred_on="2018-03-29", status=DONE)

    def test_each_drawing_has_a_name_and_its_table(self):
        self.make_plan(3)

        page = self.client.get(reverse("actions:list"))

        self.assertContains(page, 'role="img" aria-labelledby="progress-name progress-text"')
        self.assertContains(page, 'role="img" aria-label="3\u00a0réalisées"')
        self.assertContains(page, "<caption>Actions par statut, à chaque date où le compte change")
        self.assertContains(page, "<caption>Actions par thème et par statut</caption>")
        self.assertContains(page, "Thème", html=False)

    def test_no_style_is_written_in_the_page(self):
        self.make_plan(2)

        self.assertNotContains(self.client.get(reverse("actions:list")), "style=")

    def count_queries(self):
        with CaptureQueriesContext(connection) as queries:
            self.client.get(reverse("actions:list"))
        return len(queries)

    def test_the_number_of_queries_does_not_grow(self):
        self.make_plan(1)
        once = self.count_queries()
        self.make_plan(3)

        self.assertEqual(self.count_queries(), once)

    def test_a_filtered_list_has_no_chart(self):
        self.make_plan(2)

        page = self.client.get(reverse("actions:by_status", args=["realisee"]))

        self.assertNotContains(page, "graphique")

    def test_an_empty_plan_has_no_chart(self):
        self.assertNotContains(self.client.get(reverse("actions:list")), "graphique")
