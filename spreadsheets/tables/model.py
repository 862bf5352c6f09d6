"""What a table is: its columns in words, and where its rows come from."""

import datetime
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from ..values import plain_decimal
from ..writing.layout import Format, Grid, GridColumn, Workbook

Value = str | int | Decimal | bool | datetime.date | datetime.datetime | None
Row = Sequence[Value]


@dataclass(frozen=True)
class Column:
    """One column; `type` is a type of Table Schema."""

    name: str
    title: str
    description: str
    type: str = "string"
    is_required: bool = False
    values: tuple[str, ...] = ()
    width: int = 0  # in characters; 0: as the program pleases


@dataclass(frozen=True)
class Table:
    """One file of open data, whatever its format."""

    name: str
    title: str
    description: str
    row_description: str  # what one row is, in the plural: « étapes »
    columns: tuple[Column, ...]
    rows: Callable[[], Iterable[Row]]
    key: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...] = ()  # (column, other table, its column)
    day_format: Literal["yyyy-mm-dd", "dd/mm/yyyy"] = "yyyy-mm-dd"  # in workbooks

    @property
    def header(self) -> list[str]:
        return [column.name for column in self.columns]

    def as_workbook(self) -> Workbook:
        """One sheet of data; instants and booleans are texts, the same for every reader."""
        format: Format = "day" if self.day_format == "yyyy-mm-dd" else "general"
        columns = [GridColumn(column.name, column.width, format) for column in self.columns]
        rows = (
            [as_text(v) if isinstance(v, bool | datetime.datetime) else v for v in row]
            for row in self.rows()
        )
        grid = Grid(self.name, columns, rows, frozen=0, is_form=False)
        return Workbook(self.title, [grid], creator="À votre service")


def as_text(value: Value) -> str:
    """A value as text files write it: ISO dates, dot decimals, UTC instants, oui or non."""
    match value:
        case None:
            return ""
        case bool():
            return "oui" if value else "non"
        case Decimal():
            return plain_decimal(value)
        case datetime.datetime():
            return value.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        case datetime.date():
            return value.isoformat()
    return str(value)


def in_batches(pieces: Iterable[str], size: int = 200) -> Iterator[str]:
    """Fewer, larger pieces: one write to the network for many rows."""
    batch: list[str] = []
    for piece in pieces:
        batch.append(piece)
        if len(batch) == size:
            yield "".join(batch)
            batch.clear()
    if batch:
        yield "".join(batch)
