"""Promises of dates, and whether they were kept, computed from the day."""

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from publishing.text.dates import PartialDate, duration

from ..models import Action, Event, Status, Tally


@dataclass
class Promise:
    """An action and the date announced for its end, with what came of it in words."""

    action: Any  # an Action: its dates are partial ones, which mypy takes for texts
    verdict: str = ""
    due_on: PartialDate | None = None


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
    announcement: Any = None  # the Tally by which the town gave the whole plan a date, if it did

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
    told = Tally.objects.of_the_town().filter(due_on__isnull=False).first()
    found = Punctuality(announcement=told)
    actions = list(Action.objects.published().in_plan().with_newest())
    done = {event.action_id: event for event in done_events()}
    for action in actions:
        found.total += 1
        if action.planned_on:
            sort(found, action, done.get(action.pk), action.planned_on)
        elif told:
            sort_by_plan(found, action, done.get(action.pk), told.due_on)
        if words := action.review_lateness:
            found.reviews.append(Promise(action, words))
    found.late.sort(key=lambda promise: (last_day_of(promise), promise.action.number))
    found.reviews.sort(key=lambda promise: promise.action.next_review_on)
    return found


def done_events() -> QuerySet[Event]:
    """The deciding event of each action that is done: the newest « réalisée »."""
    return Event.objects.filter(
        action__status=Status.DONE, status=Status.DONE, correction__isnull=True
    ).order_by("settled_on", "rank")


def last_day_of(promise: Promise) -> datetime.date:
    return promise.due_on.last_day if promise.due_on else datetime.date.max


def sort_by_plan(found: Punctuality, action: Any, done: Any, due_on: PartialDate) -> None:
    """What the town promised of the whole binds each action that has no date of its own. One that
    nothing tells of since then may be done: it is called late by a later fact alone."""
    is_silent = action.is_open and action.newest_date.last_day <= due_on.last_day
    if is_silent and due_on.last_day < timezone.localdate():
        found.unknown.append(Promise(action, "", due_on))
    else:
        sort(found, action, done, due_on)


def sort(found: Punctuality, action: Any, done: Any, due_on: PartialDate) -> None:
    if action.status == Status.UNKNOWN:
        found.unknown.append(Promise(action, "", due_on))
        return
    if action.status != Status.DONE or done is None:
        delay = duration(due_on.last_day, timezone.localdate()) if action.is_open else ""
        words = f"en retard de {delay}" if delay else f"annoncée pour {due_on.definite}"
        (found.late if delay else found.pending).append(Promise(action, words, due_on))
        return
    verdict, group = judge(done, due_on.last_day, found)
    group.append(Promise(action, verdict, due_on))


def judge(done: Any, last_day: datetime.date, found: Punctuality) -> tuple[str, list[Promise]]:
    """What came of a promise whose action is done, in words, and the list that it joins."""
    if done.reservation:
        return "réalisée, à une date que sa réserve dit incertaine", found.unsure
    if done.occurred_on.first_day > last_day:
        delay = duration(last_day, done.occurred_on.first_day)
        return f"réalisée avec {delay} de retard", found.missed
    if done.settled_on <= last_day:
        return "réalisée à la date annoncée, ou avant", found.kept
    return "réalisée à une date trop peu précise pour le dire", found.unsure
