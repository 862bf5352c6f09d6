"""Partial dates in the cells of a spreadsheet."""

import datetime
from typing import Any

from import_export.widgets import Widget

from spreadsheets import Month, Year
from spreadsheets.values import as_date, as_text, day_month_year, plain, shown

from .dates import EXPECTED, PartialDate, Precision


def read_partial_date(value: Any) -> PartialDate | None:
    """A date as well as it is known: a cell of the calendar, or « mai 2017 » as a text; None for
    an empty cell. Raises ValueError in French."""
    if value is None or value == "":
        return None
    try:
        return partial_date(value)
    except ValueError:
        if isinstance(value, str) and not day_month_year(plain(value)):
            text = f"« {shown(value)} » n’est pas une date lisible ; {EXPECTED}"
            raise ValueError(text) from None
        raise


def partial_date(value: Any) -> PartialDate | None:
    if isinstance(value, Month):  # the spreadsheet's 1 May for a « mai 2017 » that was typed
        return PartialDate(datetime.date(value.year, value.month, 1), Precision.MONTH)
    if isinstance(value, Year):
        return PartialDate(datetime.date(value.year, 1, 1), Precision.YEAR)
    if isinstance(value, datetime.date) and (day := as_date(value)):
        return PartialDate(day)
    if isinstance(value, int | float) and 1900 <= value <= 2100 and value == int(value):
        return PartialDate.from_iso(str(int(value)))  # a year alone is a number
    text = as_text(value)
    if not text:
        return None
    try:
        return PartialDate.from_french(text)
    except ValueError:
        day = as_date(value)
        return PartialDate(day) if day else None


class PartialDateWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> PartialDate | None:
        return read_partial_date(value)

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        """A day for the sheet's calendar; a month, a quarter or a year in words."""
        if not value:
            return ""
        return value.first_day if value.precision == Precision.DAY else str(value)
