"""The rows of one xlsx sheet, as a stream: expat calls, a row comes out when its tag closes.

Only what a reader of the data needs is looked at: values, formulas without a result, merges,
hidden rows and columns. This runs once for each cell, so it is one closure over local names.
"""

import datetime
import re
from collections.abc import Generator, Iterable
from dataclasses import dataclass

from ..book import Row, Seen, UnreadableCell, Value, trimmed
from ..limits import (
    Limits,
    Refused,
    column_index,
    column_letters,
    too_long,
    too_many_empty_cells,
    too_wide,
    too_wordy,
)
from .cells import error_value, number, uncalculated
from .excel_dates import Serials
from .markup import DAMAGED, DEEPEST, MOST_OTHERS, as_they_come, feed, make_parser, whole
from .merges import Merges
from .shared_strings import ENDLESS, unescape

REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of Excel


@dataclass
class Context:
    """What the workbook says that its sheets need."""

    namespace: str
    strings: list[str | None]
    date_styles: dict[str, str]  # style of a cell: what its format shows
    serials: Serials
    limits: Limits


def shared(strings: list[str | None], text: str) -> Value:
    try:
        return strings[int(text)]
    except (ValueError, IndexError):
        raise Refused(DAMAGED) from None


def iso_date(text: str) -> Value:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return UnreadableCell(f"« {text} » n’est pas une date : retapez-la.", text)
    return moment.replace(tzinfo=None) if "T" in text else moment.date()


def read_rows(
    pieces: Iterable[bytes], sheet: str, context: Context, merges: Merges, seen: Seen
) -> Generator[Row, None, None]:
    namespace, strings, limits = context.namespace, context.strings, context.limits
    date_styles, read_serial = context.date_styles, context.serials.read
    ROOT, ROW, CELL, VALUE, FORMULA, TEXT, PHONETIC, COLUMN = (
        f"{namespace} {name}" for name in ("worksheet", "row", "c", "v", "f", "t", "rPh", "col")
    )
    CONTENT = (VALUE, FORMULA, TEXT)
    known_columns = {column_letters(index): index for index in range(limits.columns)}
    ready: list[Row] = []
    texts: list[str] = []  # what the parser is reading now
    runs: list[str] = []  # of an inline text
    cells: list[Value] = []
    attributes: dict[str, str] = {}
    value_text: str | None = None
    formula: str | None = None
    empty_cells = row_number = column = digits = depth = others = phonetic = 0
    is_hidden = is_in_row = is_in_cell = is_reading = False

    def start(name, given):
        nonlocal attributes, value_text, formula, is_in_cell, is_reading
        if name in CONTENT:
            if is_reading:
                raise Refused(DAMAGED)
            is_reading = True
            texts.clear()
        elif name == CELL:
            if is_in_cell or not is_in_row:
                raise Refused(DAMAGED)
            is_in_cell = True
            attributes, value_text, formula = given, None, None
            texts.clear()
            runs.clear()
        else:
            start_other(name, given)

    def start_other(name, given):
        nonlocal row_number, digits, column, is_hidden, is_in_row, depth, others, phonetic
        if name == ROW:
            if is_in_row:
                raise Refused(DAMAGED)
            number = whole(given.get("r", str(row_number + 1)), LAST_ROW)
            if number <= row_number:
                raise Refused(DAMAGED)
            row_number, digits, column, is_in_row = number, len(str(number)), -1, True
            is_hidden = given.get("hidden") in ("1", "true")
            return
        if depth == 0 and name != ROOT:
            raise Refused(DAMAGED)
        depth, others = depth + 1, others + 1
        if depth > DEEPEST or others > MOST_OTHERS:
            raise Refused(DAMAGED)
        if name == PHONETIC:
            phonetic += 1
        elif name == COLUMN and given.get("hidden") in ("1", "true"):
            seen.hidden_columns += 1

    def end(name):
        nonlocal value_text, formula, is_in_cell, is_reading, column, empty_cells
        if name == VALUE:
            is_reading = False
            value_text = texts[0] if len(texts) == 1 else "".join(texts)
        elif name == CELL:
            is_in_cell = False
            place = known_columns.get(attributes.get("r", "")[:-digits])
            column = place if place is not None else far_column()
            value = value_of_cell()
            if value is not None:
                if column >= limits.columns:
                    raise too_wide(sheet, column, row_number, limits)
                if column == len(cells):
                    cells.append(value)
                else:
                    cells.extend([None] * (column + 1 - len(cells)))
                    cells[column] = value
            else:
                empty_cells += 1
                if empty_cells > limits.empty_cells:
                    raise too_many_empty_cells(sheet, limits)
        elif name == TEXT:
            is_reading = False
            if not phonetic:
                runs.append("".join(texts))
        elif name == FORMULA:
            is_reading = False
            formula = "".join(texts)
        elif name == ROW:
            end_row()
        else:
            end_other(name)

    def end_other(name):
        nonlocal depth, phonetic
        texts.clear()  # lists of choices, conditions, footers: not of a cell
        depth -= 1
        if name == PHONETIC:
            phonetic -= 1

    def far_column():
        """Where a cell is when its reference is missing, or far away."""
        reference = attributes.get("r")
        if reference is None:
            index = column + 1
        elif match := REFERENCE.fullmatch(reference):
            index = column_index(match[1].upper())
        else:
            raise Refused(DAMAGED)
        if index >= LAST_COLUMN:
            raise Refused(DAMAGED)
        return index

    def value_of_cell():
        kind = attributes.get("t")
        if kind == "inlineStr":
            return text_value("".join(runs))
        if not value_text:
            if formula is not None and kind != "str":
                return uncalculated(formula)
            return None
        if kind == "s":
            value = shared(strings, value_text)
            return (
                value
                if value is None or len(value) <= limits.cell_characters
                else text_value(value)
            )
        if kind is None or kind == "n":
            shows = date_styles.get(attributes.get("s", "0"))
            return read_serial(value_text, shows) if shows else number(value_text)
        if kind == "str":
            return text_value(value_text)
        if kind == "b":
            return value_text.strip() in ("1", "true")
        if kind == "e":
            return error_value(value_text)
        return iso_date(value_text) if kind == "d" else text_value(value_text)

    def text_value(text):
        if len(text) > limits.cell_characters:
            raise too_wordy(sheet, column, row_number, limits)
        return unescape(text) or None

    def end_row():
        nonlocal is_in_row
        is_in_row = False
        if not cells:
            return
        if row_number > limits.last_row:
            raise too_long(sheet, row_number, limits)
        if merges.starting:
            merges.fill(row_number, cells)
        ready.append(Row(row_number, trimmed(cells), is_hidden))
        seen.hidden_rows += is_hidden
        cells.clear()

    def refuse_endless_texts():
        if len(texts) > ENDLESS:
            raise too_wordy(sheet, column + 1, row_number, limits)

    parsing = feed(make_parser(start, end, texts.append), pieces)
    yield from as_they_come(ready, parsing, refuse_endless_texts)
