"""The annotated copy: the workbook that was sent, as xlsx, with a remark on each cell at fault.

A workbook of ordinary size in xlsx keeps its styles, formulas, lists and links: openpyxl loads it,
without its pictures, charts and pivot tables. Any other file (ods, csv, a larger workbook) is
written again from what our reader reads: values and links.
"""

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar
from xml.sax.saxutils import quoteattr

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, NamedStyle, PatternFill
from openpyxl.utils import range_boundaries

from . import Book, Month, Refused, Row, Sheet, TooLarge, UnreadableCell, Value, Year, open_book
from .reading.archive import Archive
from .reading.cells import IN_FRENCH
from .reading.markup import elements
from .reading.xlsx import XlsxBook, XlsxSheet
from .writing.xlsx import made_cell, sheet_name
from .writing.xml import clean

AUTHOR = "À votre service"
MOST_CELLS = 200_000  # that openpyxl may make: it takes about half a kilobyte for each
MOST_BYTES = 20_000_000  # unpacked, of what it may load
WIDTH, LINE_WIDTH, LINE_HEIGHT = 320, 45, 19  # of a remark: pixels, signs, pixels
KEPT_RELATIONS = {
    *("officeDocument", "worksheet", "sharedStrings", "styles", "theme"),
    *("comments", "hyperlink", "table"),
}
KEPT_PARTS = re.compile(
    r"\[content_types\]\.xml|(?:.*/)?_rels/[^/]+\.rels"
    r"|xl/(?:workbook|styles|sharedstrings|comments[^/]*|(?:theme|worksheets|tables|comments)/[^/]+)"
    r"\.xml"
)
LINK = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
IN_ENGLISH = {french: english for english, french in IN_FRENCH.items()}

Place = TypeVar("Place")
Values = Mapping[tuple[str, int, int], str]  # by sheet, row, column from 1
Texts = Mapping[int, Mapping[int, str]]  # {row: {column: text}}, both from 1


@dataclass(frozen=True)
class Remark:
    """One sentence about one cell; the row is counted from 1, the column from 0."""

    sheet: str
    row: int
    column: int
    text: str
    value: str | None = None  # what the cell says instead


def annotate(path: Path, remarks: Iterable[Remark], to: IO[bytes], colour: str) -> None:
    """Write to `to` an xlsx copy of the file with a comment and a colour (six digits) on each cell
    named.

    Raises Refused for a file that cannot be read, KeyError for a sheet that it does not have.
    """
    remarks = list(remarks)
    with open_book(path) as book:
        texts = texts_by_sheet(remarks, [sheet.name for sheet in book.sheets])
        values = {(r.sheet, r.row, r.column + 1): r.value for r in remarks if r.value is not None}
        to.write(
            copy_with_styles(book, texts, values, colour)
            or copy_of_values(book, texts, values, colour)
        )


def texts_by_sheet(remarks: Iterable[Remark], names: list[str]) -> dict[str, Texts]:
    """One text for each cell, by sheets; a long name may be known by its beginning."""
    found: dict[str, dict[int, dict[int, str]]] = {name: {} for name in names}
    for remark in remarks:
        alike = [name for name in names if name.startswith(remark.sheet)]
        name = remark.sheet if remark.sheet in names else next(iter(alike), None)
        if name is None:
            raise KeyError(remark.sheet)
        add_text(found[name].setdefault(remark.row, {}), remark.column + 1, remark.text)
    return dict(found)


def add_text(texts: dict[Place, str], place: Place, text: str) -> None:
    texts[place] = f"{texts[place]}\n{text}" if place in texts else text


