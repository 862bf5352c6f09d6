"""What is known of the whole plan at a day: what was said of it, and what can be shown one by one.

While an action of the plan is « inconnu », pages give the newest totals of the town as its word,
with their date, beside those that the events tell; the two are never mixed (docs/design.md).
"""

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import OuterRef, Subquery

from publishing.text.dates import PartialDate, Precision, duration
from publishing.text.typography import NBSP

from ..models import Action, Certainty, Event, Status, Tally, Totals

SILENCE = 12  # months without an event, after which a page says so at its top
# How many actions, by status and certainty.
Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Known:
    """How many actions are known to be in a status, and how many of them are proved to be."""

    status: Status
    count: int
    proved: int
    merged: int = 0  # of those that left the plan: taken over by another

    @property
    def label(self) -> str:
        """« Réalisées », « Réalisée »; those that another action takes over were not given up."""
        several = self.count > 1
        if self.merged and self.merged == self.count:
            return "Regroupées avec d’autres" if several else "Regroupée avec une autre"
        if self.merged:
            return "Sorties du plan"
        return self.status.plural if several else self.status.label

    @property
    def proof(self) -> str:
        """« dont 5 prouvées », « prouvée »; empty where nothing can be proved."""
        if self.status == Status.UNKNOWN or not self.count:
            return ""
        if 0 < self.merged < self.count:
            return f"dont {self.merged}{NBSP}regroupée{'s' if self.merged > 1 else ''}"
        if self.count == 1:
            return "prouvée" if self.proved else "déduite"
        if not self.proved:
            return "toutes déduites"
        if self.proved == self.count:
            return "toutes prouvées"
        return f"dont {self.proved}{NBSP}prouvée{'s' if self.proved > 1 else ''}"


@dataclass(frozen=True)
class PlanState:
    """The plan at the end of a day."""

    day: datetime.date
    counts: Counts
    newest: PartialDate | None  # of the facts recorded, or None before any
    tally: Any  # the newest totals of the town, or None: a Tally, with its partial dates
    due_on: PartialDate | None  # when the town said that the plan would be done
    closed: Any  # the Tally in which the town says the plan finished, or None
    merged: int = 0  # how many of those that left the plan another action takes over

    @classmethod
    def of(
        cls, day: datetime.date, counts: Counts, known_on: datetime.date | None = None
    ) -> "PlanState":
        """With `known_on`: as the site knew it at the end of another day."""
        tallies = Tally.objects.known_on(known_on) if known_on else Tally.objects.all()
        told: list[Any] = list(tallies.until(day).of_the_town())
        events = Event.objects.public().of_the_works().facts().standing(known_on)
        events = events.filter(settled_on__lte=day)
        return cls(
            day,
            counts,
            events.order_by("-settled_on", "-rank").values_list("occurred_on", flat=True).first(),
            next((tally for tally in told if tally.done is not None), None),
            next((tally.due_on for tally in told if tally.due_on), None),
            next((tally for tally in reversed(told) if tally.closes_plan), None),
            merged_among(Action.objects.published(), counts, day, known_on),
        )

    @cached_property
    def totals(self) -> Totals:
        found: Counter[str] = Counter()
        for (status, _), count in self.counts.items():
            found[status] += count
        return Totals.of(found)

    @property
    def known(self) -> list[Known]:
        """Every status that is told even at zero, and those that the plan has."""
        return [
            Known(
                status,
                count,
                self.counts.get((status.value, Certainty.PROVED.value), 0),
                self.merged if status == Status.ABANDONED else 0,
            )
            for status, count in self.totals.items()
            if count or status.is_always_counted
        ]

    @property
    def counted(self) -> str:
        """« 9 réalisées, 6 en cours et 23 au statut inconnu », of what the plan has."""
        parts = [
            words_of(known.status, known.count, known.label) for known in self.known if known.count
        ]
        return " et ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]])) or "aucune action"

    @property
    def done(self) -> Known:
        return next(known for known in self.known if known.status == Status.DONE)

    @property
    def certainties(self) -> dict[Certainty, int]:
        """How many actions are known with each certainty."""
        found: Counter[str] = Counter()
        for (_, certainty), count in self.counts.items():
            found[certainty] += count
        return {certainty: found[certainty.value] for certainty in Certainty}

    @property
    def total(self) -> int:
        return self.totals.in_plan

    @property
    def is_partly_unknown(self) -> bool:
        return self.totals[Status.UNKNOWN] > 0

    @property
    def said(self) -> Any:
        """The tally that heads the page: none once every status is known."""
        return self.tally if self.is_partly_unknown else None

    @property
    def known_on(self) -> str:
        """« au 13 avril 2019 », « en avril 2019 », after « état connu »."""
        return known_on(self.newest) if self.newest else ""

    @property
    def silence(self) -> str:
        """« 7 ans et 7 mois » since the newest fact; empty within twelve months of it."""
        if self.newest is None:
            return ""
        last = self.newest.last_day
        months = 12 * (self.day.year - last.year) + self.day.month - last.month
        return duration(last, self.day) if months > SILENCE else ""


def words_of(status: Status, count: int, label: str) -> str:
    """« 9 réalisées », « 1 en cours », « 23 au statut inconnu »."""
    if status == Status.UNKNOWN:
        return f"{count}{NBSP}{status.row.group.many}"
    return f"{count}{NBSP}{label.lower()}"


def merged_among(
    actions: Any, counts: Counts, day: datetime.date, known_on: datetime.date | None = None
) -> int:
    """How many of these actions left the plan because another takes them over. Asks nothing of
    a plan that none left."""
    if not any(status == Status.ABANDONED and count for (status, _), count in counts.items()):
        return 0
    deciding = Event.objects.filter(action=OuterRef("pk")).deciding(day, known_on)
    merged = actions.annotate(taken_by=Subquery(deciding.values("merged_into")[:1]))
    return int(merged.filter(taken_by__isnull=False).count())


def known_on(day: PartialDate) -> str:
    """« au 13 avril 2019 », « en avril 2019 »."""
    is_vague = day.precision in (Precision.MONTH, Precision.YEAR)
    return f"{'en' if is_vague else 'au'} {day}"
