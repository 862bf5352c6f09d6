"""What the public writes about, and the day by which each is answered."""

import calendar
import datetime
from functools import cache
from typing import NamedTuple

from django.db import models


class Subject(models.TextChoices):
    """Its value appears in addresses (`?sujet=acces`) and in the open data."""

    ERROR = "erreur", "Contester ou corriger une information"
    QUESTION = "question", "Poser une question sur une action"
    FOUND = "document", "Apporter un document ou une photographie"
    ACCESSIBILITY = "accessibilite", "Signaler un défaut d’accessibilité"
    ACCESS = "acces", "Demander un document administratif"
    PERSONAL = "donnees", "Exercer mes droits sur mes données"
    OTHER = "autre", "Autre sujet"

    @property
    def delay(self) -> "Delay":
        return DELAYS[self]

    def due_on(self, day: datetime.date) -> datetime.date:
        """The last day to answer what came that day."""
        return self.delay.end(day)


class Delay(NamedTuple):
    """How long an answer takes at most, and what the person may do after that."""

    words: str
    days: int = 0
    working_days: int = 0
    months: int = 0
    remedy: str = ""

    def end(self, day: datetime.date) -> datetime.date:
        if self.months:
            return months_later(day, self.months)
        if self.working_days:
            return working_days_later(day, self.working_days)
        return day + datetime.timedelta(days=self.days)


TEN_DAYS = Delay("10 jours ouvrés", working_days=10)
DELAYS = {
    Subject.ERROR: TEN_DAYS,
    Subject.QUESTION: TEN_DAYS,
    Subject.FOUND: TEN_DAYS,
    Subject.ACCESSIBILITY: Delay(
        "une semaine",
        days=7,
        remedy="Sans réponse satisfaisante, vous pouvez saisir le Défenseur des droits.",
    ),
    Subject.ACCESS: Delay(
        "un mois",
        months=1,
        remedy=(
            "Sans réponse à cette date, votre demande est refusée par la loi : vous avez deux mois "
            "pour saisir la Commission d’accès aux documents administratifs (CADA)."
        ),
    ),
    Subject.PERSONAL: Delay(
        "un mois", months=1, remedy="Sans réponse à cette date, vous pouvez saisir la CNIL."
    ),
    Subject.OTHER: Delay("un mois", months=1),
}


def months_later(day: datetime.date, months: int) -> datetime.date:
    """The same day that many months later, or the last of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return datetime.date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def working_days_later(day: datetime.date, count: int) -> datetime.date:
    """That many days from Monday to Friday later, public holidays left out."""
    while count:
        day += datetime.timedelta(days=1)
        count -= day.weekday() < 5 and day not in public_holidays(day.year)
    return day


@cache
def public_holidays(year: int) -> frozenset[datetime.date]:
    """The eleven of Code du travail, L3133-1."""
    fixed = [(1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)]
    moving = [easter(year) + datetime.timedelta(days=days) for days in (1, 39, 50)]
    return frozenset([datetime.date(year, *one) for one in fixed] + moving)


def easter(year: int) -> datetime.date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher)."""
    golden, (century, rest) = year % 19, divmod(year, 100)
    leaps, kept = divmod(century, 4)
    drift = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leaps - drift + 15) % 30
    weekday = (32 + 2 * kept + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * weekday) // 451
    month, day = divmod(epact + weekday - 7 * late + 114, 31)
    return datetime.date(year, month, day + 1)
