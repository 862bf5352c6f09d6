"""The facts of an issue are the difference of two states, told by group."""

import calendar
import csv
import datetime
import io

import pytest
from django.test import Client, TestCase
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase as PropertyTestCase

from actions.models import Event, Status
from newsletter.issues.facts import Bound, Difference
from publishing.text.dates import PartialDate
from tests.clock import clock_at
from tests.factories import make_action, record


def day(iso):
    return datetime.date.fromisoformat(iso)


def last_rank():
    return Event.objects.order_by("rank").last().rank


def facts_between(after, up_to, rank=None):
    """The facts as `(group, number, before, after, text)`."""
    start = Bound(*after) if after else Bound()
    end = Bound(rank or last_rank(), day(up_to))
    return [
        (
            fact.group.value,
            fact.action.number,
            fact.before and fact.before.value,
            fact.after and fact.after.value,
            fact.event and fact.event.text,
        )
        for fact in Difference(start, end).facts
    ]


class GroupTests(TestCase):
    """Each action starts « en cours » in the state already told."""

    def setUp(self):
        self.action = make_action("en-cours", number=9)
        self.start = (last_rank(), day("2018-06-30"))

    def facts(self, up_to="2018-12-31"):
        return facts_between(self.start, up_to)

    def test_nothing_happened(self):
        self.assertEqual(self.facts(), [])

    def test_what_is_done_started_suspended_left_and_taken_back(self):
        for status, before, group in [
            ("realisee", "en-cours", "realisees"),
            ("suspendue", "en-cours", "suspendues"),
            ("abandonnee", "en-cours", "abandonnees"),
            ("a-venir", "en-cours", "reculs"),
            ("en-cours", "a-venir", "commencees"),
            ("en-cours", "suspendue", "commencees"),
            ("en-cours", "abandonnee", "commencees"),
            ("en-cours", "realisee", "reculs"),
            ("a-venir", "suspendue", "reculs"),
            ("realisee", "a-venir", "realisees"),
        ]:
            with self.subTest(f"{before} → {status}"):
                action = make_action(before)
                start = (last_rank(), day("2018-06-30"))
                record(action, "Voilà.", "2018-09-01", status=status)
                told = facts_between(start, "2018-12-31")
                self.assertEqual(
                    [fact for fact in told if fact[1] == action.number],
                    [(group, action.number, before, status, "Voilà.")],
                )

    def test_what_enters_the_plan_is_told_where_it_stands_and_no_more(self):
        new = make_action(number=3)
        record(new, "Annoncée.", "2018-07-01", status="a-venir")
        begun = make_action(number=2)
        record(begun, "Annoncée.", "2018-07-01", status="a-venir")
        record(begun, "Commencée.", "2018-08-01", status="en-cours")
        self.assertEqual(
            self.facts(),
            [
                ("commencees", 2, None, "en-cours", "Commencée."),
                ("nouvelles", 3, None, "a-venir", "Annoncée."),
            ],
        )

    def test_a_step_between_two_moves_is_told_too(self):
        record(self.action, "Arrêtée.", "2018-07-01", status="suspendue")
        record(self.action, "Finie.", "2018-08-01", status="realisee")
        self.assertEqual(
            self.facts(),
            [
                ("realisees", 9, "en-cours", "realisee", "Finie."),
                ("etapes", 9, "realisee", "realisee", "Arrêtée."),
            ],
        )

    def test_news_move_nothing(self):
        record(self.action, "Une réunion.", "2018-07-01")
        record(self.action, "Encore en cours.", "2018-07-02", status="en-cours")
        self.assertEqual(
            self.facts(),
            [
                ("etapes", 9, "en-cours", "en-cours", "Une réunion."),
                ("etapes", 9, "en-cours", "en-cours", "Encore en cours."),
            ],
        )

    def test_a_correction_is_told_as_such_with_what_it_changes(self):
        first = self.action.events.get()
        record(self.action, "Non, à venir.", "2018-03-01", status="a-venir", corrects=first)
        self.assertEqual(self.facts(), [("rectifiees", 9, "en-cours", "a-venir", "Non, à venir.")])

    def test_a_mistake_corrected_before_anybody_was_told_is_told_once_as_a_correction(self):
        wrong = record(self.action, "Finie.", "2018-07-01", status="realisee")
        record(self.action, "Pas finie.", "2018-07-01", corrects=wrong)
        self.assertEqual(self.facts(), [("rectifiees", 9, "en-cours", "en-cours", "Pas finie.")])

    def test_a_correction_that_brings_an_old_step_back_is_shown_rather_than_the_old_step(self):
        done = record(self.action, "Finie.", "2018-06-01", status="realisee")
        start = (last_rank(), day("2018-06-30"))
        record(self.action, "On s’était trompé.", "2018-06-01", corrects=done)
        self.assertEqual(
            facts_between(start, "2018-12-31"),
            [("rectifiees", 9, "realisee", "en-cours", "On s’était trompé.")],
        )

    def test_a_correction_that_leaves_nothing_takes_the_action_out(self):
        record(self.action, "Jamais décidée.", "2018-07-01", corrects=self.action.events.get())
        self.assertEqual(self.facts(), [("rectifiees", 9, "en-cours", None, "Jamais décidée.")])

    def test_a_withdrawn_action_is_not_told(self):
        record(self.action, "Finie.", "2018-07-01", status="realisee")
        self.action.state = "brouillon"
        self.action.save()
        self.assertEqual(self.facts(), [])

    def test_the_actions_whose_title_is_known_come_first_in_their_group(self):
        for number, title in ((4, ""), (5, "Les quais")):
            record(make_action(number=number, title=title), occurred_on="2018-07-01",
                   status="a-venir")  # fmt: skip
        self.assertEqual([fact[1] for fact in self.facts()], [5, 4])


