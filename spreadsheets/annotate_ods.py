"""Remarks on the cells of an OpenDocument spreadsheet, all else kept as it is.

Only content.xml changes, and in it only the cells that get a remark, the repeated rows and cells
that must be told apart for it, and the list of styles.
"""

import re
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from .ods_styles import OFFICE, Names, Painter
from .ods_tables import TABLE, Cell, Row, Table, TableReader
from .packages import rewrite
from .remarks import AUTHOR, Place, Remark, by_cell
from .splicing import Element, Splices, as_bytes_with_ascii, bytes_of, escaped, tagged, walk

CONTENT = "content.xml"
ROOT = re.compile(rb"<[^?!][^>]*>")
DECLARED = re.compile(rb"""\sxmlns:([\w.-]+)\s*=\s*["']([^"']*)["']""")
DC, TEXT = "http://purl.org/dc/elements/1.1/", "urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def annotate_ods(path: Path, remarks: Iterable[Remark], to: IO[bytes]) -> None:
    with zipfile.ZipFile(path) as archive:
        data = as_bytes_with_ascii(archive.read(CONTENT))
        rewrite(archive, {CONTENT: annotated(data, list(remarks))}, to)


def annotated(data: bytes, remarks: list[Remark]) -> bytes:
    texts = texts_by_sheet(data, remarks)
    return ContentEdits(data, texts).applied()


def texts_by_sheet(data: bytes, remarks: list[Remark]) -> dict[str, dict[Place, str]]:
    """What is said of merged cells goes to the one that shows, hence a first reading."""
    tables: list[Table] = []
    reader = TableReader(lambda table, row: None, tables)
    walk(data, reader.opened, reader.closed)
    blocks = {table.name: table.blocks for table in tables}
    by_sheet: dict[str, list[Remark]] = {}
    for remark in remarks:
        by_sheet.setdefault(named(remark.sheet, list(blocks)), []).append(remark)
    return {name: by_cell(found, blocks[name]) for name, found in by_sheet.items()}


def named(sheet: str, names: list[str]) -> str:
    """The sheet of that name, or whose long name begins so; KeyError when there is none."""
    found = [name for name in names if name == sheet] or [
        name for name in names if name.startswith(sheet)
    ]
    if not found:
        raise KeyError(sheet)
    return found[0]


def by_row(texts: Mapping[Place, str]) -> dict[int, dict[int, str]]:
    """The same texts, row by row from the top."""
    rows: dict[int, dict[int, str]] = {}
    for place, text in sorted(texts.items()):
        rows.setdefault(place.row, {})[place.column] = text
    return rows


def declared_names(data: bytes) -> dict[str, str]:
    """The prefix of each vocabulary that the root declares."""
    root = ROOT.search(data)
    return {
        uri.decode(): prefix.decode() for prefix, uri in DECLARED.findall(root[0] if root else b"")
    }


