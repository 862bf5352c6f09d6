"""The corrected file: what was sent, with each fault told on its cell."""

from collections.abc import Iterator
from typing import IO

from spreadsheets.annotate import Remark, annotate, annotated_name
from spreadsheets.remarks import place_of

from ..models import ImportChange, ImportRun

MOST_REMARKS = 2000  # a spreadsheet with more opens slowly, and nobody reads them all


def corrected_file(run: ImportRun, to: IO[bytes]) -> str:
    """Write the file to `to` and return its format; a csv comes back as an xlsx.

    Raises FileNotFoundError, in French, once the file was removed.
    """
    if not run.path or not run.path.exists():
        raise FileNotFoundError(
            "Le site ne garde plus ce fichier : déposez-le à nouveau pour le corriger."
        )
    return annotate(run.path, run.format, remarks_of(run), to)


def corrected_name(run: ImportRun) -> str:
    return annotated_name(run.original_name, run.format)


def remarks_of(run: ImportRun) -> Iterator[Remark]:
    faults = run.faults.filter(row__isnull=False)
    for fault in faults[:MOST_REMARKS]:
        _, column = place_of(fault.reference)
        yield Remark(fault.sheet, fault.row, max(column, 0), told(fault))


def told(fault: ImportChange) -> str:
    """A fault of a column that the sheet lacks is told in the first cell, and names it."""
    message = fault.message[:1].upper() + fault.message[1:]
    return message if fault.reference else f"Colonne « {fault.column} » : {fault.message}"
