"""Dates known to the day, the month, the quarter or the year, and no better.

« mai 2017 » must sort right, count right and never be shown as 1 May. A `PartialDate` is one
value: the first day of its period and its precision, written as ISO 8601 writes it
(`2017-05-19`, `2017-05`, `2017`) with quarters as `2017-Q2`.
"""

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from exchange.typed import check_year, read_day
from spreadsheets.values import MONTHS, month_number, plain

# « T3 2024 », « T3-2024 », « 3T24 », « 3e trimestre 2024 », « 2024-T3 ».
QUARTER = re.compile(
    r"(?:(?:t|q|trim(?:estre|\.)?) ?(?P<quarter>[1-4])|(?P<rank>[1-4]) ?(?:e|er|eme|nd)? ?"
    r"(?:t|trim(?:estre|\.)?))(?: de)?[ /-]?(?P<year>\d{4}|(?<=[ /-])\d{2})"
)
QUARTER_AFTER = re.compile(r"(?P<year>\d{4})[ /-]?[tq](?P<quarter>[1-4])(?P<rank>)")
# A half of a year, or « fin 2025 »: the year is what is surely true of them.
HALF = re.compile(
    r"(?:s ?[12]|[12] ?(?:e|er|eme|nd)? ?(?:s|sem(?:estre|\.)?))(?: de)?[ /-]?(?P<year>\d{4})"
)
ABOUT_A_YEAR = re.compile(
    r"(?:debut|mi|milieu|courant|fin)(?: de)?(?: l'annee)?[ -](?P<year>\d{4})"
)
MONTH_AND_YEAR = re.compile(
    r"(?:(?:debut|mi|milieu|courant|fin)(?: de)?[ -])?(?P<month>[a-z]{3,})\.?[ /-]{1,2}"
    r"(?P<year>\d{4}|'?\d{2})"
)


def full_year(digits: str) -> int:
    """2024 for « 24 »; raises ValueError for a year of the last century, or a slip."""
    year = int(digits.strip("'"))
    if year >= 100:
        return year
    if year >= 70:
        raise ValueError(digits)
    return 2000 + year


class Precision(StrEnum):
    """How well a date is known. The values appear in open data."""

    DAY = "jour"
    MONTH = "mois"
    QUARTER = "trimestre"
    YEAR = "annee"


@dataclass(frozen=True)
class PartialDate:
    """A period of one day, month, quarter or year, by its first day.

    Raises ValueError when the first day does not begin such a period.
    """

    first_day: datetime.date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        day, month = self.first_day.day, self.first_day.month
        begins = {
            Precision.DAY: True,
            Precision.MONTH: day == 1,
            Precision.QUARTER: day == 1 and month % 3 == 1,
            Precision.YEAR: day == 1 and month == 1,
        }
        if not begins[self.precision]:
            raise ValueError(f"{self.first_day} does not begin a {self.precision}")

    @classmethod
    def from_iso(cls, text: str) -> Self:
        """Read `2017-05-19`, `2017-05`, `2017-Q2` or `2017`. Raises ValueError otherwise."""
        match = re.fullmatch(r"(\d{4})(?:-Q([1-4])|-(\d{2})(?:-(\d{2}))?)?", text)
        if not match:
            raise ValueError(f"not a partial ISO date: {text!r}")
        year, quarter, month, day = (int(part or 0) for part in match.groups())
        if match[2]:
            return cls(datetime.date(year, 3 * quarter - 2, 1), Precision.QUARTER)
        if match[4]:
            return cls(datetime.date(year, month, day))
        if match[3]:
            return cls(datetime.date(year, month, 1), Precision.MONTH)
        return cls(datetime.date(year, 1, 1), Precision.YEAR)

    @classmethod
    def from_french(cls, text: str) -> Self:
        """Read what people type: « 19/05/2017 », « 19 mai 2017 », « mai 2017 », « T2 2017 »,
        « 2017 », and the ISO forms. Raises ValueError otherwise."""
        text = plain(text).replace("1er", "1")
        if match := re.fullmatch(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})", text):
            day, month, year = map(int, match.groups())
            return cls(datetime.date(year, month, day))
        if match := re.fullmatch(r"(\d{1,2})/(\d{4})", text):
            return cls(datetime.date(int(match[2]), int(match[1]), 1), Precision.MONTH)
        if match := QUARTER.fullmatch(text) or QUARTER_AFTER.fullmatch(text):
            quarter = int(match["quarter"] or match["rank"])
            return cls(
                datetime.date(full_year(match["year"]), 3 * quarter - 2, 1), Precision.QUARTER
            )
        if match := HALF.fullmatch(text) or ABOUT_A_YEAR.fullmatch(text):
            return cls(datetime.date(int(match["year"]), 1, 1), Precision.YEAR)
        if match := re.fullmatch(r"(\d{1,2}) ([a-z]{3,})\.? (\d{4})", text):
            month = month_number(match[2]) or 0  # else ValueError below: there is no month 0
            return cls(datetime.date(int(match[3]), month, int(match[1])))
        if match := MONTH_AND_YEAR.fullmatch(text):
            month = month_number(match["month"]) or 0
            return cls(datetime.date(full_year(match["year"]), month, 1), Precision.MONTH)
        return cls.from_iso(text.upper())

    @property
    def last_day(self) -> datetime.date:
        """The first day on which the period is surely over, less one: when it counts."""
        year, month = self.first_day.year, self.first_day.month
        match self.precision:
            case Precision.DAY:
                return self.first_day
            case Precision.MONTH:
                end = month
            case Precision.QUARTER:
                end = month + 2
            case Precision.YEAR:
                end = 12
        return datetime.date(year, end, calendar.monthrange(year, end)[1])

    @property
    def iso(self) -> str:
        """As stored, and as `<time datetime>` wants it (quarters are given by their year)."""
        year, month = self.first_day.year, self.first_day.month
        match self.precision:
            case Precision.DAY:
                return self.first_day.isoformat()
            case Precision.MONTH:
                return f"{year:04}-{month:02}"
            case Precision.QUARTER:
                return f"{year:04}-Q{(month + 2) // 3}"
            case Precision.YEAR:
                return f"{year:04}"

    @property
    def html_datetime(self) -> str:
        """HTML has no quarter: the year is the nearest value that is true."""
        return self.iso[:4] if self.precision == Precision.QUARTER else self.iso

    @property
    def definite(self) -> str:
        """As it comes after « depuis » or « pour »: « le 2 mai 2017 », « mai 2017 », « 2017 »."""
        with_article = self.precision in (Precision.DAY, Precision.QUARTER)
        return f"le {self}" if with_article else str(self)

    def __str__(self) -> str:
        """In French, no better than it is known: « 1er mai 2017 », « mai 2017 », « 2017 »."""
        year, month, day = self.first_day.timetuple()[:3]
        match self.precision:
            case Precision.DAY:
                return f"{'1er' if day == 1 else day} {MONTHS[month - 1]} {year}"
            case Precision.MONTH:
                return f"{MONTHS[month - 1]} {year}"
            case Precision.QUARTER:
                quarter = (month + 2) // 3
                return f"{quarter}{'er' if quarter == 1 else 'e'} trimestre {year}"
            case Precision.YEAR:
                return str(year)


