"""The datasets of django-import-export as files, written by our own library."""

import csv
import datetime
import io
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import timezone
from tablib import Dataset

from spreadsheets.tables.as_csv import neutralise
from spreadsheets.tables.model import Column, Table
from spreadsheets.values import as_text, plain_decimal
from spreadsheets.writing import MEDIA_TYPES, write
from spreadsheets.writing.layout import Grid

BOM = "\ufeff"  # without it, French office software takes a csv for Windows-1252
FILE_TYPES = MEDIA_TYPES | {"csv": "text/csv; charset=utf-8"}
NARROWEST, WIDEST = 8, 60  # in characters


def written(dataset: Dataset, extension: str, more: Sequence[Grid] = ()) -> bytes:
    """A file for people: French headers and dates, no formula, a header row that stays. `more`:
    sheets beside it, in a workbook."""
    if extension == "csv":
        return as_csv(dataset).encode()
    file = io.BytesIO()
    workbook = table_of(dataset).as_workbook()
    write(replace(workbook, grids=[*workbook.grids, *more]), file, extension)
    return file.getvalue()


def as_csv(dataset: Dataset) -> str:
    file = io.StringIO()
    file.write(BOM)
    writer = csv.writer(file, delimiter=";")
    writer.writerow(map(neutralise, dataset.headers))
    writer.writerows(map(french, dataset))
    return file.getvalue()


def table_of(dataset: Dataset) -> Table:
    rows = [[cell(value) for value in row] for row in dataset]
    columns = tuple(
        Column(name, name, "", width=width(name, [row[index] for row in rows]))
        for index, name in enumerate(dataset.headers)
    )
    title = dataset.title or "Export"
    return Table(title, title, "", "", columns, lambda: rows, (), day_format="dd/mm/yyyy")


def width(name: str, values: list[Any]) -> int:
    longest = max(len(line) for v in [name, *values] for line in str(v or "").split("\n"))
    return max(NARROWEST, min(longest + 2, WIDEST))


def cell(value: Any) -> Any:
    """Numbers and days stay what they are; an instant is written as the town's clocks show it."""
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, datetime.time):
        return f"{value:%H:%M}"
    return value


def in_words(value: Any) -> str:
    """As French people write it: « 1200,5 », « 01/12/2026 », « oui »."""
    if isinstance(value, Decimal):
        return plain_decimal(value).replace(".", ",")
    return as_text(cell(value)) or ""


def french(row: Iterable[Any]) -> list[str]:
    """A row of texts, where a negative number is no formula."""
    return [neutralise(value) if isinstance(value, str) else in_words(value) for value in row]
