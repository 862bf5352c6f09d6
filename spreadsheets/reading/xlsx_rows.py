"""The rows of one xlsx sheet, as a stream: a row comes out when its tag closes.

Only what a reader of the data needs is looked at: values, formulas without a result, hidden rows
and columns.
"""

import datetime
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from ..book import SheetFindings, UnreadableCell, Value
from ..limits import Limits, Refused, column_index, too_wordy
from ..values import PARIS
from .cells import error_value, number, scaled_number, struck, uncalculated
from .excel_dates import Serials
from .markup import DAMAGED, Attributes, count_given
from .merges import Merges
from .shared_strings import unescape
from .sheet_rows import ENDLESS, LAST_COLUMN, LAST_ROW, SheetRows

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?\d{1,7}")
TRUE = ("1", "true")
HYPERLINK = re.compile(r'HYPERLINK\(\s*"((?:https?://|mailto:)[^"]+)"', re.IGNORECASE)


@dataclass
class WorkbookContext:
    """What the workbook says that its sheets need."""

    namespace: str
    strings: Sequence[Value]
    date_styles: dict[str, str]  # style of a cell: what its format shows
    struck_styles: frozenset[str]  # styles whose letters are struck through
    serials: Serials
    limits: Limits


@lru_cache(maxsize=1000)
def column_named(letters: str) -> int:
    return column_index(letters)


class XlsxRows(SheetRows):
    def __init__(
        self,
        sheet: str,
        workbook: WorkbookContext,
        merges: Merges,
        findings: SheetFindings,
        sheet_links: Mapping[tuple[int, int], str],
    ):
        super().__init__(sheet, workbook.limits, merges, findings)
        self.workbook, self.sheet_links = workbook, sheet_links
        self.root, self.row, self.cell, self.value, self.formula, self.run, *others = (
            f"{workbook.namespace} {name}"
            for name in ("worksheet", "row", "c", "v", "f", "t", "rPh", "col", "strike")
        )
        self.phonetic_run, self.column_tag, self.strike = others
        self.has_strike = False
        self.contents = (self.value, self.formula, self.run)
        self.given: Attributes = {}  # of the cell being read
        self.value_text = ""
        self.formula_text: str | None = None
        self.runs: list[str] = []  # of an inline text
        self.phonetic = 0
        self.is_hidden = False

    def start(self, name: str, given: Attributes) -> None:
        if name in self.contents:
            if self.is_in_text:
                raise Refused(DAMAGED)
            self.is_in_text = True
            self.texts.clear()
        elif name == self.cell:
            self.start_cell(given)
        elif name == self.row:
            self.start_row(given)
        else:
            if self.depth == 0 and name != self.root:
                raise Refused(DAMAGED)
            super().start(name, given)

    def start_cell(self, given: Attributes) -> None:
        if self.is_in_cell or not self.is_in_row:
            raise Refused(DAMAGED)
        self.is_in_cell = True
        self.given, self.value_text, self.formula_text = given, "", None
        self.has_strike = False
        self.runs.clear()

    def start_row(self, given: Attributes) -> None:
        number = count_given(given.get("r", str(self.row_number + 1)), LAST_ROW)
        if self.is_in_row or number <= self.row_number:
            raise Refused(DAMAGED)
        self.row_number, self.column, self.is_in_row = number, -1, True
        self.is_hidden = given.get("hidden") in TRUE

    def opened(self, name: str, given: Attributes) -> None:
        if name == self.phonetic_run:
            self.phonetic += 1
        elif name == self.column_tag and given.get("hidden") in TRUE:
            self.findings.hidden_columns += 1
        elif name == self.strike and self.is_in_cell and given.get("val", "1") in TRUE:
            self.has_strike = True

    def end(self, name: str) -> None:
        if name in self.contents:
            self.is_in_text = False
            self.keep_text(name, "".join(self.texts))
        elif name == self.cell:
            self.is_in_cell = False
            self.column = self.column_of_cell()
            value = self.value_of_cell()
            if value is not None and self.given.get("s") in self.workbook.struck_styles:
                value = struck(str(value))
            if link := self.sheet_links.get((self.row_number, self.column)):
                self.links[self.column] = link
            elif self.formula_text and (found := HYPERLINK.match(self.formula_text)):
                self.links[self.column] = found[1]
            self.put(value)
        elif name == self.row:
            self.is_in_row = False
            self.finish_row(self.is_hidden)
        else:
            super().end(name)

    def keep_text(self, name: str, text: str) -> None:
        if name == self.value:
            self.value_text = text
        elif name == self.formula:
            self.formula_text = text
        elif not self.phonetic:
            self.runs.append(text)

    def closed(self, name: str) -> None:
        self.texts.clear()  # lists of choices, conditions, footers: not of a cell
        self.phonetic -= name == self.phonetic_run

    def column_of_cell(self) -> int:
        reference = self.given.get("r")
        if reference is None:
            index = self.column + 1
        elif match := REFERENCE.fullmatch(reference):
            index = column_named(match[1])
        else:
            raise Refused(DAMAGED)
        if index >= LAST_COLUMN:
            raise Refused(DAMAGED)
        return index

    def value_of_cell(self) -> Value:
        kind, text = self.given.get("t", "n"), self.value_text
        if kind == "inlineStr":
            text = unescape("".join(self.runs))
            return struck(text, whole=False) if self.has_strike and text else text or None
        if not text:
            if self.formula_text is not None and kind != "str":
                return uncalculated(self.formula_text)
            return None
        match kind:
            case "s":
                return self.shared(text)
            case "n":
                shows = self.workbook.date_styles.get(self.given.get("s", "0"))
                if shows == "scaled":
                    return scaled_number(text)
                return self.workbook.serials.read(text, shows) if shows else number(text)
            case "b":
                return text.strip() in TRUE
            case "e":
                return error_value(text)
            case "d":
                return iso_date(text)
        return unescape(text) or None

    def shared(self, text: str) -> Value:
        try:
            return self.workbook.strings[int(text)]
        except (ValueError, IndexError):
            raise Refused(DAMAGED) from None

    def check(self) -> None:
        if len(self.texts) > ENDLESS:
            raise too_wordy(self.sheet, self.column + 1, self.row_number, self.limits)


def iso_date(text: str) -> Value:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return UnreadableCell(f"« {text} » n’est pas une date : retapez-la.", text)
    if moment.tzinfo:
        moment = moment.astimezone(PARIS).replace(tzinfo=None)
    return moment if "T" in text else moment.date()
