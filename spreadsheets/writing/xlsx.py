"""A workbook to fill in, as xlsx, written row by row."""

import datetime
import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import IO

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension

from ..tables.as_xlsx import MEDIA_TYPE
from ..tables.workbook import LONGEST_TEXT
from .layout import (
    GREEN,
    INK,
    PAPER,
    RULE,
    SAFFRON,
    SAND,
    SPARE_ROWS,
    Column,
    Grid,
    Notes,
    Value,
    Workbook,
    lines_of,
    one_kind_of_line_end,
)
from .xml import clean

__all__ = ["MEDIA_TYPE", "write"]

FORMATS = {"text": "@", "integer": "0", "money": "#,##0.00", "date": "dd/mm/yyyy"}
A4, LONGEST_TITLE, LONGEST_PROMPT = 9, 32, 255
FACE = "Calibri"
EARLIEST = datetime.date(1900, 3, 1)  # before, xlsx has no date that all programs agree on
LINE_HEIGHT, TALLEST = 15, 300  # in points
NOTES_WIDTHS = (30, 96)
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read one character there

ALIGNMENTS = {
    side: Alignment(vertical="top", wrap_text=True, horizontal=side)
    for side in ("general", "left", "center")
}
TOP = ALIGNMENTS["general"]
LINE = Border(bottom=Side("thin", RULE))
OPEN, LOCKED = Protection(locked=False), Protection(locked=True)


def fill(colour: str) -> PatternFill:
    return PatternFill("solid", fgColor=colour)


def text_of(value: str) -> str:
    return LOOKS_ESCAPED.sub("_x005F_", clean(one_kind_of_line_end(value)))[:LONGEST_TEXT]


def made_cell(sheet, value: Value) -> WriteOnlyCell:
    """A text stays one whatever it begins with: its kind is said, and kept at the next touch."""
    if isinstance(value, str):
        made = WriteOnlyCell(sheet)
        made.value = text_of(value) or None
        if made.value:
            made.data_type = "s"
            made.quotePrefix = made.value.startswith(("=", "+", "-", "@", "'"))
        return made
    if isinstance(value, datetime.datetime):
        value = value.replace(tzinfo=None)  # a cell holds the time of a wall clock
    elif isinstance(value, datetime.date) and value < EARLIEST:
        return made_cell(sheet, f"{value.day:02}/{value.month:02}/{value.year:04}")
    return WriteOnlyCell(sheet, value)


def format_of(value: Value, column: Column | None = None) -> str:
    """A date is shown as one even in a column of texts."""
    if isinstance(value, datetime.datetime):
        return "dd/mm/yyyy hh:mm"
    if isinstance(value, datetime.date):
        return FORMATS["date"]
    if isinstance(value, int | Decimal) and column and column.format == "text":
        return FORMATS["integer"]
    return FORMATS[column.format if column else "text"]


class EstimatedRow(RowDimension):
    """A height that spreadsheets may set again when the row changes."""

    customHeight = False


def append(sheet, number: int, cells: Iterable[WriteOnlyCell], height: float) -> None:
    """Some programs take missing heights for single lines, hence an estimate."""
    sheet.row_dimensions[number] = EstimatedRow(sheet, index=number, ht=min(height, TALLEST))
    sheet.append(list(cells))
    del sheet.row_dimensions[number]  # written: a long sheet keeps no trace of its rows


def alignment_of(value: Value, column: Column) -> Alignment:
    """Dates keep off the edge of the text that follows them."""
    if isinstance(value, datetime.date):
        return ALIGNMENTS["left"]
    return ALIGNMENTS["center" if column.format == "integer" else "general"]


def write_notes(book, notes: Notes) -> None:
    sheet = book.create_sheet(notes.name)
    for letter, width in zip("AB", NOTES_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    prepare_page(sheet, "portrait")
    for number, (term, explanation, is_heading) in enumerate(notes.lines(), 1):
        first, second = made_cell(sheet, term), made_cell(sheet, explanation)
        second.alignment = ALIGNMENTS["left"]
        second.number_format = format_of(explanation)
        if is_heading:
            size = 18 if number == 1 else 13
            first.font = Font(name=FACE, bold=True, size=size, color=GREEN)
            append(sheet, number, [first, second], 2 * size)
        else:
            first.font, first.alignment = Font(name=FACE, bold=True), TOP
            lines = lines_of(explanation, NOTES_WIDTHS[1])
            append(sheet, number, [first, second], LINE_HEIGHT * lines)
    sheet.protection.sheet = True


def prepare_page(sheet, orientation: str) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = openpyxl.worksheet.properties.PageSetupProperties(
        fitToPage=True
    )
    sheet.page_margins = openpyxl.worksheet.page.PageMargins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)