class ContentEdits:
    """The rows of a content that change."""

    def __init__(self, data: bytes, texts: Mapping[str, Mapping[Place, str]]):
        self.data = data
        self.texts = {sheet: by_row(found) for sheet, found in texts.items()}
        self.splices = Splices(data)
        self.names = Names(declared_names(data))
        self.table_name = self.names.of(TABLE, "table")
        self.painter = Painter(data, self.names)
        self.tables: list[Table] = []
        self.reader = TableReader(self.edit_row, self.tables)
        self.root = walk(data, self.opened, self.closed)
        for table in self.tables:
            self.add_rows(table)
        self.painter.apply(self.splices)

    def opened(self, element: Element) -> None:
        if (element.uri, element.local) == (OFFICE, "body"):
            self.painter.body = element
        self.reader.opened(element)

    def closed(self, element: Element) -> None:
        self.painter.keep(element)
        self.reader.closed(element)

    def edit_row(self, table: Table, row: Row) -> None:
        """A repeated row is told apart from its likes, which stay repeated."""
        wanted = self.texts.get(table.name, {})
        span = range(row.number, row.number + row.repeated)
        # A look for each row of the sheet: the shorter of both lists is gone through.
        shorter = span if row.repeated < len(wanted) else wanted
        numbers = [number for number in shorter if number in span and number in wanted]
        if not numbers:
            return
        made, next_number = [], row.number
        for number in numbers:
            made += [
                self.repeated_row(row, number - next_number),
                self.edited_row(table, row, wanted[number]),
            ]
            next_number = number + 1
        made.append(self.repeated_row(row, span.stop - next_number))
        self.splices.replace(row.element.start, row.element.end, b"".join(made))

    def repeated_row(self, row: Row, times: int) -> bytes:
        return self.repeated(row.element, "number-rows-repeated", times)

    def repeated(self, element: Element, name: str, times: int) -> bytes:
        """An element as it stands, that many times."""
        if times < 1:
            return b""
        raw = self.data[element.start : element.end]
        size = element.stop - element.start
        count = times if times > 1 else None
        return tagged(raw[:size], {f"{self.table_name}:{name}": count}) + raw[size:]

    def edited_row(self, table: Table, row: Row, texts: Mapping[int, str]) -> bytes:
        element = row.element
        tag = self.data[element.start : element.stop]
        tag = tagged(tag, {f"{self.table_name}:number-rows-repeated": None})
        tag = tag[:-2].rstrip() + b">" if element.is_empty else tag
        made, place = [tag], element.stop
        for cell in row.cells:
            found = {c: texts[c] for c in texts if 0 <= c - cell.column < cell.repeated}
            if found:
                made.append(self.data[place : cell.element.start])
                made.append(self.edited_cells(table, row, cell, found))
                place = cell.element.end
        made.append(self.data[place : element.close] if not element.is_empty else b"")
        beyond = {column: text for column, text in texts.items() if column >= row.width}
        made.append(self.added_cells(table, row.style, beyond, row.width))
        made.append(f"</{element.tag}>".encode())
        return b"".join(made)

    def edited_cells(self, table: Table, row: Row, cell: Cell, texts: Mapping[int, str]) -> bytes:
        made, column = [], cell.column
        for wanted, text in sorted(texts.items()):
            made.append(self.repeated(cell.element, "number-columns-repeated", wanted - column))
            style = cell.style or row.style or table.column_style(wanted)
            made.append(self.edited_cell(cell, style, text))
            column = wanted + 1
        left = cell.column + cell.repeated - column
        made.append(self.repeated(cell.element, "number-columns-repeated", left))
        return b"".join(made)

    def edited_cell(self, cell: Cell, style: str, text: str) -> bytes:
        element, prefix = cell.element, self.table_name
        tag = tagged(
            self.data[element.start : element.stop],
            {
                f"{prefix}:number-columns-repeated": None,
                f"{prefix}:style-name": self.painter.painted(style),
            },
        )
        if element.is_empty:
            tag = tag[:-2].rstrip() + b">"
            return tag + self.annotation(text) + f"</{element.tag}>".encode()
        old = cell.annotation
        if old and not old.is_empty:
            middle = self.data[element.stop : old.close] + self.paragraphs(text)
            return tag + middle + self.data[old.close : element.end]
        start = cell.range_source.end if cell.range_source else element.stop
        before, after = self.data[element.stop : start], self.data[start : element.end]
        return tag + before + self.annotation(text) + after

    def paragraphs(self, text: str) -> bytes:
        name = f"{self.names.of(TEXT, 'text')}:p"
        return bytes_of("".join(f"<{name}>{escaped(p)}</{name}>" for p in text.split("\n")))

    def annotation(self, text: str) -> bytes:
        office, dc = self.names.of(OFFICE, "office"), self.names.of(DC, "dc")
        opening = bytes_of(f"<{office}:annotation><{dc}:creator>{AUTHOR}</{dc}:creator>")
        return opening + self.paragraphs(text) + bytes_of(f"</{office}:annotation>")

    def added_cells(
        self, table: Table, row_style: str, texts: Mapping[int, str], width: int
    ) -> bytes:
        """Cells beyond the last of a row, with empty ones up to them."""
        made, prefix = [], self.table_name
        for column, text in sorted(texts.items()):
            if gap := column - width:
                times = f' {prefix}:number-columns-repeated="{gap}"' if gap > 1 else ""
                made.append(f"<{prefix}:table-cell{times}/>".encode())
            style = self.painter.painted(row_style or table.column_style(column))
            made.append(
                bytes_of(f'<{prefix}:table-cell {prefix}:style-name="{style}">')
                + self.annotation(text)
                + f"</{prefix}:table-cell>".encode()
            )
            width = column + 1
        return b"".join(made)

    def add_rows(self, table: Table) -> None:
        """Rows beyond the last of a sheet, with empty ones up to them."""
        rows = self.texts.get(table.name, {})
        made, number, prefix = [], table.height + 1, self.table_name
        for wanted, texts in rows.items():
            if wanted <= table.height:
                continue
            if gap := wanted - number:
                made.append(
                    f'<{prefix}:table-row {prefix}:number-rows-repeated="{gap}">'
                    f"<{prefix}:table-cell/></{prefix}:table-row>".encode()
                )
            cells = self.added_cells(table, "", texts, 0)
            made += [
                f"<{prefix}:table-row>".encode(), cells, f"</{prefix}:table-row>".encode()
            ]  # fmt: skip
            number = wanted + 1
        if made:
            self.splices.insert(table.after_rows or table.element.close, b"".join(made))

    def applied(self) -> bytes:
        if self.names.added:
            declared = {f"xmlns:{prefix}": uri for uri, prefix in self.names.added.items()}
            self.splices.retag(self.root, **declared)
        return self.splices.applied()
