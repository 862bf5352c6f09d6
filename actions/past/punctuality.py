"""Promises of dates, and whether they were kept, computed from the day."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.utils import timezone

from publishing.text.dates import duration

from ..models import Action, Event, Status, Tally
from .slips import first_done, in_order

SILENCE = datetime.timedelta(days=365)  # after which today says no more than the newest fact


@dataclass
class Promise:
    """The first end promised for an action, with what came of it in words."""

    action: Any  # an Action: its dates are partial ones, which mypy takes for texts
    verdict: str = ""
    due_on: Any = None  # a PartialDate
    group: str = ""  # the list of `Punctuality` that it joins
    days: int = 0  # late, as far as is known
    is_of_plan: bool = False  # the date of the whole plan, not one of its own
    later: list[Any] = field(default_factory=list)  # what was promised instead since


@dataclass
class Punctuality:
    """Every promise of the plan, sorted by what came of it; each action is in one list at most."""

    kept: list[Promise] = field(default_factory=list)
    missed: list[Promise] = field(default_factory=list)
    unsure: list[Promise] = field(default_factory=list)
    late: list[Promise] = field(default_factory=list)
    pending: list[Promise] = field(default_factory=list)
    unknown: list[Promise] = field(default_factory=list)
    reviews: list[Promise] = field(default_factory=list)
    total: int = 0
    stated: int = 0  # actions whose announcement says what will tell that they are done
    announcement: Any = None  # the Tally by which the town gave the whole plan a date, if it did

    @property
    def unstated(self) -> int:
        return self.total - self.stated

    @property
    def promised(self) -> int:
        judged = (self.kept, self.missed, self.unsure, self.late, self.pending, self.unknown)
        return sum(map(len, judged))

    @property
    def behind(self) -> int:
        """Those whose date passed without the action being done."""
        return len(self.missed) + len(self.late)

    @property
    def due(self) -> int:
        """Those whose date is behind us, or that are already done, where the status is known."""
        return self.promised - len(self.pending) - len(self.unknown)


def measure() -> Punctuality:
    """The promises of the actions of the plan, as they stand today."""
    told = promise_of_the_plan()
    found = Punctuality(announcement=told)
    actions = list(Action.objects.published().in_plan().with_newest())
    events = events_by_action()
    for action in actions:
        found.total += 1
        found.stated += bool(action.criterion)
        if promise := judge(action, events.get(action.pk, []), told, action.newest_date):
            getattr(found, promise.group).append(promise)
        if words := action.review_lateness:
            found.reviews.append(Promise(action, words))
    for promises in (found.late, found.missed):
        promises.sort(key=lambda promise: (-promise.days, promise.action.number))
    found.reviews.sort(key=lambda promise: promise.action.next_review_on)
    return found


def promise_of_the_plan() -> Tally | None:
    """The newest total of the town that gives the whole plan a date."""
    return Tally.objects.of_the_town().filter(due_on__isnull=False).first()


def events_by_action() -> dict[int, list[Event]]:
    """What decides of promises: the events that announce an end or reach a status."""
    telling = Event.objects.filter(~Q(status="") | Q(planned_on__isnull=False))
    found: dict[int, list[Event]] = {}
    for event in telling.filter(correction__isnull=True):
        found.setdefault(event.action_id, []).append(event)
    return {pk: in_order(events) for pk, events in found.items()}


def verdict_on(action: Any, events: list[Any], told: Any) -> Promise | None:
    """The same for one action, from all its events that no other corrects."""
    telling = in_order(event for event in events if event.status or event.planned_on)
    newest = max(events, key=lambda event: (event.settled_on, event.rank), default=None)
    return judge(action, telling, told, newest and newest.occurred_on)


def judge(action: Any, events: list[Any], told: Any, newest_on: Any) -> Promise | None:
    """What came of the nearest end promised for an action; None when nothing was promised.

    `events`: its own, in order. What is done is judged once, on the day it was done first: what was
    promised afterwards is another work.
    """
    done = first_done(events) if action.status == Status.DONE else None
    ends = [event.planned_on for event in events if event.planned_on and is_before(event, done)]
    if action.status != Status.DONE:
        was_done = [rank for rank, event in enumerate(events, 1) if event.status == Status.DONE]
        ends = [e.planned_on for e in events[max(was_done, default=0) :] if e.planned_on]
    candidates = [*ends, told.due_on] if told else ends
    if not candidates:
        return None
    due_on = min(candidates, key=lambda end: end.last_day)
    promise = Promise(action, due_on=due_on, is_of_plan=due_on not in ends)
    promise.later = [e for e in ends[0 if promise.is_of_plan else 1 :] if e != due_on]
    if action.status == Status.UNKNOWN:
        promise.group = "unknown"
    elif done:
        judge_done(promise, done, events)
    else:
        judge_open(promise, newest_on)
    return promise


def is_before(event: Any, done: Any) -> bool:
    return done is None or event.occurred_on.first_day <= done.occurred_on.last_day


def judge_done(promise: Promise, done: Any, events: list[Any]) -> None:
    """Late only when it is sure, by whole periods; a fact that shows the action still open after
    its date is enough, even where the day it was done is not known."""
    last_day = promise.due_on.last_day
    open_since = [
        event.occurred_on.first_day
        for event in events[: events.index(done)]
        if event.occurred_on.first_day > last_day
    ]
    if not done.reservation and done.occurred_on.first_day > last_day:
        late(promise, done.occurred_on.first_day, "missed", "réalisée avec {} de retard")
    elif open_since:
        late(promise, open_since[-1], "missed", "réalisée avec au moins {} de retard")
    elif done.reservation:
        promise.group = "unsure"
        promise.verdict = "réalisée, à une date que sa réserve dit incertaine"
    elif done.settled_on <= last_day:
        promise.group, promise.verdict = "kept", "réalisée à la date annoncée, ou avant"
    else:
        promise.group = "unsure"
        promise.verdict = "réalisée à une date trop peu précise pour le dire"


def judge_open(promise: Promise, newest_on: Any) -> None:
    """Late up to today while facts come; after a year of silence, up to the newest of them. One
    that nothing tells of since its date may be done: nobody knows."""
    today, last_day = timezone.localdate(), promise.due_on.last_day
    if not promise.action.is_open or last_day >= today:
        promise.group = "pending"
        promise.verdict = f"annoncée pour {promise.due_on.definite}"
    elif newest_on is None or newest_on.last_day <= last_day:
        promise.group = "unknown"
    elif today - newest_on.last_day <= SILENCE:
        late(promise, today, "late", "en retard de {}")
    elif newest_on.first_day > last_day:
        late(promise, newest_on.first_day, "late", "en retard d’au moins {}")
    else:
        promise.group = "unknown"


def late(promise: Promise, day: datetime.date, group: str, words: str) -> None:
    last_day = promise.due_on.last_day
    promise.group, promise.days = group, (day - last_day).days
    promise.verdict = words.format(duration(last_day, day))
