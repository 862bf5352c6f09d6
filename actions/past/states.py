"""The plan at any past day, and what changed between two, by the public rule."""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Count, Min, OuterRef, QuerySet, Subquery
from django.utils import timezone

from publishing.page_files.shared import shared
from publishing.text.dates import PartialDate

from ..models import Action, Event, Status, Totals
from ..statuses import is_step_back
from .plan_state import Counts, PlanState

ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@shared
def first_day() -> datetime.date | None:
    """The day a first action enters the plan, or None before any."""
    deciding = Event.objects.public().deciding(timezone.localdate())
    day: datetime.date | None = deciding.aggregate(day=Min("settled_on"))["day"]
    return day


class NoSuchDay(Exception):
    """A date without a page: `reason` says why, `suggestion` is the nearest day that has one."""

    def __init__(self, reason: str, suggestion: datetime.date | None = None) -> None:
        super().__init__(reason)
        self.reason, self.suggestion = reason, suggestion


def read_day(text: str) -> datetime.date:
    """The day that an address names. Raises NoSuchDay when the plan has no state at it."""
    first, today = first_day(), timezone.localdate()
    if first is None:
        raise NoSuchDay("Aucune étape n’est encore enregistrée : le plan n’a pas de passé.")
    if not ISO_DAY.fullmatch(text):
        raise NoSuchDay(
            f"« {text[:40]} » n’est pas une date complète. Dans l’adresse, une date s’écrit "
            "année, mois, jour : 2019-04-15.",
            within(nearest(text), first, today),
        )
    try:
        day = datetime.date.fromisoformat(text)
    except ValueError:
        suggestion = within(end_of_month(text), first, today)
        raise NoSuchDay(f"Le {text} n’existe pas au calendrier.", suggestion) from None
    if day < first:
        raise NoSuchDay(
            f"Le plan n’existait pas encore : sa première étape date du {PartialDate(first)}.",
            first,
        )
    if day > today:
        raise NoSuchDay("Cette date est à venir : le site ne montre que le passé.", today)
    return day


def nearest(text: str) -> datetime.date | None:
    """The day somebody probably meant: « 15-04-2019 », « avril 2019 », « 2019-04 »."""
    for spelling in (text, text.replace("-", "/"), text.replace("-", " ")):
        try:
            return PartialDate.from_french(spelling).last_day
        except ValueError:
            continue
    return None


def end_of_month(text: str) -> datetime.date | None:
    try:
        return PartialDate.from_iso(text[:7]).last_day
    except ValueError:
        return None


def within(
    day: datetime.date | None, first: datetime.date, last: datetime.date
) -> datetime.date | None:
    return day and min(max(day, first), last)


def years_after(day: datetime.date, years: int) -> datetime.date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, day=28)


def past_days(today: datetime.date, first: datetime.date | None) -> dict[str, datetime.date]:
    """The days most worth a look back from today, with their names, none before the plan."""
    days = {
        "Le plan il y a un mois": today - datetime.timedelta(days=30),
        "Le plan il y a un an": years_after(today, -1),
    }
    return {name: day for name, day in days.items() if first and first <= day}


@dataclass
class PlanAt:
    """Where every action stood at the end of a day; with `known_on`, as the site knew it at the
    end of another: what was recorded later, corrections too, is left out."""

    day: datetime.date
    known_on: datetime.date | None = None

    def states(self) -> Any:
        """Every action with `status_on_day`: its status then, None before it entered the plan."""
        return Action.objects.published().at(self.day, self.known_on)

    def with_events(self) -> QuerySet[Any]:
        """The same with the theme and the deciding event, by its primary key: see
        `with_deciding_event`."""
        deciding = Event.objects.filter(action=OuterRef("pk")).deciding(self.day, self.known_on)
        return (
            Action.objects.published()
            .entered(self.day, self.known_on)
            .select_related("theme")
            .annotate(deciding=Subquery(deciding.values("pk")[:1]))
        )

    @cached_property
    def counts(self) -> Counts:
        states = self.states().with_certainty(self.day, self.known_on).order_by()
        grouped = states.values_list("status_on_day", "certainty_on_day").annotate(Count("pk"))
        return {(status, sure): count for status, sure, count in grouped if status}

    @cached_property
    def state(self) -> PlanState:
        return PlanState.of(self.day, self.counts, self.known_on)

    @property
    def totals(self) -> Totals:
        return self.state.totals

    @property
    def total(self) -> int:
        """The denominator: the actions in the plan, without those that left it."""
        return self.totals.in_plan

    @property
    def left(self) -> int:
        """How many had left it."""
        return self.totals.left

    @property
    def size(self) -> int:
        return sum(self.totals.values())

    def as_json(self) -> str:
        """The text of the state, written as it is read: a plan may be large."""
        tally = self.state.tally
        head = {
            "date": self.day.isoformat(),
            **({"connu_le": self.known_on.isoformat()} if self.known_on else {}),
            "total": self.total,
            "statuts": {status.value: count for status, count in self.totals.items()},
            "certitudes": {sure.value: n for sure, n in self.state.certainties.items()},
            "bilan": tally
            and {
                "date": tally.said_on.iso,
                "auteur": tally.author,
                "source": tally.source.url,
                "statuts": {status.value: count for status, count in tally.statuses.items()},
            },
        }
        states = self.states().with_certainty(self.day, self.known_on)
        rows = states.values_list("number", "status_on_day", "certainty_on_day")
        actions = (
            f'{{"numero": {number}, "statut": "{at}", "certitude": "{sure}"}}'
            for number, at, sure in rows.iterator(chunk_size=1000)
            if at
        )
        return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "actions": [{", ".join(actions)}]}}'


