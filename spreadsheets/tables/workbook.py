"""What `as_xlsx` writes, apart: openpyxl is loaded when a workbook is asked for."""

import datetime
import re
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from ..writing.xml import clean
from .model import Table, Value, as_text

LONGEST_TEXT = 32_767  # of a cell
LONGEST_NAME = 31  # of a sheet
FORBIDDEN_IN_NAMES = re.compile(r"[\\/*?:\[\]]")


def cell(sheet, value: Value, day_format: str) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime | bool | str):
        made = WriteOnlyCell(sheet)
        made.value = clean(as_text(value))[:LONGEST_TEXT] or None
        if made.value:
            made.data_type = "s"
            made.quotePrefix = True
        return made
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime.date):
        made.number_format = day_format
    return made


def write(table: Table, file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = table.title, "À votre service"
    sheet = book.create_sheet(FORBIDDEN_IN_NAMES.sub(" ", table.name)[:LONGEST_NAME])
    sheet.freeze_panes = "A2"
    for position, column in enumerate(table.columns, 1):
        if column.width:
            sheet.column_dimensions[get_column_letter(position)].width = column.width
    header = [WriteOnlyCell(sheet, name) for name in table.header]
    for name in header:
        name.font = Font(bold=True)
    sheet.append(header)
    for row in table.rows():
        sheet.append([cell(sheet, value, table.day_format) for value in row])
    book.save(file)
