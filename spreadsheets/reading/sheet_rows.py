"""What reading the rows of xlsx and of ods has in common: a row being made, within the limits."""

from ..book import Row, SheetFindings, Value, trimmed
from ..limits import Limits, too_long, too_many_empty_cells, too_wide, too_wordy
from .markup import XmlReader
from .merges import Merges

LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of spreadsheets
ENDLESS = 30  # stretches of some 8 000 signs that expat gives at once: far beyond any cell


class SheetRows(XmlReader):
    """Makes the rows of one sheet; `ready` holds those that are finished."""

    def __init__(self, sheet: str, limits: Limits, merges: Merges, findings: SheetFindings):
        super().__init__()
        self.sheet, self.limits, self.findings = sheet, limits, findings
        self.merges = merges
        self.cells: list[Value] = []
        self.links: dict[int, str] = {}  # of the row, by column
        self.row_number = self.column = self.empty_cells = 0
        self.is_in_row = self.is_in_cell = self.is_in_text = False

    def put(self, value: Value, count: int = 1) -> None:
        """The value of the cells that begin at the current column."""
        limits, last = self.limits, self.column + count - 1
        if value is None:
            self.empty_cells += 1
            if self.empty_cells > limits.empty_cells:
                raise too_many_empty_cells(self.sheet, limits)
            return
        if isinstance(value, str) and len(value) > limits.cell_characters:
            raise too_wordy(self.sheet, self.column, self.row_number, limits)
        if last >= limits.columns:
            raise too_wide(self.sheet, last, self.row_number, limits)
        self.cells.extend([None] * (last + 1 - len(self.cells)))
        self.cells[self.column : last + 1] = [value] * count

    def finish_row(self, is_hidden: bool, count: int = 1) -> None:
        """`count`: how many rows are alike. A row that holds nothing is none."""
        if not self.cells:
            return
        first, last = self.row_number, self.row_number + count - 1
        if last > self.limits.last_row:
            raise too_long(self.sheet, last, self.limits)
        self.findings.hidden_rows += is_hidden * count
        self.merges.fill(first, self.cells)
        values, links = trimmed(self.cells), dict(self.links)
        self.ready.extend(Row(n, values, is_hidden, links) for n in range(first, last + 1))
        self.cells.clear()
        self.links.clear()
