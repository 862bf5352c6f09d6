"""Remarks on the cells of an xlsx workbook, all else kept as it is.

Only these parts change: the sheets that get remarks, their comments and frames, the styles, and
the lists that name parts. Formulas, pictures, charts, filters and other sheets are not touched.
"""

import re
import zipfile
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from .packages import rewrite
from .remarks import Block, Place, Remark, by_cell, place_of, reference
from .splicing import Element, Splices, attribute, bytes_of, walk
from .xlsx_comments import add_comments, add_frames
from .xlsx_package import Package
from .xlsx_styles import Painter

MERGED = re.compile(rb"""<(?:\w+:)?mergeCell\s[^>]*?\bref\s*=\s*["']([A-Z0-9]+):([A-Z0-9]+)""")
# What the schema puts after the link to the frames.
AFTER_FRAMES = {
    "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems",
    "tableParts", "extLst",
}  # fmt: skip


def annotate_xlsx(path: Path, remarks: Iterable[Remark], to: IO[bytes]) -> None:
    by_sheet: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_sheet.setdefault(remark.sheet, []).append(remark)
    with zipfile.ZipFile(path) as archive:
        package = Package(archive)
        parts, styles = package.sheets(), package.styles()
        painter = Painter(package.read(styles)) if styles else None
        for name, found in by_sheet.items():
            annotate_sheet(package, parts[name], found, painter)
        if painter and painter.twins:
            package.write(styles, painter.applied())
        rewrite(archive, package.changed, to)


def annotate_sheet(
    package: Package, part: str, remarks: Iterable[Remark], painter: Painter | None
) -> None:
    data = package.read(part)
    texts = by_cell(remarks, blocks_of(data))
    sheet = SheetEdits(data, texts, painter)
    add_comments(package, part, texts)
    identifier = add_frames(package, part, sheet.drawing, texts)
    package.write(part, sheet.applied(identifier, package.types()))


def blocks_of(data: bytes) -> list[Block]:
    return [
        Block(*place_of(first.decode()), *place_of(last.decode()))
        for first, last in MERGED.findall(data)
    ]


class SheetEdits:
    """The cells of a sheet that get a colour, and the link to the frames of their comments."""

    def __init__(self, data: bytes, texts: Mapping[Place, str], painter: Painter | None):
        self.splices, self.painter = Splices(data), painter
        self.wanted: dict[int, list[int]] = {}
        for place in texts:
            self.wanted.setdefault(place.row, []).append(place.column)
        self.rows_left = sorted(self.wanted)
        self.columns: list[tuple[int, int, int]] = []  # first, last, style
        self.row_number = self.column = 0
        self.new: dict[int, list[bytes]] = {}  # rows to write before a place
        self.drawing, self.frames_place = "", 0
        self.link: Element | None = None
        self.root = walk(data, self.opened, self.closed)

    def opened(self, element: Element) -> None:
        match element.local:
            case "row":
                self.row_number = int(element.attributes.get("r") or self.row_number + 1)
                self.column = -1
                self.columns_left = list(self.wanted.get(self.row_number, ()))
                self.write_rows_before(self.row_number, element)
            case "c" if element.parent and element.parent.local == "row":
                _, column = place_of(element.attributes.get("r", ""))
                self.column = column if column >= 0 else self.column + 1
                if self.columns_left:
                    self.mark(element)
            case "col":
                named = element.attributes
                self.columns.append(
                    (int(named["min"]) - 1, int(named["max"]) - 1, int(named.get("style", 0)))
                )

    def mark(self, cell: Element) -> None:
        """Colour this cell if it is one of ours; write before it those that the row lacks."""
        place = bisect_left(self.columns_left, self.column)
        missing, self.columns_left = self.columns_left[:place], self.columns_left[place:]
        row = cell.parent
        assert row is not None  # a cell is in a row
        if missing:
            self.splices.insert(cell.start, self.made_cells(missing, row, self.row_number))
        if self.columns_left[:1] == [self.column]:
            del self.columns_left[0]
            if self.painter:
                style = self.painter.painted(int(cell.attributes.get("s") or 0))
                self.splices.retag(cell, s=style)

    def closed(self, element: Element) -> None:
        match element.local:
            case "row":
                if self.row_number in self.wanted:
                    self.finish(element)
            case "sheetData":
                made = self.made_rows(self.rows_left, element)
                if made:
                    self.splices.append_to(element, made)
            case "legacyDrawing":
                self.link = element
                self.drawing = next(
                    (v for k, v in element.attributes.items() if k.endswith(" id")), ""
                )
        is_child = element.parent is not None and element.parent.parent is None
        if is_child and element.local in AFTER_FRAMES:
            self.frames_place = self.frames_place or element.start

    def finish(self, row: Element) -> None:
        """What the row lacked at its end; its « spans », only a hint, may be wrong by now."""
        made = self.made_cells(self.columns_left, row, self.row_number)
        if row.is_empty and made:
            tag = tagged_open(self.splices.data[row.start : row.stop])
            self.splices.replace(row.start, row.stop, tag + made + f"</{row.tag}>".encode())
            return
        if made:
            self.splices.insert(row.close, made)
        if "spans" in row.attributes:
            self.splices.retag(row, spans=None)

    def made_cells(self, columns: Iterable[int], row: Element, number: int) -> bytes:
        named = row.attributes if row.local == "row" else {}
        own = int(named.get("s") or 0) if named.get("customFormat") in ("1", "true") else None
        made = []
        for column in columns:
            style = own if own is not None else self.style_of(column)
            if self.painter:
                style = self.painter.painted(style)
            cell = reference(Place(number, column))
            made.append(f"<{row.near('c')}{attribute('r', cell)}{attribute('s', style)}/>")
        return bytes_of("".join(made))

    def style_of(self, column: int) -> int:
        return next((s for first, last, s in self.columns if first <= column <= last), 0)

    def made_rows(self, numbers: Iterable[int], near: Element) -> bytes:
        row = near.near("row")
        return b"".join(
            bytes_of(f"<{row}{attribute('r', number)}>")
            + self.made_cells(self.wanted[number], near, number)
            + bytes_of(f"</{row}>")
            for number in numbers
        )

    def write_rows_before(self, number: int, row: Element) -> None:
        place = bisect_left(self.rows_left, number)
        missing, self.rows_left = self.rows_left[:place], self.rows_left[place:]
        if self.rows_left[:1] == [number]:
            del self.rows_left[0]
        if missing and row.parent:
            self.splices.insert(row.start, self.made_rows(missing, row.parent))

    def applied(self, identifier: str, types: str) -> bytes:
        if identifier:
            link = self.root.near("legacyDrawing")
            new = bytes_of(f"<{link}{attribute('xmlns:r', types)}{attribute('r:id', identifier)}/>")
            if self.link:  # to a part that does not exist
                self.splices.replace(self.link.start, self.link.end, new)
            else:
                self.splices.insert(self.frames_place or self.root.close, new)
        return self.splices.applied()


def tagged_open(tag: bytes) -> bytes:
    return tag[:-2].rstrip() + b">"
