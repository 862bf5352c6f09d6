"""What a file is made of, whatever its format."""

import datetime
from collections.abc import Generator, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Self

from .limits import counted

COMMENTS = "Les commentaires des cellules ne sont pas lus."


@dataclass(frozen=True)
class UnreadableCell:
    """A cell whose value cannot be trusted; the reason is a French sentence with its remedy."""

    reason: str
    text: str  # as the spreadsheet shows it

    def __str__(self) -> str:
        return self.text


class StruckCell(UnreadableCell):
    """Somebody struck it through, in whole or in part."""


class Month(datetime.date):
    """The first of a month, in a cell that shows the month and the year alone: somebody typed
    « mai 2017 », and the spreadsheet made a day of it."""


class Year(datetime.date):
    """The first of a year, in a cell that shows the year alone."""


Value = (
    None
    | str
    | int
    | float
    | bool
    | datetime.date
    | datetime.datetime
    | datetime.time
    | UnreadableCell
)


class Row(NamedTuple):
    """A row that holds something: its cells from column A to the last that is not empty."""

    number: int  # from 1, as the spreadsheet shows it
    cells: tuple[Value, ...]
    is_hidden: bool = False
    links: Mapping[int, str] = {}  # addresses behind the words of cells, by column from 0
    width: int = 0  # cells of a csv, the empty ones at its end included


class Sheet:
    """One sheet. Its rows are read from the file each time they are asked for."""

    name: str
    is_hidden: bool = False
    is_secret: bool = False  # only a program can show it

    def rows(self) -> Generator[Row, None, None]:
        """The rows that hold something. Raises Refused when the file turns out to be damaged, or
        the sheet larger than the limits."""
        raise NotImplementedError


class Book:
    """An open file; `notes` are remarks in French, which grow as sheets are read."""

    format: str  # xlsx, ods or csv

    def __init__(self) -> None:
        self.sheets: list[Sheet] = []
        self.notes: list[str] = []

    def note(self, remark: str) -> None:
        """Say something once."""
        if remark not in self.notes:
            self.notes.append(remark)

    def close(self) -> None:
        """Let the file go; sheets cannot be read any more."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass
class SheetFindings:
    """What reading a sheet met that people should know."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    comments: int = 0

    def note_in(self, book: Book, sheet: str) -> None:
        if self.hidden_rows:
            rows = counted(
                self.hidden_rows, "ligne masquée ou filtrée lue", "lignes masquées ou filtrées lues"
            )
            book.note(f"Feuille « {sheet} » : {rows} aussi.")
        if self.hidden_columns:
            book.note(f"Feuille « {sheet} » : les colonnes masquées sont lues aussi.")
        if self.comments:
            book.note(COMMENTS)


def trimmed(cells: list[Value]) -> tuple[Value, ...]:
    """The cells up to the last that holds something."""
    while cells and cells[-1] is None:
        cells.pop()
    return tuple(cells)
