"""The corrected file: the workbook that was sent, with a remark on each faulty cell."""

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path, PurePath
from typing import IO

import openpyxl
from openpyxl.styles import Alignment

from .annotate_ods import annotate_ods
from .annotate_xlsx import annotate_xlsx
from .reading.csv_book import SHEET
from .reading.opening import open_book
from .remarks import Remark
from .writing.xlsx import made_cell

__all__ = ["Remark", "annotate", "annotated_name"]

LONGEST_NAME = 80


def annotate(path: Path, format: str, remarks: Iterable[Remark], to: IO[bytes]) -> str:
    """Write to `to` the same workbook with a comment and a colour on each cell that has a remark.

    The format written is returned: a csv, which cannot hold comments, becomes an xlsx of the same
    cells, all as texts, so that nothing in it changes of meaning.
    """
    if format == "ods":
        annotate_ods(path, remarks, to)
        return "ods"
    if format == "xlsx":
        annotate_xlsx(path, remarks, to)
        return "xlsx"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.xlsx"
        copy.write_bytes(as_workbook(path))
        annotate_xlsx(copy, remarks, to)
    return "xlsx"


def annotated_name(original: str, format: str) -> str:
    """« statuts.csv » comes back as « statuts, à corriger.xlsx »."""
    stem = PurePath(original.replace("\\", "/")).stem[:LONGEST_NAME] or "import"
    return f"{stem}, à corriger.{'ods' if format == 'ods' else 'xlsx'}"


def as_workbook(path: Path) -> bytes:
    """The cells of a csv as a workbook, row by row at the same places."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet(SHEET)
    sheet.freeze_panes = "A2"
    for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        sheet.column_dimensions[letter].width = 22
    with open_book(path) as read:
        written = 0
        for row in read.sheets[0].rows():
            for _ in range(row.number - written - 1):
                sheet.append([])
            cells = [made_cell(sheet, None if v is None else str(v)) for v in row.cells]
            for cell in cells:
                cell.number_format, cell.alignment = (
                    "@",
                    Alignment("general", "top", wrap_text=True),
                )
            sheet.append(cells)
            written = row.number
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()
