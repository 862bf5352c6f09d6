"""The rows of one ods sheet, as a stream. Cells say their type themselves; a cell or a row that
comes again is written once, with a count."""

import datetime
import re
from collections.abc import Generator, Iterable

from ..book import Row, Seen, UnreadableCell, Value, trimmed
from ..limits import Limits, Refused, too_long, too_many_empty_cells, too_wide, too_wordy
from .cells import error_value, is_error, number, uncalculated
from .excel_dates import duration
from .markup import DAMAGED, DEEPEST, MOST_OTHERS, as_they_come, feed, make_parser
from .markup import whole as whole_number
from .merges import Area, Merges
from .shared_strings import ENDLESS

NAMES = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE, TABLE, TEXT, STYLE = (
    f"{NAMES}:{name}:1.0" for name in ("office", "table", "text", "style")
)
EXTENSION = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"

SHEET, ROW, CELL, COVERED, COLUMN = (
    f"{TABLE} {name}"
    for name in ("table", "table-row", "table-cell", "covered-table-cell", "table-column")
)
CELLS = (CELL, COVERED)
PARAGRAPH, SPACES, TAB, BREAK = (f"{TEXT} {name}" for name in ("p", "s", "tab", "line-break"))
COUNT = f"{TEXT} c"
# Inside a cell, what is written beside its text: comments, drawings, readings, notes.
ANNOTATION = f"{OFFICE} annotation"
BESIDE = {ANNOTATION, f"{TEXT} ruby-text", f"{TEXT} note", f"{TABLE} shapes", SHEET}
DRAWING = f"{NAMES}:drawing:1.0"

ROWS_REPEATED, COLUMNS_REPEATED, ROWS_SPANNED, COLUMNS_SPANNED = (
    f"{TABLE} number-{name}"
    for name in ("rows-repeated", "columns-repeated", "rows-spanned", "columns-spanned")
)
VISIBILITY, FORMULA = f"{TABLE} visibility", f"{TABLE} formula"
TYPE, VALUE, STRING, DATE, TIME, BOOLEAN = (
    f"{OFFICE} {name}"
    for name in (
        "value-type", "value", "string-value", "date-value", "time-value", "boolean-value"
    )
)  # fmt: skip
SHOWN_TYPE = f"{EXTENSION} value-type"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384  # of LibreOffice
LINE_END = "\0"  # which XML cannot hold
INDENTATION = re.compile(r"[ \t]*\n\s*")
DURATION = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
ZERO = datetime.date(1899, 12, 30)


def read_rows(
    pieces: Iterable[bytes], sheet: str, limits: Limits, seen: Seen, is_last: bool
) -> Generator[Row, None, None]:
    ready: list[Row] = []
    texts: list[str] = []  # what the parser is reading now
    paragraphs: list[str] = []
    cells: list[Value] = []
    merges = Merges()
    attributes: dict[str, str] = {}
    row: dict[str, str] = {}
    empty_cells = 0
    row_number, column, depth, others, beside, spaces = 1, 0, 0, 0, 0, 0
    is_in_sheet = is_in_row = is_in_cell = is_reading = is_over = False

    def start(name, given):
        nonlocal attributes, is_in_cell, is_reading, beside, spaces
        if beside:
            beside += 1
            if beside > DEEPEST:
                raise Refused(DAMAGED)
        elif name in CELLS:
            if is_in_cell or not is_in_row:
                raise Refused(DAMAGED)
            is_in_cell, attributes, spaces = True, given, 0
            paragraphs.clear()
        elif name == PARAGRAPH:
            if is_reading:
                raise Refused(DAMAGED)
            is_reading = is_in_cell
            texts.clear()
            if not is_in_cell:
                deeper()
        elif is_in_cell:
            start_in_cell(name, given)
        else:
            start_other(name, given)

    def start_in_cell(name, given):
        nonlocal beside, spaces
        if name == SPACES:
            count = whole(given.get(COUNT, "1"))
            spaces += count
            if spaces > limits.cell_characters:
                raise too_wordy(sheet, column, row_number, limits)
            texts.append(" " * count)
        elif name == TAB:
            texts.append("\t")
        elif name == BREAK:
            texts.append(LINE_END)
        elif name in BESIDE or name.startswith(DRAWING):
            beside = 1
            parser.CharacterDataHandler = None
            seen.comments += name == ANNOTATION
            return
        deeper()

    def start_other(name, given):
        nonlocal row, column, is_in_row, is_in_sheet, beside
        if is_over:
            pass
        elif name == ROW and is_in_sheet and not is_in_row:
            row, column, is_in_row = given, 0, True
            return
        elif name == SHEET and not is_in_sheet:
            is_in_sheet = True
            return
        elif name == COLUMN:
            seen.hidden_columns += given.get(VISIBILITY, "visible") != "visible"
        elif name in BESIDE or name.startswith(DRAWING):
            beside = 1
            return
        deeper()

    def deeper():
        nonlocal depth, others
        depth, others = depth + 1, others + 1
        if depth > DEEPEST or others > MOST_OTHERS:
            raise Refused(DAMAGED)

    def end(name):
        nonlocal attributes, beside, is_in_cell, is_in_row, is_reading, depth, is_over, is_in_sheet
        if beside:
            beside -= 1
            if not beside:
                parser.CharacterDataHandler = texts.append
        elif name == PARAGRAPH and is_reading:
            is_reading = False
            paragraphs.append(as_written("".join(texts)))
        elif name == CELL:
            is_in_cell = False
            end_cell()
        elif name == COVERED:
            is_in_cell = False
            paragraphs.clear()
            attributes = {COLUMNS_REPEATED: attributes.get(COLUMNS_REPEATED, "1")}
            end_cell()
        elif name == ROW and is_in_row:
            is_in_row = False
            end_row()
        elif name == SHEET and is_in_sheet:
            is_over, is_in_sheet = True, False
        else:
            depth -= 1

    def end_cell():
        nonlocal empty_cells
        value = cell_value(attributes, paragraphs)
        count = whole(attributes[COLUMNS_REPEATED]) if COLUMNS_REPEATED in attributes else 1
        if value is None:
            empty_cells += 1
            if empty_cells > limits.empty_cells:
                raise too_many_empty_cells(sheet, limits)
            advance(count)
            return
        if isinstance(value, str) and len(value) > limits.cell_characters:
            raise too_wordy(sheet, column, row_number, limits)
        if column + count > limits.columns:
            raise too_wide(sheet, column + count - 1, row_number, limits)
        if column > len(cells):
            cells.extend([None] * (column - len(cells)))
        cells.extend([value] * count)
        if ROWS_SPANNED in attributes or COLUMNS_SPANNED in attributes:
            height = whole(attributes.get(ROWS_SPANNED, "1"))
            width = whole(attributes.get(COLUMNS_SPANNED, "1"))
            merges.add(Area(row_number, row_number + height - 1, column, column + width - 1))
        advance(count)

    def advance(count):
        nonlocal column
        column += count
        if column > LAST_COLUMN:
            raise Refused(DAMAGED)

    def end_row():
        nonlocal row_number
        count = whole(row.get(ROWS_REPEATED, "1"))
        last = row_number + count - 1
        if cells:
            if last > limits.last_row:
                raise too_long(sheet, last, limits)
            is_hidden = row.get(VISIBILITY, "visible") != "visible"
            seen.hidden_rows += is_hidden * count
            if merges.starting or merges.reaching:
                merges.fill(row_number, cells)
                merges.starting.clear()
            values = trimmed(cells)
            ready.extend(Row(number, values, is_hidden) for number in range(row_number, last + 1))
            cells.clear()
        row_number = last + 1
        if last > LAST_ROW:
            raise Refused(DAMAGED)

    parser = make_parser(start, end, texts.append)

    def refuse_endless_texts():
        if len(texts) > ENDLESS and sum(map(len, texts)) > limits.cell_characters:
            if is_reading:
                raise too_wordy(sheet, column, row_number, limits)
            texts.clear()

    yield from as_they_come(ready, feed(parser, pieces, is_last), refuse_endless_texts)
    if not is_over:
        raise Refused(DAMAGED)


