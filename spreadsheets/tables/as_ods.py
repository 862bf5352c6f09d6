"""A table as an OpenDocument spreadsheet, written row by row."""

from typing import IO

from ..writing import ods
from .model import Table

MEDIA_TYPE = ods.MEDIA_TYPE


def write(table: Table, file: IO[bytes]) -> None:
    ods.write(table.as_workbook(), file)
