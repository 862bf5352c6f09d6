"""The rows of one ods sheet, as a stream. Cells say their type themselves; a cell or a row that
comes again is written once, with a count."""

import datetime
import re
from collections.abc import Iterable, Iterator

from ..book import Month, Row, SheetFindings, UnreadableCell, Value, Year
from ..limits import Limits, Refused, too_wordy
from ..values import PARIS
from .cells import error_value, is_error, number, scaled_number, struck, uncalculated
from .excel_dates import duration
from .markup import DAMAGED, DEEPEST, Attributes, count_given
from .merges import Area, Merges
from .ods_styles import OdsStyles
from .sheet_rows import ENDLESS, LAST_COLUMN, LAST_ROW, SheetRows

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
SPAN, SPAN_STYLE = f"{TEXT} span", f"{TEXT} style-name"
CELL_STYLE, DEFAULT_STYLE = f"{TABLE} style-name", f"{TABLE} default-cell-style-name"
FORMULA_LINK = re.compile(r'(?:\w+:)?=HYPERLINK\(\s*"((?:https?://|mailto:)[^"]+)"', re.IGNORECASE)
LINK, ADDRESS = f"{TEXT} a", "http://www.w3.org/1999/xlink href"
CLICKABLE = ("http://", "https://", "mailto:")
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
LINE_END = "\0"  # which XML cannot hold
INDENTATION = re.compile(r"[ \t]*\n\s*")
DURATION = re.compile(r"(-?)PT?(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)(?:[.,](\d+))?S)?")
ZERO = datetime.date(1899, 12, 30)


