"""A table as CSV (RFC 4180): UTF-8, comma, CRLF, one header row.

Spreadsheets run a cell that begins with `= + - @`, and French ones split lines at semicolons, so
that a harmless comma-separated text can become such a cell. An apostrophe is therefore put before
these signs (and before an apostrophe, so that it can be taken away without doubt) wherever a cell
may begin: at the start of a text, after a semicolon, a tab or an end of line.
"""

import csv
import io
import re
from collections.abc import Iterator

from .model import Row, Table, as_text, in_batches

STARTS = r"(^|[;\t\r\n])"
DANGEROUS = re.compile(STARTS + r"(?=[=+\-@'\t\r\n])")
NEUTRALISED = re.compile(STARTS + "'")

MEDIA_TYPE = "text/csv"


def neutralise(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet could take it for a formula."""
    return DANGEROUS.sub(r"\1'", text)


def restore(text: str) -> str:
    """The text that `neutralise` was given."""
    return NEUTRALISED.sub(r"\1", text)


def cells(row: Row) -> list[str]:
    """Texts are neutralised; numbers and dates are no formula, even negative."""
    return [neutralise(value) if isinstance(value, str) else as_text(value) for value in row]


def lines(table: Table) -> Iterator[str]:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table.header)
    for row in table.rows():
        writer.writerow(cells(row))
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()
    yield buffer.getvalue()  # the header, when there is no row


def stream(table: Table) -> Iterator[str]:
    return in_batches(lines(table))
