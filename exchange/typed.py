"""Dates and hours as people type them in forms: « 3/12/26 », « demain », « lundi », « 8 h 05 »."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from spreadsheets.values import as_date, plain, shown

FIRST_YEAR, YEARS_AHEAD = 1800, 60
WORDS = {"avant-hier": -2, "hier": -1, "aujourd'hui": 0, "demain": 1, "apres-demain": 2}
WEEK = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"]
HOUR = re.compile(
    r"(?:a )?(\d{1,2})(?: ?(?:h|:|\.|heures?) ?(\d{2})?(?: ?(?::|min|mn)(?: ?\d{2})?)?)?"
)
HOURS = {"midi": datetime.time(12), "minuit": datetime.time(0)}


def read_day(text: str) -> datetime.date:
    """The day that somebody typed today. Raises ValueError, with what was expected."""
    words, today = plain(text), timezone.localdate()
    if words in WORDS:
        return today + datetime.timedelta(WORDS[words])
    name, _, which = words.partition(" ")
    if name in WEEK and which in ("", "prochain", "dernier"):
        ahead = (WEEK.index(name) - today.weekday() - 1) % 7 + 1  # tomorrow to a week from now
        before = ahead - 7 or -7
        return today + datetime.timedelta(before if which == "dernier" else ahead)
    if slip := re.search(r"(?<!\d)0\d{3}(?!\d)", words):  # a sheet may mean 2027 by « 0027 »
        check_year(int(slip[0]), text)
    day = as_date(text)
    if day is None:
        raise ValueError("attendu : une date, par exemple 01/12/2026.")
    check_year(day.year, text)
    return day


def check_year(year: int, text: str) -> None:
    """Raises ValueError for a year that is a slip of the hand."""
    if not FIRST_YEAR <= year <= timezone.localdate().year + YEARS_AHEAD:
        raise ValueError(
            f"« {shown(text)} » : l’année {year:04} est-elle juste ? Écrivez-la en entier, par "
            "exemple 01/12/2026."
        )


def read_hour(text: str) -> datetime.time:
    """« 9h00 », « 8 h 05 », « 9h », « 9:00 », « midi ». Raises ValueError."""
    words = plain(text)
    if words in HOURS:
        return HOURS[words]
    if (match := HOUR.fullmatch(words)) and int(match[1]) < 24 and int(match[2] or 0) < 60:
        return datetime.time(int(match[1]), int(match[2] or 0))
    raise ValueError(
        f"« {shown(text)} » n’est pas une heure ; attendu : par exemple 8 h 05 ou 14:30."
    )


class DayField(forms.DateField):
    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            return read_day(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class HourField(forms.TimeField):
    def to_python(self, value: Any) -> Any:
        if not isinstance(value, str) or not value.strip():
            return super().to_python(value)
        try:
            # Our own boxes show seconds, which nobody types.
            return super().to_python(value) if value.count(":") == 2 else read_hour(value)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None


class MomentField(forms.SplitDateTimeField):
    """A day and an hour; a day alone begins at midnight."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.fields = (DayField(required=False), HourField(required=False))
        self.error_messages["invalid_date"] = "Donnez aussi la date, par exemple 01/12/2026."

    def compress(self, data_list: Any) -> Any:
        if data_list and data_list[0] and not data_list[1]:
            data_list = [data_list[0], datetime.time(0)]
        return super().compress(data_list)