def put_remark(cell: Cell, text: str, colour: str) -> None:
    """What the cell's own comment says stays above."""
    text, author = clean(text), AUTHOR
    if cell.comment:
        text, author = f"{cell.comment.text}\n\n{text}", cell.comment.author or AUTHOR
    lines = sum(1 + len(line) // LINE_WIDTH for line in text.split("\n"))
    cell.comment = Comment(text, author, height=LINE_HEIGHT * (lines + 1), width=WIDTH)
    cell.fill = PatternFill("solid", fgColor=colour)


# By openpyxl, of a file that our reader accepted


def copy_with_styles(
    book: Book, texts: Mapping[str, Texts], values: Values, colour: str
) -> bytes | None:
    """None for what is no xlsx, or would make openpyxl take too much memory, or fail."""
    if not isinstance(book, XlsxBook) or not is_light(book):
        return None
    try:
        copy = openpyxl.load_workbook(bare_package(book.archive))
        for (name, row, column), value in values.items():
            cell = copy[name].cell(row, column)
            cell.value, cell.number_format = value or None, "@"
        for name, wanted in texts.items():
            put_remarks(copy[name], wanted, colour)
        file = io.BytesIO()
        copy.save(file)
    except Exception:  # openpyxl trips over many an odd file, each time by another exception
        return None
    return file.getvalue()


def is_light(book: XlsxBook) -> bool:
    """Whether few cells would be made, those of merged and linked areas included."""
    archive = book.archive
    size = sum(part.file_size for name, part in archive.parts.items() if KEPT_PARTS.match(name))
    if size > MOST_BYTES:
        return False
    cells = 0
    try:
        for part in (sheet.part for sheet in book.sheets if isinstance(sheet, XlsxSheet)):
            for name, given in elements(archive.pieces(part)):
                if name == "c":
                    cells += 1
                elif name in ("mergeCell", "hyperlink"):
                    left, top, right, bottom = range_boundaries(given.get("ref", ""))
                    cells += (right - left + 1) * (bottom - top + 1)
                if cells > MOST_CELLS:
                    return False
    except (Refused, ValueError, TypeError):  # too many elements; areas without limits
        return False
    return True


def bare_package(archive: Archive) -> IO[bytes]:
    """The parts that openpyxl may read; it opens no other than those that relations name."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, part in archive.parts.items():
            if name.endswith(".rels"):
                copy.writestr(part.filename, kept_relations(archive, name))
            elif KEPT_PARTS.fullmatch(name):
                copy.writestr(part.filename, b"".join(archive.pieces(name)))
    file.seek(0)
    return file


def kept_relations(archive: Archive, name: str) -> str:
    kept = "".join(
        f"<Relationship {' '.join(f'{key}={quoteattr(value)}' for key, value in given.items())}/>"
        for tag, given in elements(archive.small(name))
        if tag == "Relationship" and given.get("Type", "").rpartition("/")[2] in KEPT_RELATIONS
    )
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{kept}</Relationships>'


def put_remarks(sheet: Any, texts: Texts, colour: str) -> None:
    """What is said of a cell hidden by a merge is said by the one that shows, and names it."""
    shown: dict[tuple[int, int], str] = {}
    places = ((row, column) for row in sorted(texts) for column in sorted(texts[row]))
    for row, column in places:
        cell, place, text = sheet.cell(row, column), (row, column), texts[row][column]
        if isinstance(cell, MergedCell):
            area = next(area for area in sheet.merged_cells if cell.coordinate in area)
            text, place = f"{cell.coordinate} : {text}", (area.min_row, area.min_col)
        add_text(shown, place, text)
    for place, text in shown.items():
        put_remark(sheet.cell(*place), text, colour)


# From what our reader reads, row by row


def copy_of_values(book: Book, texts: Mapping[str, Texts], values: Values, colour: str) -> bytes:
    copy = openpyxl.Workbook(write_only=True)
    for name, code in FORMATS.items():
        copy.add_named_style(NamedStyle(name, number_format=code, alignment=WRAPPED))
    for sheet in book.sheets:
        made = copy.create_sheet(sheet_name(sheet.name)[:28])  # twins get a number
        made.freeze_panes = "A2" if book.format == "csv" else None
        for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
            made.column_dimensions[letter].width = 22
        wanted = texts[sheet.name]
        for row in numbered_rows(sheet, max(wanted, default=0)):
            cells = list(row.cells)
            for column in wanted.get(row.number, {}):
                cells.extend([None] * (column - len(cells)))
                cells[column - 1] = values.get((sheet.name, row.number, column), cells[column - 1])
            row = row._replace(cells=tuple(cells))
            made.append(row_cells(made, row, wanted.get(row.number, {}), colour))
    hidden = [sheet.is_hidden for sheet in book.sheets]
    for made, is_hidden in zip(copy.worksheets, hidden, strict=True):
        made.sheet_state = "hidden" if is_hidden and not all(hidden) else "visible"
    file = io.BytesIO()
    copy.save(file)
    return file.getvalue()


def numbered_rows(sheet: Sheet, least: int) -> Iterator[Row]:
    """Every row from the first, empty ones too; a sheet beyond the limits stops there."""
    number = 0
    with closing(sheet.rows()) as rows:
        try:
            for row in rows:
                yield from (Row(empty, ()) for empty in range(number + 1, row.number))
                yield row
                number = row.number
        except TooLarge:
            pass
    yield from (Row(empty, ()) for empty in range(number + 1, least + 1))


def row_cells(sheet: Any, row: Row, texts: Mapping[int, str], colour: str) -> Iterator[Cell | None]:
    width = max(len(row.cells), max(texts, default=0))
    for column, value in enumerate([*row.cells, *[None] * (width - len(row.cells))], 1):
        if value is None and column not in texts:
            yield None
            continue
        cell = copied_cell(sheet, value, row.links.get(column - 1))
        if column in texts:
            put_remark(cell, texts[column], colour)
        yield cell


WRAPPED = Alignment(vertical="top", wrap_text=True)
FORMATS = {
    "texte": "@",  # nothing that is touched becomes a date
    "nombre": "General",
    "mois": "mmm yyyy",
    "an": "yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "jour": "dd/mm/yyyy",
    "heure": "hh:mm:ss",
}


def style_of(value: Value) -> str:
    match value:
        case Month():
            return "mois"
        case Year():
            return "an"
        case datetime.datetime():
            return "moment"
        case datetime.date():
            return "jour"
        case datetime.time():
            return "heure"
        case int() | float():
            return "nombre"
    return "texte"


def copied_cell(sheet: Any, value: Value, link: str | None = None) -> Cell:
    style = style_of(value)
    if isinstance(value, UnreadableCell):
        value = value.text
        code = IN_ENGLISH.get(value, value)
        if code in openpyxl.cell.cell.ERROR_CODES:
            cell = WriteOnlyCell(sheet)
            cell.value, cell.data_type = code, "e"
            return cell
    cell = made_cell(sheet, value)
    prefixed = cell.quotePrefix
    cell.style = style
    cell.quotePrefix = prefixed
    if link is None and isinstance(value, str) and LINK.fullmatch(value):
        link = value
    if link:
        cell.hyperlink = link
    return cell
