"""A workbook in words, as xlsx, written row by row by openpyxl."""

import datetime
import re
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import IO, Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.styles import (
    Alignment,
    Border,
    Font,
    NamedStyle,
    PatternFill,
    Protection,
    Side,
)
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.dimensions import RowDimension
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from .layout import (
    FORMATS,
    NOTES_WIDTHS,
    SPARE_ROWS,
    Format,
    Grid,
    Look,
    Notes,
    StyledCell,
    Value,
    Workbook,
    lines_of,
)
from .xml import clean, clean_lines

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CODES: dict[Format, str] = {
    "text": "@",
    "integer": "0",
    "money": "#,##0.00",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "day": "yyyy-mm-dd",
    "general": "General",
}
SIDES: dict[Format, str] = {"date": "left", "moment": "left", "integer": "center"}
A4, LONGEST_TITLE, LONGEST_PROMPT, LONGEST_NAME, LONGEST_TEXT = 9, 32, 255, 31, 32_767
FACE = "Calibri"
EARLIEST = datetime.date(1900, 3, 1)  # before, xlsx has no date that all programs agree on
LINE_HEIGHT, TALLEST = 15, 300  # in points
LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")  # Excel would read one character there
FORBIDDEN_IN_NAMES = re.compile(r"[\\/*?:\[\]]")


def made_cell(sheet: Any, value: Value) -> Cell:
    """A text stays one whatever it begins with: its kind is said, and kept at the next touch."""
    if isinstance(value, datetime.datetime):
        value = value.replace(tzinfo=None)  # a cell holds the time of a wall clock
    elif isinstance(value, datetime.date) and value < EARLIEST:
        value = f"{value.day:02}/{value.month:02}/{value.year:04}"
    if not isinstance(value, str):
        return WriteOnlyCell(sheet, value)
    made = WriteOnlyCell(sheet)
    made.value = LOOKS_ESCAPED.sub("_x005F_", clean_lines(value))[:LONGEST_TEXT] or None
    if made.value:
        made.data_type = "s"
        made.quotePrefix = made.value.startswith(("=", "+", "-", "@", "'"))
    return made


def sheet_name(name: str) -> str:
    return FORBIDDEN_IN_NAMES.sub(" ", clean(name)).strip("' ")[:LONGEST_NAME] or "Feuille"


def add_styles(book: openpyxl.Workbook, looks: dict[str, Look]) -> None:
    for name, look in looks.items():
        for kind in FORMATS:
            book.add_named_style(named_style(f"{name}-{kind}", look, kind))


def named_style(name: str, look: Look, kind: Format) -> NamedStyle:
    style = NamedStyle(name, number_format=CODES[kind])
    style.font = Font(name=FACE, bold=look.is_bold, size=look.size or 11, color=look.ink or None)
    style.alignment = Alignment(SIDES.get(kind), look.vertical, wrap_text=look.is_wrapped)
    style.protection = Protection(locked=look.is_locked)
    if look.ground:
        style.fill = PatternFill("solid", fgColor=look.ground)
    if look.rule:
        style.border = Border(bottom=Side("thin", look.rule))
    return style


def dressed(sheet: Any, cells: Iterable[StyledCell]) -> Iterator[Cell | int | float | Decimal]:
    """Numbers of data need no style."""
    for cell in cells:
        if cell.look == "data" and isinstance(cell.value, int | float | Decimal):
            yield cell.value
            continue
        made = made_cell(sheet, cell.value)
        is_quoted = made.data_type == "s" and (made.quotePrefix or cell.look == "data")
        made.style = f"{cell.look}-{cell.kind}"
        made.quotePrefix = is_quoted
        yield made


class EstimatedRow(RowDimension):  # type: ignore[misc]  # openpyxl has no types
    """A height that spreadsheets may set again when the row changes."""

    customHeight = False


def append(sheet: Any, number: int, cells: list[StyledCell], widths: Iterable[int]) -> None:
    """Some programs take missing heights for single lines, hence an estimate."""
    height = LINE_HEIGHT * max(
        lines_of(cell.value, width) for cell, width in zip(cells, widths, strict=True)
    )
    sheet.row_dimensions[number] = EstimatedRow(sheet, index=number, ht=min(height, TALLEST))
    sheet.append(dressed(sheet, cells))
    del sheet.row_dimensions[number]  # written: a long sheet keeps no trace of its rows