def duration(start: datetime.date, end: datetime.date) -> str:
    """How long from a day to another, as one says it: « 12 jours », « 2 ans et 1 mois ».

    Empty when no day has passed.
    """
    days = (end - start).days
    if days <= 0:
        return ""
    months = 12 * (end.year - start.year) + end.month - start.month
    last = calendar.monthrange(end.year, end.month)[1]
    if end.day < min(start.day, last):  # 31 January to 28 February is a month
        months -= 1
    if months == 0:
        return f"{days} jour{'s' if days > 1 else ''}"
    years, months = divmod(months, 12)
    words = [f"{years} an{'s' if years > 1 else ''}"] if years else []
    if months:
        words.append(f"{months} mois")
    return " et ".join(words)


EXPECTED = "attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017."


def read(text: str) -> PartialDate:
    """`from_french` for forms and fields. Raises ValidationError, in French."""
    try:
        return PartialDate.from_french(text)
    except ValueError:
        raise ValidationError(
            f"« {text} » n’est pas une date lisible ; {EXPECTED}", code="invalid"
        ) from None


class PartialDateFormField(forms.CharField):
    """One text box for any precision."""

    def to_python(self, value: Any) -> Any:
        """The `PartialDate` that was typed, or None."""
        if isinstance(value, PartialDate):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:  # first the ways of days alone, « demain » or « 3/12/26 »
            found = PartialDate(read_day(text))
        except ValueError:
            found = read(text)
        try:
            check_year(found.first_day.year, text)
        except ValueError as error:
            raise ValidationError(str(error), code="invalid") from None
        return found

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, PartialDate) else value


class PartialDateField(models.CharField):
    """A `PartialDate`, stored by its ISO form. Order by a derived last day, not by this column."""

    # What django-stubs asks a field to say of the values of its models.
    _pyi_private_set_type: PartialDate | str | None  # type: ignore[assignment]  # how the stubs read a field's types
    _pyi_private_get_type: PartialDate  # type: ignore[assignment]  # how the stubs read a field's types

    description = "date connue au jour, au mois, au trimestre ou à l’année"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("max_length", 10)
        super().__init__(*args, **kwargs)

    def from_db_value(
        self, value: str | None, expression: Any, connection: Any
    ) -> PartialDate | None:
        return PartialDate.from_iso(value) if value else None

    def to_python(self, value: Any) -> PartialDate | None:
        if value is None or isinstance(value, PartialDate):
            return value
        return read(value) if value else None

    def get_prep_value(self, value: Any) -> str | None:
        value = self.to_python(value)
        return value.iso if value else None

    def run_validators(self, value: Any) -> None:
        """`to_python` has read or refused it; the text's length says nothing more."""

    def value_to_string(self, obj: models.Model) -> str:
        return self.get_prep_value(self.value_from_object(obj)) or ""

    def sheet_widget(self) -> Any:
        """How imports and exports of spreadsheets read and write it (see exchange.widgets)."""
        from .date_cells import PartialDateWidget  # which reads PartialDate

        return PartialDateWidget()

    def formfield(self, **kwargs: Any) -> Any:
        kwargs.pop("max_length", None)
        defaults = {
            "form_class": PartialDateFormField,
            "help_text": self.help_text
            or "Aussi précise que vous la connaissez : 19/05/2017, mai 2017, T2 2017 ou 2017.",
        }
        return models.Field.formfield(self, **(defaults | kwargs))
