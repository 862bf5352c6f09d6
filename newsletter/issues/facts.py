"""What an issue contains: the difference between two states of the plan, by the public rule.

Each end is a rank in the chain and a day: what was recorded by then, of what was over by then. An
event known to the month is therefore in the issue that follows the end of its month, even
when it was recorded before the issue that came earlier.
"""

import datetime
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property

from actions.models import Action, Event, Status, Totals
from actions.statuses import Group, is_step_back
from publishing.text.dates import duration

from . import groups


@dataclass(frozen=True)
class Bound:
    """A moment of the history: the events recorded up to a rank, as they count on a day."""

    rank: int = 0
    day: datetime.date | None = None  # None: before anything

    def sees(self, event):
        return event.rank <= self.rank and self.day is not None and event.settled_on <= self.day


@dataclass
class Fact:
    """One thing that happened to one action: a move, a correction, a delay or a piece of news."""

    action: Action
    event: Event | None
    group: Group
    before: Status | None = None
    after: Status | None = None

    @property
    def has_moved(self):
        return self.before != self.after

    @property
    def key(self):
        """What distinguishes it from any other fact of its issue."""
        return [self.action.pk, self.event.pk if self.event else None]


@dataclass
class History:
    """All the public events up to a rank, read once; without the actions withdrawn."""

    up_to: Bound

    @cached_property
    def actions(self):
        return {action.pk: action for action in Action.objects.published().select_related("theme")}

    @cached_property
    def events(self):
        known = Event.objects.public().filter(rank__lte=self.up_to.rank)
        return list(known.select_related("corrects", "merged_into", "import_run").order_by("rank"))

    def corrected(self, bound):
        """The events that another, recorded by then, corrects."""
        return {event.corrects_id for event in self.events if event.rank <= bound.rank} - {None}

    def deciding(self, bound):
        """For each action that had entered the plan, the event that decides its status."""
        corrected, found = self.corrected(bound), {}
        for event in self.events:
            if event.status and bound.sees(event) and event.pk not in corrected:
                newest = found.get(event.action_id)
                if newest is None or order(event) > order(newest):
                    found[event.action_id] = event
        return found

    def counts(self, bound):
        counts = defaultdict(int)
        for event in self.deciding(bound).values():
            counts[event.status] += 1
        return Totals.of(counts)


def order(event):
    return event.settled_on, event.rank


@dataclass
class Difference:
    """What happened between two moments, grouped as a reader wants it."""

    after: Bound
    up_to: Bound

    @cached_property
    def history(self):
        return History(self.up_to)

    @cached_property
    def standing_before(self):
        return self.history.deciding(self.after)

    @cached_property
    def standing(self):
        return self.history.deciding(self.up_to)

    @cached_property
    def newly_counted(self):
        """For each action, the events that count now and did not before."""
        corrected, found = self.history.corrected(self.up_to), defaultdict(list)
        for event in self.history.events:
            is_new = self.up_to.sees(event) and not self.after.sees(event)
            if is_new and event.pk not in corrected:
                found[event.action_id].append(event)
        return found

    @cached_property
    def facts(self):
        """Every fact, by group; in each, the actions whose title is known come first."""
        found = [fact for action in self.history.actions.values() for fact in self.of(action)]
        return sorted(
            found,
            key=lambda fact: (
                groups.GROUPS.index(fact.group),
                not fact.action.title,
                fact.action.number,
                fact.event.rank if fact.event else 0,
            ),
        )

    def of(self, action):
        """The facts of one action: its move or its delay, then the rest of what happened."""
        first = None
        if self.status(action, self.standing_before) != self.status(action, self.standing):
            first = self.move(action)
            yield first
        elif self.became_late(action):
            status = self.status(action, self.standing)
            yield Fact(action, None, groups.LATE, status, status)
        if action.pk not in self.standing_before and first:
            return  # readers discover it: where it stands is enough, its page has its story
        for event in self.newly_counted[action.pk]:
            if event.is_withdrawal and not self.after.sees(event.corrects):
                continue  # readers were never told what it takes back
            if first is None or event != first.event:
                yield self.news(action, event)

    def move(self, action):
        before = self.status(action, self.standing_before)
        after = self.status(action, self.standing)
        event = self.cause(action)
        return Fact(action, event, group_of(before, after, event), before, after)

    def cause(self, action):
        """The event to show for a move: the one that decides, unless it is an old one that counts
        again because what replaced it was corrected; then, the correction."""
        deciding = self.standing.get(action.pk)
        if deciding and not self.after.sees(deciding):
            return deciding
        corrections = [
            event
            for event in self.history.events
            if event.action_id == action.pk and event.corrects_id and event.rank > self.after.rank
        ]
        return corrections[-1] if corrections else deciding

    def news(self, action, event):
        """An event that moved nothing by itself, or no longer."""
        status = self.status(action, self.standing)
        group = groups.CORRECTED if event.corrects_id else groups.NEWS
        return Fact(action, event, group, status, status)

    def became_late(self, action):
        """Its promise passed meanwhile, and it is still open."""
        status = self.status(action, self.standing)
        if status is None or not status.is_open or not action.planned_on:
            return False
        promised = action.planned_on.last_day
        was_due = self.after.day is not None and promised < self.after.day
        return promised < self.up_to.day and not was_due

    @staticmethod
    def status(action, standing):
        event = standing.get(action.pk)
        return Status(event.status) if event else None

    def lateness(self, action):
        """« en retard de 3 mois », on the last day of the issue."""
        status = self.status(action, self.standing)
        if status is None or not status.is_open or not action.planned_on:
            return ""
        delay = duration(action.planned_on.last_day, self.up_to.day)
        return delay and f"en retard de {delay}"


def group_of(before, after, event):
    if event.corrects_id:
        return groups.CORRECTED
    is_back_at_the_start = before is not None and after == Status.UPCOMING
    if after is None or is_back_at_the_start or is_step_back(before, after):
        return groups.BACK
    return after.row.group
