"""A table as JSON: an array of objects, one a line; an empty cell is null."""

import json
from collections.abc import Iterator
from decimal import Decimal

from .model import Table, Value, as_text, in_batches

MEDIA_TYPE = "application/json"
encode = json.JSONEncoder(ensure_ascii=False).encode  # made once for all the rows


def plain(value: Value) -> str | int | float | bool | None:
    """Numbers stay numbers: an amount of less than sixteen digits survives as a float."""
    if value is None or isinstance(value, str):
        return value or None
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value if isinstance(value, (bool, int)) else as_text(value)


def lines(table: Table) -> Iterator[str]:
    yield "["
    separator = "\n"
    for row in table.rows():
        record = dict(zip(table.header, map(plain, row), strict=True))
        yield separator + encode(record)
        separator = ",\n"
    yield "\n]\n"


def stream(table: Table) -> Iterator[str]:
    return in_batches(lines(table))
