import datetime

from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import TestCase
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as HypothesisTestCase

from actions.models import Action, Event, Status
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record

DAY = datetime.timedelta(days=1)


class RecordingTests(TestCase):
    def stored_status(self, action):
        return Action.objects.values_list("status", flat=True).get(pk=action.pk)

    def test_a_new_action_is_to_come(self):
        self.assertEqual(make_action().status, Status.UPCOMING)

    def test_recording_moves_the_action(self):
        action = make_action()
        for day, status in [("2017-05-01", "en-cours"), ("2018-05-01", "realisee")]:
            record(action, occurred_on=day, status=status)
            self.assertEqual(self.stored_status(action), status)
            self.assertEqual(action.status, status)

    def test_news_moves_nothing(self):
        action = make_action("en-cours")
        record(action, text="Une réunion a lieu.", occurred_on="2019-01-01")
        self.assertEqual(self.stored_status(action), "en-cours")

    def test_an_older_fact_recorded_late_moves_nothing(self):
        action = make_action("realisee")
        record(action, occurred_on="2017-06-01", status="en-cours")
        self.assertEqual(self.stored_status(action), "realisee")

    def test_of_two_events_of_one_day_the_last_recorded_decides(self):
        action = make_action()
        record(action, occurred_on="2018-01-01", status="realisee")
        record(action, occurred_on="2018-01-01", status="suspendue")
        self.assertEqual(self.stored_status(action), "suspendue")

    def test_a_corrected_event_no_longer_decides(self):
        action = make_action("en-cours")
        wrong = record(action, occurred_on="2018-06-01", status="realisee")
        record(action, text="Ce n’était pas fini.", occurred_on="2018-06-01", corrects=wrong)
        self.assertEqual(self.stored_status(action), "en-cours")

    def test_an_action_without_any_deciding_event_is_to_come_again(self):
        action = make_action()
        wrong = record(action, status="realisee")
        record(action, text="Erreur de numéro.", corrects=wrong)
        self.assertEqual(self.stored_status(action), "a-venir")
        Action.objects.all().refresh_statuses()
        self.assertEqual(self.stored_status(action), "a-venir")

    def test_an_action_read_long_ago_does_not_hide_a_move(self):
        action = make_action("en-cours")
        as_read_before = Action.objects.get(pk=action.pk)
        record(action, occurred_on="2019-01-01", status="realisee")

        record(as_read_before, occurred_on="2019-02-01", status="en-cours")

        self.assertEqual(self.stored_status(action), "en-cours")

    def test_the_history_of_changes_tells_the_action_as_it_is_stored(self):
        action = make_action("en-cours", title="Ancien intitulé")
        as_read_before = Action.objects.get(pk=action.pk)
        action.title = "Nouvel intitulé"
        action.save()
        as_read_before.place = "Une retouche pas encore enregistrée"

        record(as_read_before, occurred_on="2019-02-01", status="suspendue")

        newest = action.history.latest()
        self.assertEqual(
            (newest.title, newest.place, newest.status), ("Nouvel intitulé", "", "suspendue")
        )
        self.assertEqual(as_read_before.status, "suspendue")
        action.refresh_from_db()
        self.assertEqual((action.title, action.place), ("Nouvel intitulé", ""))

    def test_a_date_to_come_is_refused(self):
        with self.assertRaises(ValidationError) as refused:
            record(make_action(), occurred_on="2999", status="en-cours")
        self.assertEqual(
            refused.exception.message_dict,
            {
                "occurred_on": [
                    "Une étape raconte ce qui s’est passé : sa date ne peut pas être future."
                ]
            },
        )

    def test_an_event_of_another_action_cannot_be_corrected(self):
        elsewhere = record(make_action(), status="en-cours")
        with self.assertRaises(ValidationError) as refused:
            record(make_action(), corrects=elsewhere)
        self.assertEqual(
            refused.exception.message_dict,
            {"corrects": ["L’étape rectifiée appartient à une autre action."]},
        )

    def test_an_event_is_corrected_once_then_its_correction_is(self):
        action = make_action()
        first = record(action, status="en-cours")
        second = record(action, status="suspendue", corrects=first)
        with self.assertRaises(ValidationError) as refused:
            record(action, status="realisee", corrects=first)
        self.assertEqual(
            refused.exception.message_dict,
            {
                "corrects": [
                    "Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."
                ]
            },
        )
        record(action, status="realisee", corrects=second)
        self.assertEqual(self.stored_status(action), "realisee")

    def test_of_two_corrections_written_at_once_the_second_is_told_why_it_is_refused(self):
        action = make_action()
        wrong = record(action, status="realisee")
        day = PartialDate.from_iso("2018-03-02")
        late = Event(action=action, text="La mienne.", occurred_on=day, corrects=wrong)

        def check_then_be_overtaken(**options):
            Event.full_clean(late, **options)
            record(action, text="La leur.", corrects=wrong)

        late.full_clean = check_then_be_overtaken
        with self.assertRaises(ValidationError) as refused:
            late.save()

        self.assertEqual(
            refused.exception.messages,
            ["Cette étape est déjà rectifiée : désignez plutôt celle qui la remplace."],
        )
        self.assertEqual(wrong.correction.text, "La leur.")
        self.assertEqual(action.events.count(), 2)


