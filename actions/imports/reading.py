"""A line of a sheet, cell by cell: what it says, and every fault in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from exchange.widgets import is_dash
from spreadsheets import StruckCell, TableLine, UnreadableCell
from spreadsheets.signs import visible
from spreadsheets.values import as_text

from . import columns
from .columns import NUMBER, PLAIN_STATUS, ImportColumn
from .questions import Known
from .vocabulary import Vocabulary
from .widgets import is_address

CLEAR = object()  # what « – » asks


@dataclass
class Fault:
    """What is wrong with a cell, and what is expected there."""

    key: str
    message: str
    choice: dict[str, str] | None = None  # base, file and site, for people to choose from


@dataclass
class LineContent:
    """What a line says: the values of the cells that are not empty, and its faults."""

    row: int
    values: dict[str, Any] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    filled: int = 0  # cells of our columns that hold something
    cells: Mapping[str, Any] = field(default_factory=dict)  # as the sheet holds them

    @property
    def number(self) -> int | None:
        return self.values.get("number")

    @property
    def has_number_cell(self) -> bool:
        return "number" in self.values or any(fault.key == "number" for fault in self.faults)

    @property
    def asks_nothing(self) -> bool:
        """A heading, a total, a note: one cell alone in a line that names no action."""
        return self.number is None and self.filled <= 1

    def fault(self, key: str, message: str) -> None:
        self.faults.append(Fault(key, message))

    def get(self, key: str) -> Any:
        return self.values.get(key)

    def asked(self, among: Iterable[ImportColumn]) -> list[tuple[ImportColumn, Any]]:
        return [(column, self.values[column.key]) for column in among if column.key in self.values]


def as_typed(cell: Any) -> str:
    """What a person would type to have this cell again."""
    if isinstance(cell, str | UnreadableCell):
        return visible(str(cell))
    return as_text(cell) or ""


class LineReader:
    """Reads the lines of one table by its columns."""

    def __init__(
        self, by_key: Mapping[str, ImportColumn], vocabulary: Vocabulary, known: Known
    ) -> None:
        self.by_key, self.vocabulary, self.known = dict(by_key), vocabulary, known
        if by_key is columns.IN_EVENTS:
            self.by_key[PLAIN_STATUS] = by_key["status"]

    def read(self, line: TableLine) -> LineContent:
        content = LineContent(line.row, cells=line.cells)
        struck = [isinstance(cell, StruckCell) for cell in line.cells.values() if cell is not None]
        if len(struck) > 1 and all(struck):
            content.filled = len(struck)
            content.fault(
                "number",
                "toute la ligne est barrée : effacez-la si elle est annulée, ou ôtez la barre si "
                "elle compte.",
            )
            return content
        for key, message in line.doubts:
            content.filled += 1
            content.fault(key, message)
        for key, cell in line.cells.items():
            if cell is None or cell == "":
                continue
            if column := self.by_key.get(key):
                link = line.links.get(key) if key == "evidence_url" else None
                self.read_cell(content, key, column, link or cell)
        self.name_link(content, line)
        return content

    def name_link(self, content: LineContent, line: TableLine) -> None:
        """« Article du 12 mars », with its address behind: the words are the title."""
        words = line.cells.get("evidence_url")
        if "evidence_url" not in line.links or not isinstance(words, str) or is_address(words):
            return
        if "evidence_title" in self.by_key and not content.get("evidence_title"):
            content.values["evidence_title"] = self.by_key["evidence_title"].value_of(
                words, self.vocabulary
            )

    def read_cell(self, content: LineContent, key: str, column: ImportColumn, cell: Any) -> None:
        if is_dash(cell):
            content.filled += 1
            self.clear(content, key, column)
            return
        try:
            value = self.value_of(content, column, cell)
        except ValueError as error:
            content.filled += 1
            content.fault(key, str(error))
            return
        if value is not None:
            content.filled += 1
            content.values[column.key] = value

    def value_of(self, content: LineContent, column: ImportColumn, cell: Any) -> Any:
        """What a cell says, by a word that its office explained where the site does not know it."""
        if isinstance(cell, UnreadableCell):
            raise ValueError(cell.reason)
        try:
            return column.value_of(cell, self.vocabulary)
        except ValueError as error:
            self.known.ask_word(column, cell, content.row, self.vocabulary)
            meaning = self.known.meaning_of(column, cell)
            if not meaning:
                if meaning is None:
                    raise
                return None
            try:
                return column.value_of(meaning, self.vocabulary)
            except ValueError:  # a theme or a service that is no more
                raise error from None

    def clear(self, content: LineContent, key: str, column: ImportColumn) -> None:
        if column.clears:
            content.values[column.key] = CLEAR
        elif column is NUMBER:
            content.fault("number", "le numéro désigne l’action : il ne se vide pas.")
        elif column in (columns.PLANNED_ON, columns.COST):
            content.fault(
                key,
                "ce qui fut annoncé ne s’efface pas : annoncez une autre fin ou un autre coût, ou "
                "laissez la cellule vide.",
            )
        elif not column.describes_event or column.key == "status":
            content.fault(
                key,
                "cette information ne se vide pas. Laissez la cellule vide pour n’y rien changer.",
            )