def write_notes(book: openpyxl.Workbook, notes: Notes) -> None:
    sheet = book.create_sheet(sheet_name(notes.name))
    for letter, width in zip("AB", NOTES_WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.sheet_view.showGridLines = False
    prepare_page(sheet, "portrait")
    for number, cells in enumerate(notes.lines(), 1):
        if cells[0].look in ("title", "heading"):
            sheet.row_dimensions[number].height = 36 if cells[0].look == "title" else 26
            sheet.append(dressed(sheet, cells))
        else:
            append(sheet, number, cells, NOTES_WIDTHS)
    sheet.protection.sheet = True


def prepare_page(sheet: Any, orientation: str, pages_wide: int = 1) -> None:
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = pages_wide, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_margins = PageMargins(0.4, 0.4, 0.6, 0.6, 0.3, 0.3)


def write_grid(book: openpyxl.Workbook, grid: Grid, workbook: Workbook) -> None:
    sheet = book.create_sheet(sheet_name(grid.name))
    for position, column in enumerate(grid.columns, 1):
        if column.width:
            sheet.column_dimensions[get_column_letter(position)].width = column.width
    sheet.sheet_state = "veryHidden" if grid.is_secret else "visible"
    sheet.freeze_panes = f"{get_column_letter(grid.frozen + 1)}2"
    if grid.is_form:
        write_form(sheet, grid, workbook)
        return
    sheet.append(dressed(sheet, grid.header()))
    for cells in grid.lines():
        sheet.append(dressed(sheet, cells))


def write_form(sheet: Any, grid: Grid, workbook: Workbook) -> None:
    for position, column in enumerate(grid.columns, 1):
        # The style of the cells that nobody has written yet.
        spare = sheet.column_dimensions[get_column_letter(position)]
        spare.protection = Protection(locked=False)
        spare.alignment = Alignment(SIDES.get(column.format), "top", wrap_text=True)
        spare.number_format = CODES[column.format]
    prepare_page(sheet, "landscape", grid.pages_wide)
    sheet.print_title_rows = "1:1"
    if grid.frozen:
        sheet.print_title_cols = f"A:{get_column_letter(grid.frozen)}"
    sheet.oddFooter.left.text = workbook.mark().replace("&", "&&")
    sheet.oddFooter.right.text = "&A, &P / &N"
    widths = [column.width for column in grid.columns]
    count = 1
    append(sheet, count, grid.header(), widths)
    for count, cells in enumerate(grid.lines(), 2):
        append(sheet, count, cells, widths)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}{max(count, 2)}"
    limit_choices(sheet, grid, workbook, count + SPARE_ROWS)
    sheet.protection.sheet = True
    for allowed in ("autoFilter", "sort", "formatColumns", "formatRows", "formatCells"):
        setattr(sheet.protection, allowed, False)  # False: not forbidden


def limit_choices(sheet: Any, grid: Grid, workbook: Workbook, last_row: int) -> None:
    """Lists under the cells, and each column's help under its header."""
    for position, column in enumerate(grid.columns, 1):
        letter, title = get_column_letter(position), column.label[:LONGEST_TITLE]
        if column.help:
            help = DataValidation(promptTitle=title, prompt=column.help[:LONGEST_PROMPT])
            help.showInputMessage = True
            help.add(f"{letter}1")
            sheet.data_validations.append(help)
        if workbook.notes and (place := workbook.choices(column)):
            source = f"{quote_sheetname(workbook.notes.name)}!$B${place[0]}:$B${place[1]}"
            choice = DataValidation("list", source, allow_blank=True, showErrorMessage=True)
            choice.errorTitle, choice.error = title, workbook.refusal()
            choice.add(f"{letter}2:{letter}{last_row}")
            sheet.data_validations.append(choice)


def write(workbook: Workbook, file: IO[bytes]) -> None:
    book = openpyxl.Workbook(write_only=True)
    book.properties.title, book.properties.creator = workbook.title, workbook.creator
    book.properties.language = workbook.language
    book.properties.created = workbook.made_at.astimezone(datetime.UTC).replace(tzinfo=None)
    add_styles(book, workbook.looks())
    if workbook.notes:
        write_notes(book, workbook.notes)
    for grid in workbook.grids:
        write_grid(book, grid, workbook)
    book.save(file)
