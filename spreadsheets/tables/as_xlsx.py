"""A table as an xlsx workbook, written row by row."""

from typing import IO

from .model import Table

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(table: Table, file: IO[bytes]) -> None:
    from ..writing import xlsx  # loads openpyxl, which the pages have no use for

    xlsx.write(table.as_workbook(), file)