class ClockTests(TestCase):
    """What the passing of days brings, without any new event."""

    def test_a_step_known_to_the_month_is_told_by_the_issue_after_the_month(self):
        action = make_action("a-venir", number=9)
        with clock_at("2031-11-10T12:00"):
            record(action, "Commencée.", "2031-11", status="en-cours")
        rank = last_rank()
        first = facts_between((1, day("2031-10-31")), "2031-11-20")
        self.assertEqual(first, [])
        second = facts_between((rank, day("2031-11-20")), "2031-11-30")
        self.assertEqual(second, [("commencees", 9, "a-venir", "en-cours", "Commencée.")])

    def test_a_promise_that_passes_is_told_once(self):
        action = make_action("en-cours", number=9, planned_on=PartialDate.from_iso("2018-06"))
        start = last_rank()
        late = [("en-retard", 9, "en-cours", "en-cours", None)]
        for after, up_to, expected in [
            ("2018-05-31", "2018-06-30", []),  # the whole month is promised
            ("2018-06-30", "2018-07-31", late),
            ("2018-05-31", "2018-07-01", late),
            ("2018-07-31", "2018-08-31", []),
        ]:
            with self.subTest(up_to=up_to):
                self.assertEqual(facts_between((start, day(after)), up_to), expected)
        record(action, "Finie.", "2018-07-02", status="realisee")
        self.assertEqual(
            [fact[0] for fact in facts_between((start, day("2018-06-30")), "2018-07-31")],
            ["realisees"],
        )

    def test_what_moves_says_its_delay(self):
        action = make_action(planned_on=PartialDate.from_iso("2018-06-30"), number=9)
        record(action, "Arrêtée.", "2018-08-01", status="suspendue")
        difference = Difference(Bound(), Bound(last_rank(), day("2018-09-30")))
        (fact,) = difference.facts
        self.assertEqual(fact.group, Status.SUSPENDED.row.group)
        self.assertEqual(difference.lateness(action), "en retard de 3 mois")


