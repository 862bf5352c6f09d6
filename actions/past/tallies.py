"""What was said of the whole plan, beside what the events of that day can show."""

from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from figures.charts import percent

from ..models import Certainty, Event, Status, Tally


@dataclass(frozen=True)
class Comparison:
    """A tally and what could be shown when it was published; widths are shares of a bar."""

    tally: Any  # a Tally: its dates are partial ones, which mypy takes for texts
    proved: int
    deduced: int
    unknown: int
    total: int

    @property
    def done(self) -> int:
        return self.proved + self.deduced

    @property
    def said_width(self) -> str | None:
        part = self.tally.part_done
        return None if part is None else percent(part, 100)

    @property
    def proved_width(self) -> str:
        return percent(self.proved, self.total)

    @property
    def deduced_width(self) -> str:
        return percent(self.deduced, self.total)

    @property
    def gap(self) -> int | None:
        """How many more actions were said to be done than can be shown; None when no number was
        told."""
        if self.tally.done is None or not self.tally.is_of_plan:
            return None
        return int(self.tally.done) - self.done


def comparisons() -> Iterator[Comparison]:
    """Oldest first. The deciding events are read once and played from tally to tally, by the
    public rule: in the order of their days, then of their ranks, the last word of each counts."""
    deciding = Event.objects.public().deciding(timezone.localdate()).order_by("settled_on", "rank")
    events = deque(deciding.values_list("settled_on", "action", "status", "certainty"))
    states: dict[int, tuple[str, str]] = {}
    for tally in Tally.objects.select_related("source").order_by("settled_on", "pk"):
        while events and events[0][0] <= tally.settled_on:
            _, action, *state = events.popleft()
            states[action] = (state[0], state[1])
        counts = Counter(states.values())
        yield Comparison(
            tally,
            counts[Status.DONE.value, Certainty.PROVED.value],
            counts[Status.DONE.value, Certainty.DEDUCED.value],
            counts[Status.UNKNOWN.value, Certainty.UNKNOWN.value],
            sum(n for (status, _), n in counts.items() if Status(status).is_in_plan),
        )
