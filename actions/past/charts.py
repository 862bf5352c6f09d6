"""The plan drawn: how it advanced, and where each theme stands.

What is drawn is read from the events by the public rule of `EventQuerySet.deciding`; what others
said of the whole is another page (`tallies`).
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from figures.charts import percent
from publishing.text.dates import PartialDate
from publishing.text.typography import NBSP, format_number

from ..models import Action, Event, Status, Theme

# From the ground up: what is done is the ground.
STACK = sorted(Status, key=lambda status: status.row.stack)
MAX_STEPS = 60  # beyond, the chart keeps the last change of each quarter
MIN_LABEL = 0.08  # a thinner band has no room for its words: the legend has them

Drawn = dict[str, Any]  # what a template draws
# How many actions, by day, former status (None: not in the plan yet) and status.
Moves = Counter[tuple[datetime.date, str | None, str]]


@dataclass(frozen=True)
class Step:
    """The state of the plan from a day on, until the next step."""

    day: datetime.date
    totals: dict[Status, int]

    @property
    def size(self) -> int:
        return sum(self.totals.values())


def progress(actions: QuerySet[Action], today: datetime.date | None = None) -> list[Step]:
    """Every change of the totals of these actions, oldest first: one query, one pass."""
    moves: Moves = Counter()
    events = (
        Event.objects.deciding(today or timezone.localdate())
        .filter(action__in=actions.order_by())
        .order_by("action", "settled_on", "rank")
        .values_list("action", "settled_on", "status")
    )
    current = former = None
    for action, day, status in events.iterator():
        if action != current:
            current, former = action, None
        if status != former:
            moves[day, former, status] += 1
            former = status
    return steps_of(moves)


def steps_of(moves: Moves) -> list[Step]:
    by_day = defaultdict(list)
    for (day, former, status), count in moves.items():
        by_day[day].append((former, status, count))
    totals, steps = dict.fromkeys(Status, 0), list[Step]()
    for day in sorted(by_day):
        for former, status, count in by_day[day]:
            totals[Status(status)] += count
            if former:
                totals[Status(former)] -= count
        steps.append(Step(day, dict(totals)))
    return steps


def thin(steps: list[Step]) -> list[Step]:
    """Few enough steps to draw: all of them, or the last of each quarter."""
    if len(steps) <= MAX_STEPS:
        return steps
    return list({(step.day.year, (step.day.month - 1) // 3): step for step in steps}.values())


class ProgressChart:
    """The plan over time, as bands one above the other; places are shares of the drawing."""

    def __init__(self, actions: QuerySet[Action], today: datetime.date | None = None) -> None:
        self.today = today or timezone.localdate()
        self.steps = progress(actions, self.today)
        self.rows = thin(self.steps)
        if self.steps:
            self.start = datetime.date(self.steps[0].day.year, 1, 1)
            self.end = min(self.today, datetime.date(self.steps[-1].day.year, 12, 31))
            self.size = max(step.size for step in self.steps)

    def __bool__(self) -> bool:
        """One change draws nothing: there must be a before and an after."""
        return len(self.steps) > 1

    @property
    def now(self) -> Step:
        return self.steps[-1]

    @property
    def sentence(self) -> str:
        """The drawing in words, for who does not see it."""
        first, last = self.steps[0], self.steps[-1]
        return (
            f"Le {PartialDate(first.day)} : {_in_words(first)}. "
            f"Le {PartialDate(last.day)} : {_in_words(last)}. "
            "Le tableau qui suit donne chaque date."
        )

    @property
    def statuses(self) -> list[Status]:
        """Those that the plan ever had, from the top of the drawing to its ground."""
        return [status for status in reversed(STACK) if any(s.totals[status] for s in self.steps)]

    @property
    def columns(self) -> list[Status]:
        return [status for status in Status if status in self.statuses]

    @property
    def table(self) -> list[tuple[datetime.date, list[int]]]:
        """`(date, counts)` of each step, in the order of `columns`."""
        return [(step.day, [step.totals[status] for status in self.columns]) for step in self.rows]

    @property
    def legend(self) -> list[tuple[Status, int]]:
        return [(status, self.now.totals[status]) for status in self.statuses]

    @property
    def is_still(self) -> bool:
        """Whether the drawing ends before today: nothing has changed since."""
        return self.end < self.today

    def x(self, day: datetime.date) -> Any:
        return percent((day - self.start).days, (self.end - self.start).days)

    @property
    def bands(self) -> list[Drawn]:
        """A rectangle for each status and each stretch of time in which it does not move."""
        found = []
        for status in STACK:
            stretches = []
            for step in self.rows:
                below = sum(step.totals[other] for other in STACK[: STACK.index(status)])
                place = (below, step.totals[status])
                if not stretches or stretches[-1][1] != place:
                    stretches.append((step.day, place))
            ends = [day for day, _ in stretches[1:]] + [self.end]
            for (day, (below, count)), end in zip(stretches, ends, strict=True):
                if count and end > day:
                    found.append(
                        {
                            "status": status,
                            "x": self.x(day),
                            "width": percent((end - day).days, (self.end - self.start).days),
                            "y": percent(self.size - below - count, self.size),
                            "height": percent(count, self.size),
                        }
                    )
        return found

    @property
    def labels(self) -> list[Drawn]:
        """The words written in the last bands, where they fit."""
        found, below = [], 0
        for status in STACK:
            count = self.now.totals[status]
            if count >= MIN_LABEL * self.size:
                y = percent(self.size - below - count / 2, self.size)
                word = _name(status, count)
                found.append({"status": status, "y": y, "count": count, "word": word})
            below += count
        return found

    @property
    def years(self) -> list[Drawn]:
        """The first of January of each year; every other one gives way on a small screen."""
        return [
            {"label": year, "x": self.x(datetime.date(year, 1, 1)), "is_minor": bool(rank % 2)}
            for rank, year in enumerate(range(self.start.year, self.end.year + 1))
        ]

    @property
    def levels(self) -> list[Drawn]:
        """Round numbers of actions along the side, and the whole plan at the top."""
        pace = next(p for p in (1, 2, 5, 10, 20, 50, 100, 500, 1000, 5000) if self.size / p <= 5)
        counts = [n for n in range(0, self.size, pace) if self.size - n >= pace / 2]
        return [
            {"count": count, "y": percent(self.size - count, self.size)}
            for count in [*counts, self.size]
        ]


def _in_words(step: Step) -> str:
    return ", ".join(count_of(s, step.totals[s]) for s in Status if step.totals[s])


def count_of(status: Status, count: int) -> str:
    """« 22 réalisées », « 1 suspendue »."""
    return f"{format_number(count)}{NBSP}{_name(status, count)}"


def _name(status: Status, count: int) -> str:
    return (status.plural if count > 1 else status.label).lower()


class ThemeChart:
    """Where the actions of each theme stand, those of no known theme included."""

    def __init__(
        self, numbers: Mapping[tuple[int | None, str], int], themes: Iterable[Theme]
    ) -> None:
        """`numbers`: how many actions, by the key of their theme or None, and their status."""
        counts: dict[int | None, dict[Status, int]] = {}
        for (theme, status), number in numbers.items():
            counts.setdefault(theme, {})[Status(status)] = number
        known = [(theme, counts.get(theme.pk, {})) for theme in themes]
        self.themes = [*known, (None, counts[None])] if None in counts else known
        self.longest = max((sum(counts.values()) for _, counts in self.themes), default=0)

    def __bool__(self) -> bool:
        return self.longest > 0

    @property
    def statuses(self) -> list[Status]:
        return [s for s in Status if any(counts.get(s) for _, counts in self.themes)]

    @property
    def rows(self) -> list[Drawn]:
        """One theme each: its bar, piece by piece, its sentence and its counts."""
        return [self._row(theme, counts) for theme, counts in self.themes]

    def _row(self, theme: Theme | None, counts: dict[Status, int]) -> Drawn:
        pieces, before = [], 0
        for status in Status:
            if count := counts.get(status, 0):
                pieces.append(
                    {
                        "status": status,
                        "count": count,
                        "x": percent(before, self.longest),
                        "width": percent(count, self.longest),
                        "middle": percent(before + count / 2, self.longest),
                        "is_labelled": count >= 0.04 * self.longest,
                    }
                )
                before += count
        return {
            "theme": theme,
            "total": before,
            "pieces": pieces,
            "sentence": ", ".join(count_of(s, counts[s]) for s in Status if counts.get(s)),
            "counts": [counts.get(status, 0) for status in self.statuses],
        }
