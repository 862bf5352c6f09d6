"""A workbook in words (`layout`) as a file that spreadsheets open."""

from typing import IO

from . import ods, xlsx
from .layout import Workbook

WRITERS = {"xlsx": xlsx.write, "ods": ods.write}
MEDIA_TYPES = {"xlsx": xlsx.MEDIA_TYPE, "ods": ods.MEDIA_TYPE}


def write(workbook: Workbook, file: IO[bytes], format: str) -> None:
    """As « xlsx » or « ods », row by row."""
    WRITERS[format](workbook, file)
