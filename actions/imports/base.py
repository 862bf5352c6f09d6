"""The values that a workbook was made from, on a sheet of their own that no menu shows.

When it comes back, a cell that says what it said asks nothing, whatever the site became since. The
sheet is believed as a whole or not at all: a digest covers its cells and the history of that day.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import closing
from typing import Any

from backoffice.reach import within
from spreadsheets import Book, Sheet
from spreadsheets.writing.layout import Grid, GridColumn

from ..models import Action, Event
from .columns import EDITABLE, IN_ACTIONS, STANDING, ImportColumn

NAME = "Valeurs d’origine"
MARK = "base 1"
LONGEST = 200  # signs: of a longer text the digest is enough
COLUMNS = [*EDITABLE, *(IN_ACTIONS[key] for key in STANDING)]
UNKNOWN = (
    "Les valeurs d’origine de ce classeur ont été modifiées, ou viennent d’un autre site : elles "
    "ne servent pas. Ce qu’un collègue a changé depuis n’est pas reconnu : relisez bien l’aperçu."
)
NONE = (
    "Ce fichier ne dit pas de quelles valeurs il est parti : vérifiez qu’aucune cellule ancienne "
    "ne remplace ce qu’un collègue a changé. Le tableur à remplir, lui, le sait."
)


def written(stored: Any) -> str:
    """A value as the sheet keeps it."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= LONGEST else f"sha256 {hashlib.sha256(text.encode()).hexdigest()}"


def seal_of(history: str, rows: list[list[str]]) -> str:
    content = "\n".join([history, *("\t".join(row) for row in rows)])
    return hashlib.sha256(content.encode()).hexdigest()[:32]


def base_grid(user: Any = None) -> Grid:
    actions = within(user, Action.objects.all()).select_related("theme", "service")
    rows = [
        [str(action.number), *(written(column.current(action)) for column in COLUMNS)]
        for action in actions.order_by("number").iterator(chunk_size=1000)
    ]
    newest = Event.objects.order_by("rank").last()
    history = newest.digest if newest else "-"
    labels = [f"{MARK} {seal_of(history, rows)} {history}", *(c.key for c in COLUMNS)]
    columns = [GridColumn(label, 0) for label in labels]
    return Grid(NAME, columns, rows, frozen=0, is_form=False, is_secret=True)


class Base:
    """What each cell said when the workbook was made."""

    def __init__(self, values: dict[int, dict[str, str]]) -> None:
        self.values = values

    def said(self, number: int, column: ImportColumn) -> str | None:
        return self.values.get(number, {}).get(column.key)

    def shown(self, said: str, column: ImportColumn, vocabulary: Any) -> str:
        if said.startswith("sha256 "):
            return "un texte plus ancien"
        return column.shown(json.loads(said), vocabulary) or "vide"


def read_base(book: Book) -> Base | None:
    """None for a file that has none; raises ValueError, in French, for one that is not sound."""
    for sheet in book.sheets:
        if sheet.name == NAME:
            return sound_base(list(rows_of(sheet)))
    return None


def rows_of(sheet: Sheet) -> Iterator[list[str]]:
    with closing(sheet.rows()) as rows:
        for row in rows:
            yield ["" if cell is None else str(cell) for cell in row.cells]


def sound_base(rows: list[list[str]]) -> Base:
    header = rows[0] if rows else [""]
    words = header[0].removeprefix(f"{MARK} ").split()
    if len(words) != 2 or seal_of(words[1], rows[1:]) != words[0]:
        raise ValueError(UNKNOWN)
    if words[1] != "-" and not Event.objects.filter(digest=words[1]).exists():
        raise ValueError(UNKNOWN)
    return Base(
        {int(row[0]): dict(zip(header[1:], row[1:], strict=False)) for row in rows[1:] if row}
    )
