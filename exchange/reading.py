"""A file that somebody sends, as rows for a resource: `spreadsheets` reads it, whatever it is."""

import tempfile
from pathlib import Path
from typing import Any

from tablib import Dataset

from spreadsheets import Book, FoundTable, Refused, TableKind, find_tables, open_book

from .widgets import listed

MOST_ROWS = 5_000  # each is compared with the site while somebody waits


def read_sheet(content: bytes, resources: Any) -> tuple[Any, Dataset]:
    """`(resource, dataset)`: the table found, for the first of the resources that knows it.

    The dataset has `lines`, the number of each row in the file, and `notes` for people. Raises
    Refused.
    """
    by_name = {resource.__name__: resource for resource in resources}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "fichier"
        path.write_bytes(content)
        with open_book(path) as book:
            found = find_tables(book, [kind_of(resource) for resource in resources])
            if len(found) != 1:
                raise Refused(why_not_one(found, resources))
            resource = by_name[found[0].kind.name]
            return resource, dataset_of(found[0], book, resource)


def kind_of(resource: Any) -> TableKind:
    labels = {column.column_name: name for name, column in resource.fields.items()}
    required = frozenset(resource.keys_required())
    return TableKind(resource.__name__, labels, lambda keys, sheet: required <= keys)


def why_not_one(found: list[FoundTable], resources: Any) -> str:
    if found:
        names = listed(table.sheet.name for table in found)
        return f"Plusieurs feuilles ont les colonnes attendues : {names}. Gardez-en une seule."
    wanted = " ou ".join(
        " + ".join(f"« {resource.fields[name].column_name} »" for name in resource.keys_required())
        for resource in resources
    )
    return f"Aucune feuille n’a les colonnes attendues : {wanted}."


def dataset_of(table: Any, book: Book, resource: Any) -> Dataset:
    names = list(resource.fields)
    dataset = Dataset(headers=[resource.fields[name].column_name for name in names])
    dataset.lines = []
    for line in table.lines():
        if len(dataset) == MOST_ROWS:
            raise Refused(f"Ce tableau a plus de {MOST_ROWS} lignes : coupez-le en plusieurs.")
        dataset.append([line.cells.get(name) for name in names])
        dataset.lines.append(line.row)
    if not dataset.lines:
        raise Refused("Ce tableau n’a aucune ligne sous ses titres.")
    columns = {name: resource.fields[name] for name in table.columns}
    kept_out = [column.column_name for column in columns.values() if column.readonly]
    dataset.notes = list(book.notes)
    for remark, headers in (
        ("Laissé de côté, car le site ne connaît pas ce titre de colonne", table.ignored),
        ("Titre de colonne en double, dont le premier compte", table.repeated),
        ("Lu, mais jamais changé par un import", kept_out),
    ):
        if headers:
            dataset.notes.append(f"{remark} : {listed(headers)}.")
    return dataset
