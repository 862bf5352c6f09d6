"""What the next issue of each rhythm waits for, and when it is due: computed, public, watched.

A monthly issue is due in the first days of each month, a quarterly one in those of each quarter:
its draft is made on the first working day, and it leaves on the fifth at the latest. After a
change, its issue leaves within seven days.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from actions.models import Event
from publishing.text.dates import duration

from ..models import Issue, Rhythm, Subscriber
from .content import bounds
from .facts import Bound, Difference, Fact

WORKING_DAYS = 5
DAYS_AFTER_A_CHANGE = 7
MONTHS = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3}
FIXED_HOLIDAYS = {
    (1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25),
}  # fmt: skip
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


def easter(year: int) -> datetime.date:
    """Easter Sunday, by the Gregorian computus."""
    golden, century = year % 19, year // 100
    leap_less = century // 4
    moon = (century - leap_less - (8 * century + 13) // 25 + 19 * golden + 15) % 30
    moon -= (moon // 28) * (1 - (29 // (moon + 1)) * ((21 - golden) // 11))
    weekday = (year + year // 4 + moon + 2 - century + leap_less) % 7
    from_march = moon - weekday
    month = 3 + (from_march + 40) // 44
    return datetime.date(year, month, from_march + 28 - 31 * (month // 4))


def is_working_day(day: datetime.date) -> bool:
    moving = {easter(day.year) + datetime.timedelta(days=after) for after in AFTER_EASTER}
    return day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS and day not in moving


def working_day(start: datetime.date, count: int) -> datetime.date:
    """The `count`-th working day from that day on, itself included."""
    day = start
    while True:
        count -= is_working_day(day)
        if count == 0:
            return day
        day += datetime.timedelta(days=1)


def period_start(day: datetime.date, rhythm: Rhythm) -> datetime.date:
    """The first day of the month, or of the quarter."""
    months = MONTHS[rhythm]
    return day.replace(month=day.month - (day.month - 1) % months, day=1)


def next_start(day: datetime.date, rhythm: Rhythm) -> datetime.date:
    start, months = period_start(day, rhythm), MONTHS[rhythm]
    year, month = divmod(12 * start.year + start.month - 1 + months, 12)
    return datetime.date(year, month + 1, 1)


@dataclass(frozen=True)
class Promise:
    """The next issue of a rhythm: from when it is written, and the day it leaves at the latest.

    Both are None for the rhythm of changes as long as nothing has changed.
    """

    rhythm: Rhythm
    written_on: datetime.date | None
    promised_on: datetime.date | None

    def lateness(self, today: datetime.date | None = None) -> str:
        """« 12 jours » once the promised day has passed."""
        return duration(self.promised_on, today or timezone.localdate()) if self.promised_on else ""

    def is_time(self, today: datetime.date | None = None) -> bool:
        """Whether its draft should exist."""
        return self.written_on is not None and self.written_on <= (today or timezone.localdate())


def last_begun(rhythm: Rhythm) -> datetime.date | None:
    """The day of the last issue of the rhythm, or None."""
    newest = Issue.objects.for_list().filter(rhythm=rhythm).order_by("began_at").last()
    return newest and newest.began_on


def promise(rhythm: Rhythm | str) -> Promise:
    """The next issue of this rhythm, as anybody may count it."""
    rhythm = Rhythm(rhythm)
    if rhythm == Rhythm.CHANGE:
        return after_a_change(rhythm)
    # Before anybody subscribed, nothing is late.
    since = last_begun(rhythm) or first_wait(rhythm) or timezone.localdate()
    start = next_start(since, rhythm)
    return Promise(rhythm, working_day(start, 1), working_day(start, WORKING_DAYS))


def after_a_change(rhythm: Rhythm) -> Promise:
    day = waiting_since()
    if day is None:
        return Promise(rhythm, None, None)
    return Promise(rhythm, day, day + datetime.timedelta(days=DAYS_AFTER_A_CHANGE))


def promises() -> list[Promise]:
    return [promise(rhythm) for rhythm in Rhythm]


# What it would contain if it were made now


def start_of(rhythm: Rhythm | str) -> Bound:
    """Where the next issue of a rhythm begins: the end of the last one sent, or the beginning."""
    sent = Issue.objects.for_list().filter(rhythm=rhythm, state=Issue.State.SENT)
    last = sent.order_by("number").last()
    return bounds(last)[1] if last else Bound()


def now() -> tuple[Bound, str]:
    """The end of what an issue can cover: the last event recorded, as of today."""
    last = Event.objects.order_by("rank").last()
    return Bound(last.rank if last else 0, timezone.localdate()), last.digest if last else ""


def difference_now(rhythm: Rhythm | str) -> Difference:
    return Difference(start_of(rhythm), now()[0])


def waiting_since() -> datetime.date | None:
    """The day of the oldest fact that those who follow each change did not receive, or None.

    To the first of them the whole plan is news, from the day they subscribed.
    """
    if not Issue.objects.public().filter(rhythm=Rhythm.CHANGE).exists():
        return first_wait(Rhythm.CHANGE)
    facts = difference_now(Rhythm.CHANGE).facts
    return min((publishable_from(fact) for fact in facts), default=None)


def publishable_from(fact: Fact) -> datetime.date:
    """The day from which an issue could contain a fact."""
    if fact.event is None:
        promised: Any = fact.action.planned_on  # there is one: the fact is its lateness
        return promised.last_day + datetime.timedelta(days=1)
    return max(fact.event.recorded_on, fact.event.settled_on)


def first_wait(rhythm: Rhythm) -> datetime.date | None:
    """The day somebody began to wait for this rhythm, or None."""
    first = Subscriber.objects.confirmed().filter(rhythm=rhythm).order_by("confirmed_at").first()
    return first and timezone.localdate(first.confirmed_at)
