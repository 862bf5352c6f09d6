"""Merged cells: a value that stands beside several rows belongs to each of them."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from ..book import Value
from ..limits import Limits, Refused, TooLarge, column_index
from .markup import DAMAGED

MERGE = re.compile(
    rb'<(?:\w{1,20}:)?mergeCell\s[^>]{0,40}?ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"'
)
LINK = re.compile(
    rb'<(?:\w{1,20}:)?hyperlink\s(?=[^>]{0,150}?\bref="([A-Z]{1,3})(\d{1,7})(?::[^"]{1,20})?")'
    rb'[^>]{0,150}?\w{1,20}:id="([^"]{1,40})"'
)
LONGEST = 400  # of such a tag
MOST = 100_000
AT_ONCE = 1_000  # areas do not overlap: no more than the columns of a sheet


class Area(NamedTuple):
    """Merged cells, by their first and last rows and columns (from 0)."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


class Merges:
    """The merged areas of a sheet, and those that reach the row being read."""

    def __init__(self, starting: dict[int, list[Area]] | None = None) -> None:
        self.starting: dict[int, list[Area]] = {} if starting is None else starting
        self.reaching: list[tuple[Area, Value]] = []

    def add(self, area: Area) -> None:
        self.starting.setdefault(area.first_row, []).append(area)

    def again(self) -> "Merges":
        """For another reading of the sheet."""
        return Merges(dict(self.starting))

    def fill(self, number: int, cells: list[Value]) -> None:
        """Give to a row what it shows: the value of the first cell of each area beside it, and
        nothing of the cells that an area covers."""
        if not (self.starting or self.reaching):
            return
        starting = self.starting.pop(number, ())
        self.reaching = [reached for reached in self.reaching if reached[0].last_row >= number]
        if len(self.reaching) + len(starting) > AT_ONCE:
            raise Refused(DAMAGED)
        for area, value in self.reaching:
            cover(area, cells, value)
        for area in starting:
            value = cells[area.first_column] if area.first_column < len(cells) else None
            cover(area, cells, value)
            if area.last_row > number and value is not None:
                self.reaching.append((area, value))


def cover(area: Area, cells: list[Value], value: Value) -> None:
    for column in range(area.first_column, min(area.last_column + 1, len(cells))):
        cells[column] = None
    if value is not None:
        cells.extend([None] * (area.first_column + 1 - len(cells)))
        cells[area.first_column] = value


def read_merges(
    pieces: Iterable[bytes], limits: Limits
) -> tuple[Merges, dict[tuple[int, int], str]]:
    """xlsx lists merged cells and links after the rows: look for them before, as bytes, which is
    fast. Links are `{(row, column): the relation that gives the address}`."""
    merges, rest, found = Merges(), b"", 0
    links: dict[tuple[int, int], str] = {}
    for piece in pieces:
        window = rest + piece
        end = 0
        for match in MERGE.finditer(window) if b"mergeCell" in window else ():
            found, end = found + 1, match.end()
            left, right = column_index(match[1].decode()), column_index(match[3].decode())
            if left < limits.columns:
                merges.add(Area(int(match[2]), int(match[4]), left, right))
        for match in LINK.finditer(window) if b"hyperlink" in window else ():
            if len(links) < MOST:
                place = int(match[2]), column_index(match[1].decode())
                links[place] = match[3].decode("utf-8", "replace")
        if found > MOST:
            raise TooLarge(
                "Cette feuille contient trop de cellules fusionnées. Défusionnez-les (Accueil, "
                "Fusionner et centrer) et enregistrez à nouveau."
            )
        rest = window[max(end, len(window) - LONGEST) :]
    return merges, links
