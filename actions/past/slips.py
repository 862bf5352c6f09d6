"""How the promises of an action slipped: the ends and costs that its events announced, in order,
as words, as a drawing and as a table.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import Any

from django.utils import timezone

from figures.charts import percent
from posters.cards import Step
from publishing.text.dates import duration

from ..models import Status

Drawn = dict[str, Any]  # what a template draws


def in_order(events: Iterable[Any]) -> list[Any]:
    """As they are told: by the first day of their period."""
    return sorted(events, key=lambda e: (e.occurred_on.first_day, e.settled_on, e.rank))


def first_done(events: Sequence[Any]) -> Any:
    """The event by which an action was done first; what came after is another promise."""
    return next((event for event in events if event.status == Status.DONE), None)


@dataclass(frozen=True)
class PlanPromise:
    """The date of the whole plan, as an announcement like the others."""

    occurred_on: Any
    planned_on: Any
    cost: Any = None
    rank: int = 0

    @property
    def settled_on(self) -> datetime.date:
        day: datetime.date = self.occurred_on.last_day
        return day


class Slip:
    """The promises of one action, from its events that no other corrects."""

    def __init__(
        self, events: Iterable[Any], plan: Any = None, today: datetime.date | None = None
    ) -> None:
        self.today = today or timezone.localdate()
        self.events = in_order(events)
        self.announcements = [event for event in self.events if event.announces]
        self.ends = [event for event in self.announcements if event.planned_on]
        self.of_plan = None
        if plan and self.ends and plan.settled_on < self.ends[0].occurred_on.first_day:
            self.of_plan = PlanPromise(plan.said_on, plan.due_on)
            self.ends.insert(0, self.of_plan)
        self.costs = [event for event in self.announcements if event.cost]
        self.done = [event for event in self.events if event.status == Status.DONE]

    def __bool__(self) -> bool:
        """One promise alone draws nothing: something must have followed it."""
        return self.has_ends or self.has_costs

    @property
    def has_ends(self) -> bool:
        return len(self.ends) > 1 or bool(self.ends and self.done)

    @property
    def has_costs(self) -> bool:
        return len(self.costs) > 1

    # Words

    @cached_property
    def sentence(self) -> str:
        """« annoncée pour 2024, puis le 28 juin 2025 ; 7 à 8 M€, puis 12, 14, 13 »."""
        ends = [event.planned_on.definite for event in self.ends if event != self.of_plan]
        told = [f"annoncée pour {', puis '.join(distinct(ends))}"] if ends else []
        if self.of_plan:
            before = f"annoncée d’ici {self.of_plan.planned_on} avec tout le plan, puis pour "
            told = [told[0].replace("annoncée pour ", before)]
        if self.costs:
            told.append(", ".join(self._costs_in_words()).replace(", ", ", puis ", 1))
        return " ; ".join(told)

    def _costs_in_words(self) -> list[str]:
        costs = [event.cost for event in self.costs]
        if all(cost.is_in_millions for cost in costs):  # the unit is said once
            return distinct([str(costs[0]), *(cost.amount for cost in costs[1:])])
        return distinct([str(cost) for cost in costs])

    @property
    def slipped(self) -> str:
        """« 9 mois »: from the first promise to the newest that was made before it was done."""
        done = first_done(self.events)
        ends = [e for e in self.ends if not done or e.occurred_on.first_day <= done.settled_on]
        if len(ends) < 2:
            return ""
        return duration(ends[0].planned_on.last_day, ends[-1].planned_on.last_day)

    # Drawing: days from left to right, days promised from the ground up

    @cached_property
    def start(self) -> datetime.date:
        first = min(event.occurred_on.first_day for event in [*self.announcements, *self.ends])
        return datetime.date(first.year, 1, 1)

    @cached_property
    def end(self) -> datetime.date:
        """The end of the last year drawn: of the last promise, or of the day it was done."""
        days = [event.occurred_on.last_day for event in self.announcements]
        days += [event.planned_on.last_day for event in self.ends]
        days += [event.occurred_on.last_day for event in self.done]
        return datetime.date(max(days).year, 12, 31)

    @property
    def span(self) -> datetime.timedelta:
        return self.end - self.start

    def x(self, day: datetime.date) -> str:
        return percent((day - self.start).days, self.span.days)

    @cached_property
    def floor(self) -> datetime.date:
        days = [event.planned_on.first_day for event in self.ends]
        days += [event.occurred_on.first_day for event in self.done]
        return datetime.date(min(days).year, 1, 1)

    def y(self, day: datetime.date) -> str:
        return percent((self.end - day).days, (self.end - self.floor).days)

    @property
    def steps(self) -> list[Drawn]:
        """Each promise, flat from the day it was made until the next one, or the day of its end."""
        stops = [self.stop_of(rank) for rank in range(len(self.ends))]
        return [
            {
                "event": event,
                "x": self.x(event.occurred_on.first_day),
                "until": self.x(max(stop, event.occurred_on.first_day)),
                "y": self.y(event.planned_on.last_day),
                "height": percent(
                    (event.planned_on.last_day - event.planned_on.first_day).days,
                    (self.end - self.floor).days,
                ),
                "width": percent(
                    (event.occurred_on.last_day - event.occurred_on.first_day).days,
                    self.span.days,
                ),
                "label": str(event.planned_on),
                "is_minor": event not in (self.ends[0], self.ends[-1]),
                "is_late_in_drawing": event.occurred_on.first_day > self.middle,
            }
            for event, stop in zip(self.ends, stops, strict=True)
        ]

    @property
    def card(self) -> dict[str, Any]:
        """The same line for the image of the page: what `Card` takes."""
        if not self.has_ends:
            return {}
        steps = [
            Step(share(s["x"]), share(s["until"]), share(s["y"]), s["label"]) for s in self.steps
        ]
        goals = tuple((share(mark["x"]), share(mark["y"])) for mark in self.done_marks)
        return {"steps": tuple(steps), "goals": goals}

    @property
    def rises(self) -> list[Drawn]:
        """From a promise to the next, at the day when it changed."""
        steps = self.steps
        return [
            {"x": after["x"], "from": before["y"], "to": after["y"]}
            for before, after in pairwise(steps)
            if before["until"] == after["x"]
        ]

    def stop_of(self, rank: int) -> datetime.date:
        """Until when a promise stands: the next one, the day it was done, or its own last day."""
        made: datetime.date = self.ends[rank].occurred_on.first_day
        stops = [min(self.today, self.end)]
        stops += [event.occurred_on.first_day for event in self.ends[rank + 1 : rank + 2]]
        stops += [event.occurred_on.first_day for event in self.done]
        return min((day for day in stops if day >= made), default=made)

    @property
    def middle(self) -> datetime.date:
        return self.start + self.span / 2

    @property
    def done_marks(self) -> list[Drawn]:
        days = [event.occurred_on.first_day for event in self.done]
        return [{"x": self.x(day), "y": self.y(day)} for day in days]

    @property
    def diagonal(self) -> Drawn:
        """Where the day promised is the day itself: a promise that meets it is due."""
        first, last = max(self.start, self.floor), self.end
        return {"x1": self.x(first), "y1": self.y(first), "x2": self.x(last), "y2": self.y(last)}

    @property
    def years(self) -> list[Drawn]:
        return self._years(self.start, self.x)

    @property
    def promised_years(self) -> list[Drawn]:
        return self._years(self.floor, self.y)

    def _years(self, start: datetime.date, place: Any) -> list[Drawn]:
        years = range(start.year, self.end.year + 1)
        return [
            {
                "label": year,
                "at": place(datetime.date(year, 1, 1)),
                "is_minor": len(years) > 4 and bool(rank % 2),
            }
            for rank, year in enumerate(years)
        ]

    @property
    def cost_steps(self) -> list[Drawn]:
        """Each cost announced, by its day; the bar of a range goes from its low to its high."""
        highest = max(event.cost.high for event in self.costs)
        stops = [event.occurred_on.first_day for event in self.costs[1:]] + [self.end]
        return [
            {
                "event": event,
                "x": self.x(event.occurred_on.first_day),
                "width": percent((stop - event.occurred_on.first_day).days, self.span.days),
                "y": percent(highest - event.cost.high, highest),
                "low": percent(highest - event.cost.low, highest),
                "low_height": percent(event.cost.low, highest),
                "range_height": percent(event.cost.high - event.cost.low, highest),
                "is_range": event.cost.low != event.cost.high,
                "label": event.cost.amount if event.cost.is_in_millions else str(event.cost),
                "is_minor": event not in (self.costs[0], self.costs[-1]),
            }
            for event, stop in zip(self.costs, stops, strict=True)
        ]

    @property
    def summary(self) -> str:
        """The drawing in words, for who does not see it."""
        parts = [self.sentence[:1].upper() + self.sentence[1:]]
        parts += [f"Réalisée : {event.occurred_on}" for event in self.done]
        return ". ".join([*parts, "Le tableau qui suit donne chaque annonce."])

    @property
    def table(self) -> list[Any]:
        """The announcements and the day it was done, in order."""
        of_plan = [self.of_plan] if self.of_plan else []
        return in_order([*of_plan, *(e for e in self.events if e.announces or e in self.done)])


def share(place: str) -> float:
    """« 38.46% » as a share."""
    return float(place.removesuffix("%")) / 100


def distinct(words: Sequence[str]) -> list[str]:
    """Without a promise said twice in a row."""
    return [word for rank, word in enumerate(words) if not rank or word != words[rank - 1]]