def with_deciding_event(actions: Iterable[Any]) -> list[Any]:
    """The actions of `PlanAt.with_events`, each with its deciding `event` and `status_then`."""
    actions = list(actions)
    events = Event.objects.select_related("merged_into").in_bulk(
        [action.deciding for action in actions]
    )
    for action in actions:
        action.event = events[action.deciding]
        action.status_then = Status(action.event.status)
    return actions


class Change(NamedTuple):
    """An action whose status differs; before is None when it was not in the plan yet."""

    action: int  # its primary key
    before: Status | None
    after: Status


@dataclass
class Comparison:
    """What changed between the end of a day and the end of a later one."""

    before: PlanAt
    after: PlanAt

    @cached_property
    def changed(self) -> list[Change]:
        before = dict(self.before.states().values_list("pk", "status_on_day"))
        after = self.after.states().values_list("pk", "status_on_day")
        return [
            Change(pk, Status(before[pk]) if before.get(pk) else None, Status(status))
            for pk, status in after
            if status and before.get(pk) != status
        ]

    @property
    def entered(self) -> list[Change]:
        return [change for change in self.changed if change.before is None]

    @property
    def left(self) -> list[Change]:
        return [change for change in self.changed if not change.after.is_in_plan]

    @property
    def moved(self) -> list[Change]:
        stayed = (change for change in self.changed if change.before and change.after.is_in_plan)
        return [change for change in stayed if change.after != Status.UNKNOWN]

    @property
    def lost(self) -> list[Change]:
        """Those that no source follows any more: they did not move, as far as anyone knows."""
        return [c for c in self.changed if c.before and c.after == Status.UNKNOWN]

    @property
    def listed(self) -> list[tuple[str, Change]]:
        """All that the page lists, in its order: an action that came and went is there twice."""
        sections = {
            "moved": self.moved,
            "lost": self.lost,
            "entered": self.entered,
            "left": self.left,
        }
        return [(name, change) for name, changes in sections.items() for change in changes]

    def shown(self, part: Iterable[tuple[str, Change]]) -> list[tuple[str, list[Any]]]:
        """A part of `listed` as the page shows it: `(section, actions)`, each action with its
        `status_before` too."""
        changes = {change.action: change for _, change in part}
        found = with_deciding_event(self.after.with_events().filter(pk__in=changes))
        for action in found:
            action.status_before = changes[action.pk].before
            action.is_back = is_step_back(action.status_before, action.status_then)
        by_pk = {action.pk: action for action in found}
        sections: defaultdict[str, list[Any]] = defaultdict(list)
        for name, change in part:
            sections[name].append(by_pk[change.action])
        return list(sections.items())

    @property
    def unchanged(self) -> int:
        return self.after.size - len(self.changed)

    @cached_property
    def totals(self) -> dict[Status, tuple[int, int]]:
        """For each status: `(before, after)`."""
        return {
            status: (self.before.totals[status], self.after.totals[status]) for status in Status
        }

    def events(self) -> QuerySet[Event]:
        """What happened meanwhile, news included, oldest first."""
        return (
            Event.objects.public()
            .standing(self.after.known_on)
            .facts()
            .to_show()
            .filter(settled_on__gt=self.before.day, settled_on__lte=self.after.day)
            .order_by("settled_on", "rank")
        )