MONTHS = {"jour": 0, "mois": 1, "trimestre": 3, "annee": 12}


def last_day(row):
    first = datetime.date.fromisoformat(row["date"])
    if not MONTHS[row["precision"]]:
        return first
    month = first.month + MONTHS[row["precision"]] - 1
    return datetime.date(first.year, month, calendar.monthrange(first.year, month)[1])


def states(rows, rank, until):
    """The public rule read from the published file alone: action → status."""
    if until is None:
        return {}
    known = [row for row in rows if int(row["rang"]) <= rank]
    corrected = {row["rectifie"] for row in known}
    found = {}
    for row in sorted(known, key=lambda row: (last_day(row), int(row["rang"]))):
        if row["statut"] and row["rang"] not in corrected and last_day(row) <= until:
            found[int(row["action"])] = row["statut"]
    return found


def published_rows():
    response = Client().get("/donnees/etapes.csv")
    text = b"".join(response) if response.streaming else response.content
    return list(csv.DictReader(io.StringIO(text.decode("utf-8-sig"))))


DATES = [
    "2018-01-15",
    "2018-02",
    "2018-Q1",
    "2018-04-01",
    "2018-05",
    "2018-Q2",
    "2018-06-30",
    "2018",
]
DAYS = [day(iso) for iso in ("2018-01-31", "2018-03-31", "2018-04-15", "2018-06-30", "2018-12-31")]
STATUSES = ["", "a-venir", "en-cours", "realisee", "suspendue", "abandonnee"]
STEPS = st.lists(
    st.tuples(
        st.integers(1, 3), st.sampled_from(DATES), st.sampled_from(STATUSES), st.booleans()
    ),
    min_size=1,
    max_size=12,
)  # fmt: skip


@pytest.mark.once
class EqualityTests(PropertyTestCase):
    """Whatever is recorded, and wherever an issue begins and ends."""

    @settings(max_examples=40)
    @given(STEPS, st.integers(0, 12), st.integers(0, 12), st.sampled_from([None, *DAYS]), st.data())
    def test_an_issue_tells_the_difference_of_two_states_of_the_published_file(
        self, steps, after_rank, more, after_day, data
    ):
        actions = {number: make_action(number=number) for number in (1, 2, 3)}
        for number, date, status, is_correction in steps:
            wrong = actions[number].events.filter(correction=None).first()
            corrects = {"corrects": wrong} if is_correction and wrong else {}
            record(actions[number], "Une étape.", date, status=status, **corrects)
        up_to_day = data.draw(st.sampled_from([d for d in DAYS if not after_day or d >= after_day]))
        start = Bound(after_rank if after_day else 0, after_day)
        end = Bound(start.rank + more, up_to_day)
        facts = Difference(start, end).facts

        rows = published_rows()
        before, after = states(rows, *args(start)), states(rows, *args(end))
        expected = {
            number: (before.get(number), after.get(number))
            for number in actions
            if before.get(number) != after.get(number)
        }
        told = {f.action.number: (f.before, f.after) for f in facts if f.has_moved}
        self.assertEqual(told, expected)
        self.assertEqual(len([f for f in facts if f.has_moved]), len(told))
        self.check_events(facts, rows, start, end, before)

    def check_events(self, facts, rows, start, end, before):
        """Of an action that readers knew, each event that now counts is told, once."""
        ranks = [fact.event.rank for fact in facts if fact.event]
        self.assertEqual(len(ranks), len(set(ranks)))
        known = [row for row in rows if int(row["rang"]) <= end.rank]
        corrected = {row["rectifie"] for row in known}
        for row in known:
            rank = int(row["rang"])
            counted = rank <= start.rank and start.day is not None and last_day(row) <= start.day
            counts = last_day(row) <= end.day and row["rang"] not in corrected
            if counts and not counted and int(row["action"]) in before:
                self.assertIn(rank, ranks)


def args(bound):
    return bound.rank, bound.day
