"""The day as a clock: what is going on at an instant, and what comes next.

It never says more than is known. A moment without an end is told during its hour only; one whose
days nobody gave belongs to an ordinary working day, so it is not told on Saturdays and Sundays.
"""

import datetime
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple, Self

from django.utils import timezone

from publishing.clock import moves_pages

from .models import NAMES_OF_DAYS, Moment, hour_in_words

DAY = datetime.timedelta(days=1)


@dataclass(frozen=True)
class Now:
    """What the published moments say of an instant, on the town's clock."""

    instant: datetime.datetime
    going_on: tuple[Moment, ...] = ()  # until a known end, or round the clock
    this_hour: tuple[Moment, ...] = ()  # begun within the hour, nobody says until when
    coming: tuple[Moment, ...] = ()  # the next ones, which begin together
    coming_on: datetime.date | None = None
    hours: tuple["Hour", ...] = field(default=(), repr=False)  # none when nothing is published

    @classmethod
    def of(cls, moments: Iterable[Moment], instant: datetime.datetime | None = None) -> Self:
        """`moments` in the order of hours; the instant is now unless it is given."""
        local = timezone.localtime(instant)
        moments = tuple(moments)
        going_on = [moment for moment in moments if is_going_on(moment, local)]
        coming = next(comings(moments, local), ())
        return cls(
            local,
            going_on=tuple(sorted(going_on, key=lambda moment: moment.is_all_day)),
            this_hour=tuple(m for m in moments if is_told_this_hour(m, local)),
            coming=tuple(moment for moment, _ in coming),
            coming_on=coming[0][1].date() if coming else None,
            hours=hours_of(moments, local) if moments else (),
        )

    @property
    def present(self) -> tuple[Moment, ...]:
        """What this hour tells, then what goes on longer."""
        return self.this_hour + self.going_on

    @property
    def hour_label(self) -> str:
        return hour_in_words(datetime.time(self.instant.hour))

    @property
    def titles(self) -> str:
        return ", ".join(moment.title for moment in self.present)

    @property
    def coming_titles(self) -> str:
        return ", ".join(moment.title for moment in self.coming)

    @property
    def coming_in_words(self) -> str:
        """« à 10 h », « demain à 5 h 30 », « lundi à 8 h »; nothing when nothing comes."""
        if self.coming_on is None:
            return ""
        at = f"à {self.coming[0].hour_label}"
        today = self.instant.date()
        if self.coming_on == today:
            return at
        if self.coming_on == today + DAY:
            return f"demain {at}"
        return f"{NAMES_OF_DAYS[self.coming_on.weekday()]} {at}"

    @property
    def until(self) -> datetime.datetime:
        """When these words stop being true: at the next hour, or before."""
        hour_ends = self.instant.replace(minute=0, second=0, microsecond=0)
        hour_ends += datetime.timedelta(hours=1)
        changes = [moment.time for moment in self.coming if self.coming_on == self.instant.date()]
        changes += [moment.ends_at for moment in self.going_on if moment.ends_at]
        today = (
            timezone.make_aware(datetime.datetime.combine(self.instant.date(), time))
            for time in changes
        )
        return min([hour_ends, *(instant for instant in today if instant > self.instant)])


class Hour(NamedTuple):
    """One of the twenty-four hours of the strip, and the moments that begin in it."""

    number: int
    moments: list[Moment]
    is_now: bool


def hours_of(moments: Iterable[Moment], local: datetime.datetime) -> tuple[Hour, ...]:
    begun = [[m for m in moments if m.time.hour == n and not m.is_all_day] for n in range(24)]
    return tuple(Hour(n, some, local.hour == n) for n, some in enumerate(begun))


def is_going_on(moment: Moment, local: datetime.datetime) -> bool:
    if moment.is_all_day:
        return moment.is_told_on(local.date())
    if moment.ends_at is None:
        return False
    time = local.time()
    if moment.time < moment.ends_at:
        return moment.time <= time < moment.ends_at and moment.is_told_on(local.date())
    begun_today = time >= moment.time and moment.is_told_on(local.date())
    begun_yesterday = time < moment.ends_at and moment.is_told_on(local.date() - DAY)
    return begun_today or begun_yesterday


def is_told_this_hour(moment: Moment, local: datetime.datetime) -> bool:
    return (
        moment.ends_at is None
        and not moment.is_all_day
        and moment.time.hour == local.hour
        and moment.time <= local.time()
        and moment.is_told_on(local.date())
    )


def comings(
    moments: Iterable[Moment], local: datetime.datetime
) -> Iterator[list[tuple[Moment, datetime.datetime]]]:
    """The beginnings of the coming week, those of one instant together."""
    begins: dict[datetime.datetime, list[tuple[Moment, datetime.datetime]]] = {}
    for ahead in range(8):
        day = local.date() + ahead * DAY
        for moment in moments:
            begin = datetime.datetime.combine(day, moment.time, local.tzinfo)
            if not moment.is_all_day and begin > local and moment.is_told_on(day):
                begins.setdefault(begin, []).append((moment, begin))
    for begin in sorted(begins):
        yield begins[begin]


@moves_pages
def next_moment(now: datetime.datetime) -> datetime.datetime | None:
    """When what the home page and the day say of now stops being true."""
    moments = list(Moment.objects.published(now).order_by("time", "rank"))
    return Now.of(moments, now).until if moments else None
