"""Where the rows and cells of an OpenDocument spreadsheet stand in its XML."""

from collections.abc import Callable
from dataclasses import dataclass, field

from .remarks import Block
from .splicing import Element

TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
GROUPS = {"table-header-rows", "table-rows", "table-row-group"}
COLUMN_GROUPS = {"table-header-columns", "table-columns", "table-column-group"}


def number(element: Element, name: str) -> int:
    return int(element.attributes.get(f"{TABLE} {name}") or 1)


@dataclass
class Cell:
    element: Element
    column: int  # from 0
    repeated: int
    range_source: Element | None = None
    annotation: Element | None = None

    @property
    def style(self) -> str:
        return self.element.attributes.get(f"{TABLE} style-name", "")


@dataclass
class Row:
    element: Element
    number: int  # from 1
    repeated: int
    cells: list[Cell] = field(default_factory=list)
    width: int = 0

    @property
    def style(self) -> str:
        return self.element.attributes.get(f"{TABLE} default-cell-style-name", "")


@dataclass
class Table:
    """One sheet, as far as its place in the XML goes."""

    element: Element
    name: str
    height: int = 0
    column_styles: list[tuple[int, int, str]] = field(default_factory=list)  # first, after, style
    blocks: list[Block] = field(default_factory=list)
    after_rows: int = 0  # where a further row may be written

    def column_style(self, column: int) -> str:
        return next((s for first, after, s in self.column_styles if first <= column < after), "")


def is_under(element: Element, table: Element, groups: set[str]) -> bool:
    parent = element.parent
    while parent is not None and parent is not table and parent.local in groups:
        parent = parent.parent
    return parent is table


class TableReader:
    """Told of each element of a content, tells each whole row of the sheets."""

    def __init__(self, row_read: Callable[[Table, Row], None], tables: list[Table]):
        self.row_read, self.tables = row_read, tables
        self.table: Table | None = None
        self.row: Row | None = None
        self.columns = 0

    def opened(self, element: Element) -> None:
        parent = element.parent
        if element.uri == TABLE and element.local == "table":
            if parent and (parent.uri, parent.local) == (OFFICE, "spreadsheet"):
                self.table = Table(element, element.attributes.get(f"{TABLE} name", ""))
                self.tables.append(self.table)
                self.columns = 0
        elif self.table and not self.row:
            self.open_under_table(element, self.table)
        elif self.table and self.row:
            self.open_in_row(element, self.table, self.row)

    def open_under_table(self, element: Element, table: Table) -> None:
        if element.local == "table-row" and is_under(element, table.element, GROUPS):
            repeated = number(element, "number-rows-repeated")
            self.row = Row(element, table.height + 1, repeated)
            table.height += repeated
        elif element.local == "table-column" and is_under(element, table.element, COLUMN_GROUPS):
            after = self.columns + number(element, "number-columns-repeated")
            style = element.attributes.get(f"{TABLE} default-cell-style-name", "")
            table.column_styles.append((self.columns, after, style))
            self.columns = after

    def open_in_row(self, element: Element, table: Table, row: Row) -> None:
        parent = element.parent
        if parent is row.element and element.local in ("table-cell", "covered-table-cell"):
            cell = Cell(element, row.width, number(element, "number-columns-repeated"))
            row.cells.append(cell)
            row.width += cell.repeated
            high = number(element, "number-rows-spanned")
            wide = number(element, "number-columns-spanned")
            if high > 1 or wide > 1:
                table.blocks.append(
                    Block(row.number, cell.column, row.number + high - 1, cell.column + wide - 1)
                )
        elif row.cells and parent is row.cells[-1].element:
            if element.local == "annotation":
                row.cells[-1].annotation = element
            elif element.local == "cell-range-source":
                row.cells[-1].range_source = element

    def closed(self, element: Element) -> None:
        if not self.table:
            return
        if element is self.table.element:
            self.table = None
        elif self.row and element is self.row.element:
            self.row_read(self.table, self.row)
            self.row = None
        is_row = element.local == "table-row" or element.local in GROUPS
        if is_row and self.table and element.parent is self.table.element:
            self.table.after_rows = element.end
