"""What the site knew on another day: the state of the plan from what was recorded by then."""

import datetime
from dataclasses import dataclass

from django.db.models import Min
from django.utils import timezone

from publishing.page_files.shared import shared
from publishing.text.dates import PartialDate

from ..models import Event
from .states import NoSuchDay, PlanAt, nearest


@shared
def first_recorded() -> datetime.date | None:
    """The day, on the town's clock, on which a first public event was recorded here."""
    instant = Event.objects.public().aggregate(first=Min("recorded_at"))["first"]
    return instant and timezone.localdate(instant)


def read_known_on(text: str, page: datetime.date) -> datetime.date | None:
    """The day that « connu-le » names in the address of a day's page, None without it. Raises
    NoSuchDay, which leads back to that page, when the site knew nothing then."""
    text = text.strip()
    if not text:
        return None
    day, first, today = nearest(text), first_recorded(), timezone.localdate()
    if day is None:
        raise NoSuchDay(
            f"« {text[:40]} » n’est pas une date. Après « connu-le= », une date s’écrit année, "
            "mois, jour : 2026-12-01.",
            page,
        )
    if first and day < first:
        raise NoSuchDay(
            f"Le site ne savait encore rien ce jour-là : sa première étape a été enregistrée le "
            f"{PartialDate(first)}.",
            page,
        )
    if day > today:
        raise NoSuchDay("« connu-le » est à venir : le site ne sait que ce qu’il sait.", page)
    return day


@dataclass
class Revision:
    """What was recorded later changed of the counts of a day."""

    then: PlanAt
    now: PlanAt

    @property
    def changes(self) -> bool:
        return self.then.counts != self.now.counts


def revision_of(plan: PlanAt, first: datetime.date | None) -> Revision | None:
    """The same day as it was known then and as it is known now. Of a page of today's knowledge,
    « then » is the end of the day itself, or of `first`, on which the site began to record."""
    if plan.known_on:
        return Revision(plan, PlanAt(plan.day))
    today = timezone.localdate()
    known_on = max(plan.day, first) if first else today
    return Revision(PlanAt(plan.day, known_on), plan) if known_on < today else None