def whole(text: str) -> int:
    return whole_number(text, LAST_ROW)


def cell_value(given: dict[str, str], paragraphs: list[str]) -> Value:
    kind = given.get(TYPE)
    if kind is None:
        if FORMULA in given and not paragraphs:
            return uncalculated(readable_formula(given[FORMULA]))
        return text_of(paragraphs)
    text = text_of(paragraphs)
    if given.get(SHOWN_TYPE) == "error" or (FORMULA in given and text and is_error(text)):
        return error_value(text or "#VALUE!")
    if kind == "string":
        return text if paragraphs else given.get(STRING) or None
    if kind in ("float", "percentage", "currency"):
        return number(given[VALUE]) if VALUE in given else text
    if kind == "date":
        return date_value(given.get(DATE, ""))
    if kind == "time":
        return time_value(given.get(TIME, ""))
    if kind == "boolean":
        return given.get(BOOLEAN) == "true"
    return text


def as_written(text: str) -> str:
    """Ends of line inside a paragraph are the XML writer's own; an element says the true ones."""
    if "\n" in text:
        text = INDENTATION.sub(" ", text)
    return text.replace(LINE_END, "\n") if LINE_END in text else text


def text_of(paragraphs: list[str]) -> str | None:
    text = paragraphs[0] if len(paragraphs) == 1 else "\n".join(paragraphs)
    return text or None


def date_value(text: str) -> Value:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        return UnreadableCell(
            f"« {text} » est hors du calendrier : retapez la date, par exemple 01/12/2026.", text
        )
    if moment.date() == ZERO:
        return UnreadableCell(
            "La date est vide (30/12/1899) : effacez-la ou retapez-la, par exemple 01/12/2026.",
            text,
        )
    return moment.replace(tzinfo=None) if "T" in text else moment.date()


def time_value(text: str) -> Value:
    match = DURATION.fullmatch(text)
    if not match or not any(match.groups()[1:4]):
        return UnreadableCell(f"« {text} » n’est pas une heure : retapez-la.", text)
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[1:4])
    microseconds = int((match[5] or "0")[:6].ljust(6, "0"))
    if match[1] or hours > 23 or minutes > 59 or seconds > 59:
        total = ((hours * 60 + minutes) * 60 + seconds) * 1000
        return duration(-total if match[1] else total)
    return datetime.time(hours, minutes, seconds, microseconds)


def readable_formula(formula: str) -> str:
    """« of:=[.A1]+[.B1] » as « =A1+B1 »."""
    plain = re.sub(r"^\w+:(?==)", "", formula[:1_000])
    return re.sub(r"\[([^\]]*)\]", lambda match: match[1].replace(".", "", 1), plain)
