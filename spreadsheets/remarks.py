"""What an editor is told about a cell."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from . import column_letters

AUTHOR = "À votre service"
COLOUR = "FFD28A"  # behind the cells that carry a remark


REFERENCE = re.compile(r"\$?([A-Za-z]*)\$?([0-9]*)")


class Place(NamedTuple):
    row: int  # from 1
    column: int  # from 0


@dataclass(frozen=True)
class Remark:
    """One sentence about one cell; the row is counted from 1, the column from 0."""

    sheet: str
    row: int
    column: int
    text: str


class Block(NamedTuple):
    """Merged cells, which show as their first one."""

    top: int
    left: int
    bottom: int
    right: int

    def hides(self, place: Place) -> bool:
        """Whether the cell belongs to the block and is not the one that shows."""
        is_inside = self.top <= place.row <= self.bottom and self.left <= place.column <= self.right
        return is_inside and place != (self.top, self.left)


def reference(place: Place) -> str:
    return f"{column_letters(place.column)}{place.row}"


def column_of(letters: str) -> int:
    """0 for « A »."""
    number = 0
    for letter in letters.upper():
        number = 26 * number + ord(letter) - 64
    return number - 1


def place_of(reference: str) -> Place:
    """The place of « D12 »; row zero and column -1 for what is missing."""
    found = REFERENCE.fullmatch(reference)
    return Place(int(found[2] or 0), column_of(found[1])) if found else Place(0, -1)


def by_cell(remarks: Iterable[Remark], blocks: Iterable[Block]) -> dict[Place, str]:
    """One text a cell, in reading order. What is said of a cell hidden by a merge is said by the
    cell that shows, and names the other."""
    blocks = list(blocks)
    found: dict[Place, list[str]] = {}
    for remark in sorted(remarks, key=lambda remark: (remark.row, remark.column)):
        place, text = Place(remark.row, remark.column), remark.text
        for block in blocks:
            if block.hides(place):
                text = f"{reference(place)} : {text}"
                place = Place(block.top, block.left)
                break
        found.setdefault(place, []).append(text)
    return {place: "\n".join(texts) for place, texts in sorted(found.items())}
