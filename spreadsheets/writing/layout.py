"""A workbook for people to fill in, in words; `write_xlsx` and `write_ods` make the same one of it.

Colours are those of the site. A grid is protected without a password: what must not change is
locked, everything else is open, and who really needs to can lift the protection.
"""

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

Value = str | int | float | Decimal | datetime.date | datetime.time | None
Format = Literal["text", "integer", "money", "date"]

GREEN, SAFFRON, SAND, RULE = "12372A", "F3C866", "F0E9D9", "D8CFBB"
INK, PAPER = "1D211F", "FFFFFF"
PAGE_WIDTH = 160  # in characters, of an A4 sheet on its side
SPARE_ROWS = 1000  # below the rows given, ready to be filled in


@dataclass(frozen=True)
class Column:
    """One column. Its format is that of cells to be filled in: a spreadsheet would make 1 May of
    « mai 2017 » in a cell that is not a text."""

    label: str
    width: int  # in characters
    format: Format = "text"
    choices: str = ""  # the name of one of the notes' lists
    help: str = ""  # shown when the header is selected
    is_marked: bool = False  # the header stands out: what the sheet is for


@dataclass(frozen=True)
class Grid:
    """A sheet of rows under a header that stays in sight, with filters."""

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Value]]
    locked: int  # how many columns, from the first, are locked in the rows given
    frozen: int = 1  # how many columns, from the first, stay in sight

    @property
    def pages_wide(self) -> int:
        """How many sheets of paper side by side keep the letters readable."""
        return max(1, round(sum(column.width for column in self.columns) / PAGE_WIDTH))


@dataclass(frozen=True)
class Heading:
    text: str


@dataclass(frozen=True)
class Entry:
    """A term and what it means; the explanation alone makes a paragraph."""

    term: str
    explanation: Value


@dataclass(frozen=True)
class Choices:
    """The words that a column takes, one a line; columns name the list by its title."""

    title: str
    values: Sequence[str]


@dataclass(frozen=True)
class Notes:
    """A sheet to read: terms in the first column, explanations in the second."""

    name: str
    parts: Sequence[Heading | Entry | Choices]

    def lines(self) -> Iterable[tuple[str, Value, bool]]:
        """`(term, explanation, whether it is a heading)`, row by row."""
        for part in self.parts:
            match part:
                case Heading():
                    yield part.text, None, True
                case Entry():
                    yield part.term, part.explanation, False
                case Choices():
                    for position, value in enumerate(part.values):
                        yield "" if position else part.title, value, False

    def places(self) -> dict[str, tuple[int, int]]:
        """The first and last row, from 1, of each list of choices."""
        found, row = {}, 1
        for part in self.parts:
            if isinstance(part, Choices):
                if part.values:
                    found[part.title] = (row, row + len(part.values) - 1)
                row += len(part.values)
            else:
                row += 1
        return found


@dataclass(frozen=True)
class Workbook:
    """The notes come first, so that they are what opens."""

    title: str
    notes: Notes
    grids: Sequence[Grid]
    creator: str = ""
    language: str = "fr-FR"
    made_at: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))

    def mark(self) -> str:
        """What a printed page says of itself."""
        return f"{self.title}, données du {self.made_at:%d/%m/%Y à %H:%M}"


def lines_of(value: Value, width: int) -> int:
    """How many lines a text takes in a cell of that many characters, or nearly."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-len(line) // max(1, width - 2))) for line in value.split("\n"))


def one_kind_of_line_end(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