class PeriodTests(TestCase):
    """An event known to the month or the year counts when its period is over."""

    def status_after_work(self, action):
        call_command("work", once=True)
        action.refresh_from_db()
        return action.status

    def test_the_worker_moves_the_action_at_the_end_of_the_month(self):
        with clock_at("2019-05-10T12:00"):
            action = make_action()
            record(action, occurred_on="2019-05", status="en-cours")
            self.assertEqual(self.status_after_work(action), "a-venir")
        with clock_at("2019-05-30T23:59"):
            self.assertEqual(self.status_after_work(action), "a-venir")
        with clock_at("2019-05-30T22:00+00:00"):  # midnight in Paris: the last day of the month
            self.assertEqual(self.status_after_work(action), "en-cours")

    def test_a_quarter_and_a_year_wait_for_their_last_day(self):
        with clock_at("2019-04-10T12:00"):
            quarter, year = make_action(), make_action()
            record(quarter, occurred_on="2019-Q2", status="en-cours")
            record(year, occurred_on="2019", status="en-cours")
        for instant, expected in [
            ("2019-06-29T12:00", ["a-venir", "a-venir"]),
            ("2019-06-30T12:00", ["en-cours", "a-venir"]),
            ("2019-12-31T12:00", ["en-cours", "en-cours"]),
        ]:
            with self.subTest(instant), clock_at(instant):
                self.assertEqual(
                    [self.status_after_work(quarter), self.status_after_work(year)], expected
                )

    def test_working_twice_changes_nothing_more(self):
        action = make_action("en-cours")
        for _ in range(2):
            self.assertEqual(self.status_after_work(action), "en-cours")


class TotalsTests(TestCase):
    def test_totals_are_counted_with_zeros_in_order(self):
        make_action("realisee")
        make_action("realisee")
        make_action("abandonnee")
        make_action("realisee", state="brouillon")

        totals = Action.objects.published().totals()

        counted = {Status.DONE: 2, Status.ABANDONED: 1}
        self.assertEqual(list(totals), list(Status))
        self.assertEqual(totals, {status: counted.get(status, 0) for status in Status})


# --- The public rule, against another reading of it ---------------------------------------


@st.composite
def periods(draw):
    """`(ISO text, last day)` of a day, month, quarter or year, the last day counted apart."""
    year, month = draw(st.integers(2016, 2019)), draw(st.integers(1, 12))
    match draw(st.sampled_from("DMQY")):
        case "D":
            day = datetime.date(year, month, draw(st.integers(1, 28)))
            return day.isoformat(), day
        case "M":
            text, end = f"{year}-{month:02}", month + 1
        case "Q":
            quarter = (month + 2) // 3
            text, end = f"{year}-Q{quarter}", 3 * quarter + 1
        case "Y":
            text, end = f"{year}", 13
    following = datetime.date(year + 1, 1, 1) if end == 13 else datetime.date(year, end, 1)
    return text, following - DAY


class Happening:
    """What the test remembers of an event, without the models."""

    def __init__(self, action, text, last_day, status):
        self.action, self.text, self.last_day, self.status = action, text, last_day, status
        self.is_corrected = False


def fold(happenings, action, day):
    """The rule as a citizen would apply it with a pencil: go through the events from the oldest
    to the newest, and let each one that counts change the status."""
    status = None
    for happening in sorted(happenings, key=lambda h: h.last_day):  # stable: recorded order
        counts = happening.status and not happening.is_corrected and happening.last_day <= day
        if happening.action == action and counts:
            status = happening.status
    return status


STORIES = st.lists(
    st.tuples(
        st.integers(0, 1),  # of which action
        periods(),
        st.sampled_from(["", *Status.values]),
        st.none() | st.integers(0, 7),  # which former event it corrects, when there is one
    ),
    max_size=8,
)


class StateAtADateTests(HypothesisTestCase):
    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(STORIES, st.dates(datetime.date(2015, 12, 1), datetime.date(2020, 2, 1)))
    def test_the_rule_agrees_with_a_naive_reading(self, story, day):
        actions = [make_action(), make_action()]
        happenings, events = [], []
        for owner, (text, last_day, status), corrected in (
            (owner, (*period, status), corrected) for owner, period, status, corrected in story
        ):
            former = None
            if corrected is not None and corrected < len(events):
                candidate = happenings[corrected]
                if candidate.action == owner and not candidate.is_corrected:
                    candidate.is_corrected, former = True, events[corrected]
            happenings.append(Happening(owner, text, last_day, status))
            events.append(record(actions[owner], occurred_on=text, status=status, corrects=former))

        annotated = dict(Action.objects.at(day).values_list("pk", "status_on_day"))
        for owner, action in enumerate(actions):
            expected = fold(happenings, owner, day)
            self.assertEqual(annotated[action.pk], expected)
            action.refresh_from_db()
            today = fold(happenings, owner, datetime.date.max)
            self.assertEqual(action.status, today or Status.UPCOMING)

        self.assert_one_denominator(
            [fold(happenings, owner, timezone.localdate()) for owner in range(len(actions))]
        )

    def assert_one_denominator(self, statuses):
        """What is told of today counts the actions that an event decides, and no others."""
        expected = len([status for status in statuses if status not in (None, Status.ABANDONED)])
        self.assertEqual(Action.objects.published().in_plan().count(), expected)
        self.assertEqual(Action.objects.published().totals().in_plan, expected)
        if any(statuses):
            address = f"/actions/au/{timezone.localdate()}.json"
            self.assertEqual(self.client.get(address).json()["total"], expected)

    @given(periods())
    @settings(max_examples=60, deadline=None, derandomize=True)
    def test_the_last_day_of_a_period_agrees_with_the_calendar(self, period):
        text, last_day = period
        self.assertEqual(PartialDate.from_iso(text).last_day, last_day)
