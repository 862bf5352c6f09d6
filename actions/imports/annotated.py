"""The annotated file: what was sent, as xlsx, with each fault as a remark on its cell."""

from collections.abc import Iterator
from pathlib import PurePath
from typing import IO

from django.utils.text import capfirst

from publishing.tokens import colour
from spreadsheets import column_index, find_tables, open_book
from spreadsheets.remarks import Remark, annotate

from ..models import ImportChange, ImportRun
from .questions import Known

MOST_REMARKS = 2000  # a spreadsheet with more opens slowly, and nobody reads them all
LONGEST_NAME = 80


def write_annotated_file(run: ImportRun, to: IO[bytes]) -> None:
    """Raises FileNotFoundError, in French, once the file was removed."""
    if not run.path or not run.path.exists():
        raise FileNotFoundError(
            "Le site ne garde plus ce fichier : déposez-le à nouveau pour le corriger."
        )
    remarks = (
        Remark(fault.sheet, fault.row, column_of(fault), sentence_of(fault))
        for fault in run.faults.filter(row__isnull=False)[:MOST_REMARKS]
    )
    annotate(run.path, [*corrections(run), *remarks], to, colour("saffron-soft").removeprefix("#"))


def corrections(run: ImportRun) -> Iterator[Remark]:
    """The cells that were corrected on the page, where the file has their column."""
    cells = run.answers.get("cells", ())
    if not cells or not run.path:
        return
    kinds = Known(run.made_by, run.answers).kinds()
    with open_book(run.path) as book:
        columns = {table.sheet.name: table.columns for table in find_tables(book, kinds)}
    for sheet, row, key, words in cells:
        if key in columns.get(sheet, {}):
            yield Remark(sheet, row, columns[sheet][key], "Corrigé à l’import.", words)


def name_of_annotated_file(run: ImportRun) -> str:
    """« statuts.csv » comes back as « statuts, à corriger.xlsx »."""
    stem = PurePath(run.original_name.replace("\\", "/")).stem[:LONGEST_NAME] or "import"
    is_corrected = bool(run.answers.get("cells")) and not run.faults_count
    return f"{stem}, {'corrigé' if is_corrected else 'à corriger'}.xlsx"


def column_of(fault: ImportChange) -> int:
    """A fault of a column that the sheet lacks stands on the first cell, and names the column."""
    return column_index(fault.reference.rstrip("0123456789")) if fault.reference else 0


def sentence_of(fault: ImportChange) -> str:
    if not fault.reference:
        return f"Colonne « {fault.column} » : {fault.message}"
    return capfirst(fault.message)
