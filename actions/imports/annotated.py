"""The annotated file: what was sent, as xlsx, with each fault as a remark on its cell."""

from collections.abc import Iterator
from typing import IO

from django.utils.text import capfirst

from publishing.tokens import colour
from spreadsheets import column_index
from spreadsheets.remarks import Remark, annotate, annotated_name

from ..models import ImportChange, ImportRun

MOST_REMARKS = 2000  # a spreadsheet with more opens slowly, and nobody reads them all


def write_annotated_file(run: ImportRun, to: IO[bytes]) -> None:
    """Raises FileNotFoundError, in French, once the file was removed."""
    if not run.path or not run.path.exists():
        raise FileNotFoundError(
            "Le site ne garde plus ce fichier : déposez-le à nouveau pour le corriger."
        )
    annotate(run.path, remarks_of(run), to, colour("saffron-soft").removeprefix("#"))


def name_of_annotated_file(run: ImportRun) -> str:
    return annotated_name(run.original_name)


def remarks_of(run: ImportRun) -> Iterator[Remark]:
    """A fault of a column that the sheet lacks stands on the first cell, and names the column."""
    for fault in run.faults.filter(row__isnull=False)[:MOST_REMARKS]:
        column = column_index(fault.reference.rstrip("0123456789")) if fault.reference else 0
        yield Remark(fault.sheet, fault.row, column, sentence_of(fault))


def sentence_of(fault: ImportChange) -> str:
    if not fault.reference:
        return f"Colonne « {fault.column} » : {fault.message}"
    return capfirst(fault.message)