class OdsRows(SheetRows):
    def __init__(
        self, sheet: str, limits: Limits, findings: SheetFindings, styles: OdsStyles
    ) -> None:
        super().__init__(sheet, limits, Merges(), findings)
        self.styles = styles
        self.column_styles: list[tuple[int, str]] = []  # (first column after, default style)
        self.columns = 0
        self.has_strike = False
        self.row_number = 1
        self.paragraphs: list[str] = []
        self.given: Attributes = {}  # of the cell being read
        self.row: Attributes = {}
        self.beside = 0  # how deep in what is no text of a cell: comments, drawings
        self.spaces = 0  # repeated in the cell
        self.is_in_sheet = self.is_over = False

    def rows(self, pieces: Iterable[bytes], is_last: bool) -> Iterator[Row]:
        """`is_last`: no other sheet follows, so that the end of the document is read too."""
        yield from self.as_they_come(pieces, is_last)
        if not self.is_over:
            raise Refused(DAMAGED)

    def start(self, name: str, given: Attributes) -> None:
        if self.beside:
            self.beside += 1
            if self.beside > DEEPEST:
                raise Refused(DAMAGED)
        elif name in CELLS:
            self.start_cell(given)
        elif name == PARAGRAPH:
            self.start_paragraph()
        elif self.is_in_cell:
            self.start_in_cell(name, given)
        else:
            self.start_around(name, given)

    def start_cell(self, given: Attributes) -> None:
        if self.is_in_cell or not self.is_in_row:
            raise Refused(DAMAGED)
        self.is_in_cell, self.given, self.spaces = True, given, 0
        self.has_strike = False
        self.paragraphs.clear()

    def start_paragraph(self) -> None:
        if self.is_in_text:
            raise Refused(DAMAGED)
        self.is_in_text = self.is_in_cell
        self.texts.clear()
        if not self.is_in_cell:
            self.enter()

    def start_in_cell(self, name: str, given: Attributes) -> None:
        if self.skip(name):
            return
        if name == SPACES:
            count = whole(given.get(COUNT, "1"))
            self.spaces += count
            if self.spaces > self.limits.cell_characters:
                raise too_wordy(self.sheet, self.column, self.row_number, self.limits)
            self.texts.append(" " * count)
        elif name == TAB:
            self.texts.append("\t")
        elif name == BREAK:
            self.texts.append(LINE_END)
        elif name == LINK and given.get(ADDRESS, "").startswith(CLICKABLE):
            self.links[self.column] = given[ADDRESS]
        elif name == SPAN and self.styles.is_struck(given.get(SPAN_STYLE, "")):
            self.has_strike = True
        self.enter()

    def start_around(self, name: str, given: Attributes) -> None:
        if not self.is_over:
            if name == ROW and self.is_in_sheet and not self.is_in_row:
                self.row, self.column, self.is_in_row = given, 0, True
                return
            if name == SHEET and not self.is_in_sheet:
                self.is_in_sheet = True
                return
            if name == COLUMN:
                hidden = given.get(VISIBILITY, "visible") != "visible"
                self.findings.hidden_columns += hidden
                self.columns += whole(given.get(COLUMNS_REPEATED, "1"))
                self.column_styles.append((self.columns, given.get(DEFAULT_STYLE, "")))
            elif self.skip(name):
                return
        self.enter()

    def skip(self, name: str) -> bool:
        """Whether what begins is passed over, to its end."""
        if name not in BESIDE and not name.startswith(DRAWING):
            return False
        self.beside = 1
        self.parser.CharacterDataHandler = None
        self.findings.comments += self.is_in_cell and name == ANNOTATION
        return True

    def end(self, name: str) -> None:
        if self.beside:
            self.beside -= 1
            if not self.beside:
                self.parser.CharacterDataHandler = self.texts.append
        elif name == PARAGRAPH and self.is_in_text:
            self.is_in_text = False
            self.paragraphs.append(as_written("".join(self.texts)))
        elif name in CELLS:
            self.is_in_cell = False
            self.end_cell(is_covered=name == COVERED)
        elif name == ROW and self.is_in_row:
            self.is_in_row = False
            self.end_row()
        elif name == SHEET and self.is_in_sheet:
            self.is_over, self.is_in_sheet = True, False
        else:
            self.depth -= 1

    def end_cell(self, is_covered: bool) -> None:
        given = self.given
        count = whole(given.get(COLUMNS_REPEATED, "1"))
        value = None if is_covered else self.dressed(cell_value(given, self.paragraphs))
        self.put(value, count)
        if value is not None and (ROWS_SPANNED in given or COLUMNS_SPANNED in given):
            bottom = self.row_number + whole(given.get(ROWS_SPANNED, "1")) - 1
            right = self.column + whole(given.get(COLUMNS_SPANNED, "1")) - 1
            self.merges.add(Area(self.row_number, bottom, self.column, right))
        self.column += count
        if self.column > LAST_COLUMN:
            raise Refused(DAMAGED)

    def dressed(self, value: Value) -> Value:
        """The value as its style makes people read it."""
        if value is None:
            return None
        if link := FORMULA_LINK.match(self.given.get(FORMULA, "")):
            self.links[self.column] = link[1]
        style = self.given.get(CELL_STYLE) or self.row.get(DEFAULT_STYLE) or self.style_of_column()
        if self.has_strike or self.styles.is_struck(style):
            return struck(str(value), whole=not self.has_strike)
        shows = self.styles.shows(style)
        if shows == "scaled" and isinstance(value, int | float):
            return scaled_number(str(value))
        if shows in ("month", "year") and isinstance(value, datetime.date):
            is_month = shows == "month"
            return Month(value.year, value.month, 1) if is_month else Year(value.year, 1, 1)
        return value

    def style_of_column(self) -> str:
        return next((style for end, style in self.column_styles if self.column < end), "")

    def end_row(self) -> None:
        count = whole(self.row.get(ROWS_REPEATED, "1"))
        self.finish_row(self.row.get(VISIBILITY, "visible") != "visible", count)
        self.row_number += count
        if self.row_number > LAST_ROW + 1:
            raise Refused(DAMAGED)

    def check(self) -> None:
        if len(self.texts) > ENDLESS and sum(map(len, self.texts)) > self.limits.cell_characters:
            if self.is_in_text:
                raise too_wordy(self.sheet, self.column, self.row_number, self.limits)
            self.texts.clear()


def whole(text: str) -> int:
    return count_given(text, LAST_ROW)


def cell_value(given: dict[str, str], paragraphs: list[str]) -> Value:
    kind = given.get(TYPE)
    if kind is None:
        if FORMULA in given and not paragraphs:
            return uncalculated(readable_formula(given[FORMULA]))
        return text_of(paragraphs)
    text = text_of(paragraphs)
    if given.get(SHOWN_TYPE) == "error" or (text and is_error(text)):
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
    if moment.tzinfo:
        moment = moment.astimezone(PARIS).replace(tzinfo=None)
    return moment if "T" in text else moment.date()


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
