"""A workbook in words: sheets of rows, and notes to read. `xlsx.write` and `ods.write` make the
same one of it.

A form is protected without a password: what must not change is locked, everything else is open,
and who really needs to can lift the protection.
"""

import datetime
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

Value = str | int | float | Decimal | datetime.date | datetime.time | None
Format = Literal["text", "integer", "money", "date", "moment", "day", "general"]

PAGE_WIDTH = 160  # in characters, of an A4 sheet on its side
WIDEST = 4  # pages
SPARE_ROWS = 1000  # below the rows of a form, ready to be filled in
NOTES_WIDTHS = (32, 98)
FORMATS: tuple[Format, ...] = ("text", "integer", "money", "date", "moment", "day", "general")


@dataclass(frozen=True)
class Palette:
    """Colours, as six digits; an empty one is left to the program."""

    header: str = ""
    on_header: str = ""
    marked: str = ""
    on_marked: str = ""
    locked: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Look:
    """How a cell is dressed."""

    ground: str = ""
    ink: str = ""
    rule: str = ""
    size: int = 0  # in points; 0: the usual one
    is_bold: bool = False
    is_locked: bool = True
    is_wrapped: bool = True
    vertical: Literal["top", "center"] = "top"


class StyledCell(NamedTuple):
    value: Value
    look: str
    format: Format = "text"

    @property
    def kind(self) -> Format:
        """The format that shows the value: a date is one even in a column of texts."""
        if isinstance(self.value, datetime.datetime):
            return "moment"
        if isinstance(self.value, datetime.date):
            return "day" if self.format == "day" else "date"
        if self.format == "day":
            return "general"
        is_number = isinstance(self.value, int | float | Decimal)
        return "integer" if is_number and self.format == "text" else self.format


@dataclass(frozen=True)
class GridColumn:
    """One column. Its format is that of cells to be filled in: a spreadsheet would make 1 May of
    « mai 2017 » in a cell that is not a text."""

    label: str
    width: int  # in characters; 0: as the program pleases
    format: Format = "text"
    choices: str = ""  # the name of one of the notes' lists
    help: str = ""  # shown when the header is selected
    is_marked: bool = False  # the header stands out: what the sheet is for


@dataclass(frozen=True)
class Grid:
    """A sheet of rows under a header that stays in sight."""

    name: str
    columns: Sequence[GridColumn]
    rows: Iterable[Sequence[Value]]
    locked: int = 0  # how many columns, from the first, are locked in the rows given
    frozen: int = 1  # how many columns, from the first, stay in sight
    is_form: bool = True  # to be filled in: protected, with filters and empty rows below
    is_secret: bool = False  # for programs: no menu shows it

    @property
    def pages_wide(self) -> int:
        """How many sheets of paper side by side keep the letters readable."""
        width = sum(column.width for column in self.columns)
        return min(max(1, round(width / PAGE_WIDTH)), WIDEST)

    def header(self) -> list[StyledCell]:
        plain = "header" if self.is_form else "name"
        return [StyledCell(c.label, "marked" if c.is_marked else plain) for c in self.columns]

    def lines(self) -> Iterator[list[StyledCell]]:
        looks = [self.look(position) for position in range(len(self.columns))]
        for row in self.rows:
            yield [
                StyledCell(value, look, column.format)
                for column, look, value in zip(self.columns, looks, row, strict=True)
            ]

    def look(self, position: int) -> str:
        if not self.is_form:
            return "data"
        return "locked" if position < self.locked else "open"


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

    def lines(self) -> Iterator[list[StyledCell]]:
        for number, part in enumerate(self.parts):
            match part:
                case Heading():
                    look = "heading" if number else "title"
                    yield [StyledCell(part.text, look), StyledCell(None, "note")]
                case Entry():
                    yield [StyledCell(part.term, "term"), StyledCell(part.explanation, "note")]
                case Choices():
                    for position, value in enumerate(part.values):
                        title = "" if position else part.title
                        yield [StyledCell(title, "term"), StyledCell(value, "note")]

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
    grids: Sequence[Grid]
    notes: Notes | None = None
    creator: str = ""
    language: str = "fr-FR"
    made_at: datetime.datetime = field(default_factory=lambda: datetime.datetime.now(datetime.UTC))
    palette: Palette = Palette()

    def mark(self) -> str:
        """What a printed page says of itself."""
        return f"{self.title}, données du {self.made_at:%d/%m/%Y à %H:%M}"

    def choices(self, column: GridColumn) -> tuple[int, int] | None:
        """The rows of the notes that list what a column takes."""
        return self.notes.places().get(column.choices) if self.notes else None

    def refusal(self) -> str:
        name = self.notes.name if self.notes else ""
        return f"Choisissez un mot de la liste ; elle figure aussi dans la feuille « {name} »."

    def looks(self) -> dict[str, Look]:
        colours = self.palette
        header, ink, rule = colours.header, colours.on_header, colours.rule
        return {
            "title": Look(ink=header, size=18, is_bold=True, is_wrapped=False),
            "heading": Look(ink=header, size=13, is_bold=True, is_wrapped=False),
            "term": Look(is_bold=True),
            "note": Look(),
            "header": Look(header, ink, rule, is_bold=True, vertical="center"),
            "marked": Look(
                colours.marked, colours.on_marked, rule, is_bold=True, vertical="center"
            ),
            "open": Look(rule=rule, is_locked=False),
            "locked": Look(colours.locked, rule=rule),
            "spare": Look(is_locked=False),  # without edges, for they would be printed
            "name": Look(is_bold=True, is_wrapped=False),
            "data": Look(is_wrapped=False),
        }


def lines_of(value: Value, width: int) -> int:
    """How many lines a text takes in a cell of that many characters, or nearly."""
    if not isinstance(value, str):
        return 1
    return sum(max(1, -(-len(line) // max(1, width - 2))) for line in value.split("\n"))
