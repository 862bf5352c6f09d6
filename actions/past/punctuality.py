"""Promises of dates, and whether they were kept, computed from the day."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from publishing.text.dates import duration

from ..models import Action, Event, Status


@dataclass
class Promise:
    """An action and the date announced for its end, with what came of it in words."""

    action: Any  # an Action: its dates are partial ones, which mypy takes for texts
    verdict: str = ""


@dataclass
class Punctuality:
    """Every promise of the plan, sorted by what came of it; each action is in one list at most."""

    kept: list[Promise] = field(default_factory=list)
    missed: list[Promise] = field(default_factory=list)
    unsure: list[Promise] = field(default_factory=list)
    late: list[Promise] = field(default_factory=list)
    pending: list[Promise] = field(default_factory=list)
    reviews: list[Promise] = field(default_factory=list)
    total: int = 0

    @property
    def promised(self) -> int:
        return sum(map(len, (self.kept, self.missed, self.unsure, self.late, self.pending)))

    @property
    def behind(self) -> int:
        """Those whose date passed without the action being done."""
        return len(self.missed) + len(self.late)

    @property
    def due(self) -> int:
        """Those whose date is behind us, or that are already done."""
        return self.promised - len(self.pending)


def measure() -> Punctuality:
    """The promises of the actions of the plan, as they stand today."""
    found = Punctuality()
    actions = list(Action.objects.published().in_plan())
    done = {event.action_id: event for event in done_events()}
    for action in actions:
        found.total += 1
        if action.planned_on:
            sort(found, action, done.get(action.pk))
        if words := action.review_lateness:
            found.reviews.append(Promise(action, words))
    found.late.sort(key=lambda promise: promise.action.planned_on.last_day)
    found.reviews.sort(key=lambda promise: promise.action.next_review_on)
    return found


def done_events() -> QuerySet[Event]:
    """The deciding event of each action that is done: the newest « réalisée »."""
    return Event.objects.filter(
        action__status=Status.DONE, status=Status.DONE, correction__isnull=True
    ).order_by("settled_on", "rank")


def sort(found: Punctuality, action: Any, done: Any) -> None:
    if action.status != Status.DONE or done is None:
        if words := action.lateness:
            found.late.append(Promise(action, words))
        else:
            found.pending.append(Promise(action, f"annoncée pour {action.planned_on.definite}"))
        return
    promised = action.planned_on.last_day
    if done.reservation:
        found.unsure.append(Promise(action, "réalisée, à une date que sa réserve dit incertaine"))
    elif done.occurred_on.first_day > promised:
        delay = duration(promised, done.occurred_on.first_day)
        found.missed.append(Promise(action, f"réalisée avec {delay} de retard"))
    elif done.settled_on <= promised:
        found.kept.append(Promise(action, "réalisée à la date annoncée, ou avant"))
    else:
        found.unsure.append(Promise(action, "réalisée à une date trop peu précise pour le dire"))
