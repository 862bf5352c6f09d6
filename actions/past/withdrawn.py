"""What an import brought and its undoing took back: kept readable, folded into one line."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from ..models import Event


@dataclass
class Withdrawn:
    """The events of one undone import, or those that say that it was undone."""

    run: int  # the number of the import
    events: list[Event]

    @property
    def is_undoing(self) -> bool:
        return self.events[0].is_withdrawal

    @property
    def undone_on(self) -> datetime.date:
        first = self.events[0]
        undoing = first if self.is_undoing else first.correction
        return undoing.recorded_on


def run_of(event: Event) -> int | None:
    """The number of the undone import that the event belongs to, by either side; or None."""
    if event.is_withdrawal and event.import_run:
        return event.import_run.undoes_id
    return event.import_run_id if event.is_withdrawn else None


def story_of(events: Iterable[Event]) -> list[Event | Withdrawn]:
    """What stands, in the same order, then one line for each undone import, the newest first."""
    story: list[Event | Withdrawn] = []
    runs: dict[int, list[Event]] = {}
    for event in events:
        run = run_of(event)
        if run is None:
            story.append(event)
        elif event.is_withdrawn:
            runs.setdefault(run, []).append(event)
    return story + [Withdrawn(run, runs[run]) for run in sorted(runs, reverse=True)]


def folded(events: Iterable[Event]) -> list[Event | Withdrawn]:
    """The same order; neighbours of one undone import make one line."""
    found: list[Event | Withdrawn] = []
    for (run, _), neighbours in groupby(events, key=lambda e: (run_of(e), e.is_withdrawal)):
        group = list(neighbours)
        found += group if run is None else [Withdrawn(run, group)]
    return found
