"""What `as_xlsx` writes, apart: openpyxl is loaded when a workbook is asked for."""

import datetime
from typing import IO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from ..writing.xml import clean
from .model import Table, Value, as_text

LONGEST_TEXT = 32_767  # of a cell


def cell(sheet, value: Value) -> WriteOnlyCell:
    if isinstance(value, datetime.datetime | bool | str):
        made = WriteOnlyCell(sheet)
        made.value = clean(as_text(value))[:LONGEST_TEXT] or None
        if made.value:
            made.data_type = "s"
            made.quotePrefix = True
        return made
    made = WriteOnlyCell(sheet, value)
    if isinstance(value, datetime.date):
        made.number_format = "yyyy-mm-dd"
    return made


def write(table: Table, file: IO[bytes]) -> None:
    book = Workbook(write_only=True)
    book.properties.title, book.properties.creator = table.title, "À votre service"
    sheet = book.create_sheet(table.name)
    sheet.freeze_panes = "A2"
    header = [WriteOnlyCell(sheet, name) for name in table.header]
    for name in header:
        name.font = Font(bold=True)
    sheet.append(header)
    for row in table.rows():
        sheet.append([cell(sheet, value) for value in row])
    book.save(file)