def header(sheet, grid: Grid) -> Iterator[WriteOnlyCell]:
    for column in grid.columns:
        made = made_cell(sheet, column.label)
        made.font = Font(name=FACE, bold=True, color=INK if column.is_marked else PAPER)
        made.fill = fill(SAFFRON if column.is_marked else GREEN)
        made.alignment, made.border = Alignment(vertical="center", wrap_text=True), LINE
        yield made


def height(row: Sequence[Value], grid: Grid) -> float:
    widths = (column.width for column in grid.columns)
    return LINE_HEIGHT * max(map(lines_of, row, widths))


def row_cells(
    sheet, grid: Grid, row: Sequence[Value], styles: dict[tuple, object]
) -> Iterator[WriteOnlyCell]:
    """`styles` holds those already made: making one costs more than writing the cell."""
    for position, (column, value) in enumerate(zip(grid.columns, row, strict=True)):
        made = made_cell(sheet, value)
        likes = (position, type(value), made.quotePrefix)
        if likes in styles:
            made._style = styles[likes]
        else:
            dress(made, value, column, is_locked=position < grid.locked)
            styles[likes] = made._style
        yield made


def dress(made: WriteOnlyCell, value: Value, column: Column, *, is_locked: bool) -> None:
    made.number_format = format_of(value, column)
    made.alignment, made.border = alignment_of(value, column), LINE
    made.protection = LOCKED if is_locked else OPEN
    if is_locked:
        made.fill = fill(SAND)


def limit_choices(sheet, grid: Grid, notes: Notes, last_row: int) -> None:
    """Lists under the cells, and each column's help under its header."""
    for position, column in enumerate(grid.columns, 1):
        letter = get_column_letter(position)
        if column.help:
            told = DataValidation(
                promptTitle=column.label[:LONGEST_TITLE], prompt=column.help[:LONGEST_PROMPT]
            )
            told.showInputMessage = True
            told.add(f"{letter}1")
            sheet.data_validations.append(told)
        if place := notes.places().get(column.choices):
            first, last = place
            choice = DataValidation("list", f"{quote_sheetname(notes.name)}!$B${first}:$B${last}")
            choice.allow_blank, choice.showErrorMessage = True, True
            choice.errorTitle = column.label[:LONGEST_TITLE]
            choice.error = refusal(column, notes)
            choice.add(f"{letter}2:{letter}{last_row}")
            sheet.data_validations.append(choice)


def refusal(column: Column, notes: Notes) -> str:
    return f"Choisissez un mot de la liste ; elle figure aussi dans la feuille « {notes.name} »."


def write_grid(book, grid: Grid, workbook: Workbook) -> None:
    sheet = book.create_sheet(grid.name)
    for position, column in enumerate(grid.columns, 1):
        spare = sheet.column_dimensions[get_column_letter(position)]
        spare.width = column.width
        # The style of the cells that nobody has written yet.
        spare.protection, spare.alignment = OPEN, alignment_of(None, column)
        spare.number_format = FORMATS[column.format]
    sheet.freeze_panes = f"{get_column_letter(grid.frozen + 1)}2"
    prepare_page(sheet, "landscape")
    sheet.page_setup.fitToWidth = grid.pages_wide
    sheet.print_title_rows = "1:1"
    if grid.frozen:
        sheet.print_title_cols = f"A:{get_column_letter(grid.frozen)}"
    sheet.oddFooter.left.text = workbook.mark().replace("&", "&&")
    sheet.oddFooter.right.text = "&A, &P / &N"
    append(sheet, 1, header(sheet, grid), height([c.label for c in grid.columns], grid))
    count, styles = 1, {}
    for count, row in enumerate(grid.rows, 2):
        append(sheet, count, row_cells(sheet, grid, row, styles), height(row, grid))
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(grid.columns))}{max(count, 2)}"
    limit_choices(sheet, grid, workbook.notes, count + SPARE_ROWS)
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)  # False: not forbidden


def write(workbook: Workbook, file: IO[bytes]) -> None:
    book = openpyxl.Workbook(write_only=True)
    book.properties.title, book.properties.creator = workbook.title, workbook.creator
    book.properties.language = workbook.language
    book.properties.created = workbook.made_at.astimezone(datetime.UTC).replace(tzinfo=None)
    write_notes(book, workbook.notes)
    for grid in workbook.grids:
        write_grid(book, grid, workbook)
    book.save(file)
