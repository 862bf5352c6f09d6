"""Merged cells: a value that stands beside several rows belongs to each of them."""

import re
from collections.abc import Iterable

from .limits import Limits, TooLarge
from .model import Value

MERGE = re.compile(
    rb'<(?:\w+:)?mergeCell\s[^>]*?ref="\$?([A-Z]{1,3})\$?(\d+):\$?[A-Z]{1,3}\$?(\d+)"'
)
LONGEST = 200  # of such a tag
MOST = 100_000


def column_index(letters: str) -> int:
    """0 for A."""
    index = 0
    for letter in letters:
        index = index * 26 + ord(letter) - 64
    return index - 1


class Merges:
    """Vertical merges, and the value of those that reach the present row."""

    def __init__(self) -> None:
        self.starting: dict[int, list[tuple[int, int]]] = {}
        self.reaching: dict[int, tuple[int, Value]] = {}  # column: last row, value

    def add(self, column: int, first: int, last: int) -> None:
        if last > first:
            self.starting.setdefault(first, []).append((column, last))

    def again(self) -> "Merges":
        """For another reading of the sheet."""
        other = Merges()
        other.starting = self.starting
        return other

    def __bool__(self) -> bool:
        return bool(self.starting)

    def fill(self, number: int, cells: list[Value]) -> None:
        """Give to a row the values that reach it, and remember those that start there."""
        for column, (last, value) in list(self.reaching.items()):
            if number > last:
                del self.reaching[column]
            elif value is not None:
                cells.extend([None] * (column + 1 - len(cells)))
                cells[column] = value if cells[column] is None else cells[column]
        for column, last in self.starting.get(number, ()):
            if column < len(cells) and cells[column] is not None:
                self.reaching[column] = (last, cells[column])


def read_merges(pieces: Iterable[bytes], limits: Limits) -> Merges:
    """xlsx lists merged cells after the rows: look for them before, as bytes, which is fast."""
    merges, rest, found = Merges(), b"", 0
    for piece in pieces:
        window = rest + piece
        end = 0
        for match in MERGE.finditer(window):
            found, end = found + 1, match.end()
            letters, first, last = match[1].decode(), int(match[2]), int(match[3])
            if column_index(letters) < limits.columns:
                merges.add(column_index(letters), first, last)
        if found > MOST:
            raise TooLarge(
                "Cette feuille contient trop de cellules fusionnées. Défusionnez-les (Accueil, "
                "Fusionner et centrer) et enregistrez à nouveau."
            )
        rest = window[max(end, len(window) - LONGEST) :]
    return merges
