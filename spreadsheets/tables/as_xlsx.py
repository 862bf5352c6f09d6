"""A table as an xlsx workbook, written row by row to a file on disk.

A text stays a text whatever it begins with: openpyxl would make a formula of « =1+1 », and a
spreadsheet would at the next touch of the cell, hence the quote prefix.
"""

from typing import IO

from .model import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(table: Table, file: IO[bytes]) -> None:
    from .workbook import write  # loads openpyxl, which the pages have no use for

    write(table, file)
