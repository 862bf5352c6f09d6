"""Cells that hold a border or a colour alone, down to the last row of a sheet: left out before the
XML is parsed, which would take seconds for a million of them."""

import re
from collections.abc import Iterable, Iterator

# What follows names its own place: a cell or a row without one stands after the one before.
CELL = re.compile(
    rb'<c (?:s="[0-9]{1,6}" )?r="[A-Z]{1,3}[0-9]{1,7}"(?: s="[0-9]{1,6}")? ?(?:/>|></c>)'
    rb'(?=\s*(?:</row>|<c (?:s="[0-9]{1,6}" )?r="))'
)
ROW = re.compile(
    rb'<row (?=[^>]{0,200}\br=")[^>]{0,300}(?:/>|(?<!/)></row>)(?=\s*<row [^>]{0,200}\br=")'
)
MOST_KEPT = 1_000_000  # bytes of one row that goes on from piece to piece


def without_empty_cells(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The same part, as far as values are concerned. Each piece ends before a row begins."""
    rest = b""
    for piece in pieces:
        window = rest + piece
        end = window.rfind(b"<row")
        if end <= 0 and len(window) < MOST_KEPT:
            rest = window
            continue
        end = end if end > 0 else len(window)
        yield stripped(window[:end])
        rest = window[end:]
    yield stripped(rest)


def stripped(content: bytes) -> bytes:
    if b"<![" in content:  # a text may look like a cell there
        return content
    return ROW.sub(b"", CELL.sub(b"", content))
