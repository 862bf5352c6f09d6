"""Where the tables stand in a workbook: the sheet, the row of headers, the columns they name."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from ..book import Book, Row, Sheet, Value
from ..limits import Refused, TooLarge, column_letters
from ..signs import visible
from ..values import plain

HEADER_WITHIN = 200  # rows that hold something
LONGEST_TITLE = 60
NUMBER_SIGN = re.compile(r"\bn ?° ?")


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
    links: Mapping[str, str] = field(default_factory=dict)  # behind the words of a cell
    doubts: Sequence[tuple[str, str]] = ()  # (key, why a cell cannot be taken for sure)


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
    kinds: Sequence[tuple[TableKind, Mapping[str, str]]] = ()  # with the keys of their titles
    twins: list[tuple[int, str]] = field(default_factory=list)  # columns that bear the same title
    numbers: list[int] = field(default_factory=list)  # columns that may be the number
    titled: set[int] = field(default_factory=set)
    untitled: dict[int, str] = field(default_factory=dict)  # first cell of columns without title
    is_csv: bool = False
    widest: int = 0  # cells that a row of a csv may have, the empty ones included

    def lines(self) -> Iterator[TableLine]:
        """The rows under the headers that hold something in a known column. Raises Refused where
        another table begins."""
        with closing(self.sheet.rows()) as rows:
            for row in rows:
                if row.number <= self.header_row or row.cells == self.header:
                    continue  # headers come again on each page of some files
                self.refuse_headers(row)
                cells, width = row.cells, len(row.cells)
                line = {
                    key: cells[index] if index < width else None
                    for key, index in self.columns.items()
                }
                if any(value is not None for value in line.values()):
                    links = {k: row.links[i] for k, i in self.columns.items() if i in row.links}
                    yield TableLine(row.number, line, links, list(self.doubts(row)))

    def refuse_headers(self, row: Row) -> None:
        """A second table in the same sheet, whose columns are others."""
        short = [known(c) for c in row.cells if isinstance(c, str) and len(c) < LONGEST_TITLE]
        for kind, aliases in self.kinds:
            keys = frozenset(aliases[cell] for cell in short if cell in aliases)
            if len(keys) > 1 and kind.recognise(keys, self.sheet.name):
                raise Refused(second_table(self.sheet.name, row.number))

    def doubts(self, row: Row) -> Iterator[tuple[str, str]]:
        """Cells of a row that say something else than the columns that are read: twins of them,
        and those that no title covers."""
        cells, width = row.cells, len(row.cells)
        for index, key in self.twins:
            first = cells[self.columns[key]] if self.columns[key] < width else None
            other = cells[index] if index < width else None
            if other is not None and other != first:
                label = self.labels[key]
                yield (
                    key,
                    f"deux colonnes disent « {label} » ({column_letters(self.columns[key])} et "
                    f"{column_letters(index)}), et pas la même chose : gardez-en une seule.",
                )
        if self.is_csv and row.width > self.widest >= width:
            last = max(index for index in self.columns.values())
            key = next(key for key, index in self.columns.items() if index == last)
            yield (
                key,
                "cette ligne a plus de cellules que les titres : sans doute un point-virgule "
                "ou une virgule de trop, qui décale les suivantes. Mettez le texte entre "
                "guillemets, ou enregistrez le fichier au format xlsx.",
            )
        for index in range(width):
            if cells[index] is None or index in self.titled:
                continue
            place = f"{column_letters(index)}{row.number}"
            if self.is_csv:
                yield (
                    f"@{index}",
                    "cette cellule n’a pas de titre de colonne : sans doute un point-virgule ou "
                    "une virgule de trop dans la ligne, qui décale les cellules. Mettez le texte "
                    "entre guillemets, ou enregistrez le fichier au format xlsx.",
                )
            elif index not in self.untitled:
                self.untitled[index] = place

    def reference(self, key: str, row: int) -> str:
        """The cell of a key in a row, as the spreadsheet names it: « D12 »."""
        index = int(key[1:]) if key.startswith("@") else self.columns[key]
        return f"{column_letters(index)}{row}"


def find_tables(book: Book, kinds: Sequence[TableKind]) -> list[FoundTable]:
    """At most one table in each sheet, hidden sheets included. A sheet beyond the limits is left
    out with a note, unless no table is found elsewhere: then it is what the file is refused for."""
    found, faults = [], []
    for sheet in book.sheets:
        notes = len(book.notes)
        try:
            table = find_table(sheet, kinds, is_csv=book.format == "csv")
        except TooLarge as fault:
            faults.append(fault)
            continue
        if table is None:
            del book.notes[notes:]  # of a sheet that nobody asks about
        else:
            found.append(table)
            if sheet.is_secret:
                found.pop()
                book.note(f"La feuille « {sheet.name} », cachée par un programme, n’est pas lue.")
            elif sheet.is_hidden:
                book.note(f"La feuille masquée « {sheet.name} » est lue aussi.")
    if faults and not found:
        raise faults[0]
    for skipped in faults:
        book.note(f"Une feuille n’est pas lue. {skipped}")
    return found


def find_table(sheet: Sheet, kinds: Sequence[TableKind], is_csv: bool = False) -> FoundTable | None:
    head, fault = head_of(sheet)
    spelled = [(kind, {known(name): key for name, key in kind.labels.items()}) for kind in kinds]
    candidates = [
        found
        for kind, aliases in spelled
        for row in head
        if kind.recognise(
            frozenset((found := name_columns(kind, sheet, row, aliases)).columns), sheet.name
        )
    ]
    if candidates:
        own = [found for found in candidates if found.kind is candidates[0].kind]
        table = max(own, key=lambda found: len(found.columns))  # the first of equals
        refuse_tables_above(table, candidates, head)
        if "number" in [key for _, key in table.twins] or has_number_after_gap(table, head):
            raise Refused(beside(sheet.name, table.header_row))
        table.kinds, table.is_csv = spelled, is_csv
        table.widest = usual_width(table, head)
        return table
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


def usual_width(table: FoundTable, head: Sequence[Row]) -> int:
    """That of the titles; some programs end all the other rows of a csv with one separator more."""
    titles = next((row.width for row in head if row.number == table.header_row), 0)
    others = [row for row in head if row.number > table.header_row]
    is_habit = len(others) > 1 and all(
        row.width == titles + 1 and len(row.cells) <= titles for row in others
    )
    return titles + is_habit


def refuse_tables_above(
    found: FoundTable, candidates: Sequence[FoundTable], head: Sequence[Row]
) -> None:
    """A first table that the one with most columns would hide. Titles on two rows are none."""
    for other in candidates:
        between = [row for row in head if other.header_row < row.number < found.header_row]
        first = other.columns.get("number")
        if other.header_row < found.header_row and any(
            first is None or (len(row.cells) > first and row.cells[first] is not None)
            for row in between
        ):
            raise Refused(second_table(found.sheet.name, found.header_row))


def second_table(sheet: str, row: int) -> str:
    return (
        f"Feuille « {sheet} » : un deuxième tableau commence à la ligne {row}, avec d’autres "
        "titres de colonnes. Mettez chaque tableau sur sa propre feuille ou dans son propre "
        "fichier."
    )


def name_columns(kind: TableKind, sheet: Sheet, row: Row, aliases: Mapping[str, str]) -> FoundTable:
    """What a row would be as a row of headers."""
    found = FoundTable(kind, sheet, row.number, header=row.cells)
    canonical = {key: spelling(label) for label, key in reversed(list(kind.labels.items()))}
    for index, cell in enumerate(row.cells):
        label = " ".join(visible(cell).split()) if isinstance(cell, str) else ""
        if not label:
            continue
        found.titled.add(index)
        key = aliases.get(known(label))
        if key == "number":
            found.numbers.append(index)
        if key is None:
            found.ignored.append(label)
        elif key not in found.columns:
            found.columns[key], found.labels[key] = index, label
        elif known(found.labels[key]) == known(label):
            found.repeated.append(label)
            found.twins.append((index, key))
        elif canonical[key] in (known(found.labels[key]), known(label)):
            # « N° » beside « Action »: the column's own name wins over the other ones it has.
            if canonical[key] == known(label):
                found.ignored.append(found.labels[key])
                found.columns[key], found.labels[key] = index, label
            else:
                found.ignored.append(label)
        else:
            found.twins.append((index, key))
    return found


def has_number_after_gap(table: FoundTable, head: Sequence[Row]) -> bool:
    """« Action », and numbers under it, after a column without title: the first of another
    table."""
    own = table.columns.get("number", 0)
    gap = next((i for i, cell in enumerate(table.header) if cell is None and i > own), None)
    others = [index for index in table.numbers if gap is not None and index > gap]
    return any(
        index < len(row.cells) and known(str(row.cells[index])).removeprefix("n°").isdecimal()
        for index in others
        for row in head
        if row.number > table.header_row
    )


def beside(sheet: str, row: int) -> str:
    return (
        f"Feuille « {sheet} » : la ligne {row} porte deux fois le titre du numéro : deux tableaux "
        "sont côte à côte. Mettez chaque tableau sur sa propre feuille."
    )


def spelling(label: str) -> str:
    """« Statut * : » as « statut »."""
    return NUMBER_SIGN.sub("n° ", plain(label).rstrip(" :*.?")).strip()


known = lru_cache(maxsize=5_000)(spelling)
