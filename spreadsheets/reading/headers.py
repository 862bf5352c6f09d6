"""Where the tables stand in a workbook: the sheet, the row of headers, the columns they name."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice

from ..book import Book, Row, Sheet, Value
from ..limits import TooLarge, column_letters
from ..values import plain

HEADER_WITHIN = 200  # rows that hold something


@dataclass(frozen=True)
class TableKind:
    """A table that the caller knows: its headers, and how it is told from others."""

    name: str
    labels: Mapping[str, str]  # header or alias: key
    recognise: Callable[[frozenset[str], str], bool]  # (keys found in a row, sheet name)


@dataclass(frozen=True)
class TableLine:
    row: int
    cells: dict[str, Value]


@dataclass
class FoundTable:
    """A table of a known kind, in a sheet."""

    kind: TableKind
    sheet: Sheet
    header_row: int
    columns: dict[str, int] = field(default_factory=dict)  # key: index from 0
    labels: dict[str, str] = field(default_factory=dict)  # key: as written
    ignored: list[str] = field(default_factory=list)  # headers that the kind does not know
    repeated: list[str] = field(default_factory=list)  # headers found twice; the first counts
    header: tuple[Value, ...] = ()

    def lines(self) -> Iterator[TableLine]:
        """The rows under the headers that hold something in a known column."""
        with closing(self.sheet.rows()) as rows:
            for row in rows:
                if row.number <= self.header_row or row.cells == self.header:
                    continue  # headers come again on each page of some files
                cells, width = row.cells, len(row.cells)
                line = {
                    key: cells[index] if index < width else None
                    for key, index in self.columns.items()
                }
                if any(value is not None for value in line.values()):
                    yield TableLine(row.number, line)

    def reference(self, key: str, row: int) -> str:
        """The cell of a key in a row, as the spreadsheet names it: « D12 »."""
        return f"{column_letters(self.columns[key])}{row}"


def find_tables(book: Book, kinds: Sequence[TableKind]) -> list[FoundTable]:
    """At most one table in each sheet, hidden sheets included. A sheet beyond the limits is left
    out with a note, unless no table is found elsewhere: then it is what the file is refused for."""
    found, faults = [], []
    for sheet in book.sheets:
        notes = len(book.notes)
        try:
            table = find_table(sheet, kinds)
        except TooLarge as fault:
            faults.append(fault)
            continue
        if table is None:
            del book.notes[notes:]  # of a sheet that nobody asks about
        else:
            found.append(table)
            if sheet.is_hidden:
                book.note(f"La feuille masquée « {sheet.name} » est lue aussi.")
    if faults and not found:
        raise faults[0]
    for skipped in faults:
        book.note(f"Une feuille n’est pas lue. {skipped}")
    return found


def find_table(sheet: Sheet, kinds: Sequence[TableKind]) -> FoundTable | None:
    head, fault = head_of(sheet)
    for kind in kinds:
        aliases = {spelling(label): key for label, key in kind.labels.items()}
        candidates = [
            named
            for row in head
            if kind.recognise(
                frozenset((named := name_columns(kind, sheet, row, aliases)).columns), sheet.name
            )
        ]
        if candidates:
            return max(candidates, key=lambda named: len(named.columns))  # the first of equals
    if fault:
        raise fault
    return None


def head_of(sheet: Sheet) -> tuple[list[Row], TooLarge | None]:
    """The first rows, and what stopped their reading: headers above it are headers still."""
    head: list[Row] = []
    try:
        with closing(sheet.rows()) as rows:
            head.extend(islice(rows, HEADER_WITHIN))
    except TooLarge as fault:
        return head, fault
    return head, None


def name_columns(kind: TableKind, sheet: Sheet, row: Row, aliases: Mapping[str, str]) -> FoundTable:
    """What a row would be as a row of headers."""
    found = FoundTable(kind, sheet, row.number, header=row.cells)
    for index, cell in enumerate(row.cells):
        if not isinstance(cell, str):
            continue
        label = " ".join(cell.split())
        key = aliases.get(spelling(label))
        if key is None:
            found.ignored.append(label)
        elif key in found.columns:
            found.repeated.append(label)
        else:
            found.columns[key], found.labels[key] = index, label
    return found


def spelling(label: str) -> str:
    """« Statut * : » as « statut »."""
    return plain(label).rstrip(" :*.?")
