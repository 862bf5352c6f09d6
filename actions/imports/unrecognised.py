"""Why no table was recognised in a file: what its first rows hold, and the way out."""

from collections.abc import Sequence
from contextlib import closing
from itertools import islice

from exchange.widgets import listed
from spreadsheets import Book, Row, TableKind
from spreadsheets.reading.headers import known
from spreadsheets.signs import lost_accents, visible

LOOKED_AT = 30  # rows of each sheet
MOST_TITLES = 12


def unrecognised(book: Book, kinds: Sequence[TableKind]) -> str:
    """The most likely reason first: accents lost, a csv in one column, other titles."""
    rows = [row for sheet in book.sheets for row in first_rows(sheet)]
    for row in rows:
        for cell in row.cells:
            if isinstance(cell, str) and (piece := lost_accents(cell)):
                return (
                    f"Les accents de ce fichier sont abîmés (« {visible(piece)} ») : il a été "
                    "enregistré avec un mauvais encodage. Ouvrez le fichier d’origine et "
                    "enregistrez-le au format xlsx."
                )
    for row in rows:
        if one := column_of_text(row, kinds):
            return (
                f"Tout le tableau est dans une seule colonne, la colonne A (« {one} »). Dans le "
                "tableur : choisissez cette colonne, menu « Données », « Convertir » (Excel) ou "
                "« Texte en colonnes » (LibreOffice), puis enregistrez."
            )
    sheets = f" (feuilles lues : {listed(s.name for s in book.sheets)})"
    among = sheets if book.format != "csv" else ""
    return (
        f"Aucune ligne de titres n’a été reconnue{among}. {titles_seen(rows)}Il faut au moins une "
        "colonne « N° » et une colonne à changer, « Statut » par exemple : partez du modèle à "
        "télécharger."
    )


def first_rows(sheet: object) -> list[Row]:
    with closing(sheet.rows()) as rows:  # type: ignore[attr-defined]  # any Sheet of the library
        return list(islice(rows, LOOKED_AT))


def column_of_text(row: Row, kinds: Sequence[TableKind]) -> str:
    """The one cell of a row whose pieces, between separators, are titles that we know."""
    filled = [cell for cell in row.cells if cell is not None]
    if len(filled) != 1 or not isinstance(filled[0], str):
        return ""
    names = {known(label): key for kind in kinds for label, key in kind.labels.items()}
    for separator in ";,\t|":
        pieces = [names.get(known(piece.strip(' "'))) for piece in filled[0].split(separator)]
        if "number" in pieces and len(set(pieces) - {None}) > 1:
            return visible(filled[0])[:60]
    return ""


def titles_seen(rows: Sequence[Row]) -> str:
    """The row that looks most like titles: the most short texts."""
    shorts = [
        [" ".join(visible(c).split()) for c in row.cells if isinstance(c, str) and len(c) <= 40]
        for row in rows
    ]
    best = max(shorts, key=len, default=[])
    seen = [title for title in best if title][:MOST_TITLES]
    return f"Titres vus dans le fichier : {listed(seen)}. " if seen else ""
