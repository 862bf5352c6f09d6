"""OpenDocument spreadsheets: where each sheet begins in the one part that holds them all.

That part is unpacked once to a temporary file, so that a sheet is read from its own beginning:
reading the last one does not cost reading the others.
"""

import re
import tempfile
from collections.abc import Generator, Iterator
from itertools import islice, zip_longest
from xml.sax.saxutils import quoteattr

from ..book import Book, Row, Sheet, SheetFindings
from ..limits import Limits, Refused, too_many_sheets
from .archive import PIECE, PROTECTED, SMALL_PART, Archive
from .markup import DAMAGED, Attributes, XmlReader, elements
from .ods_rows import OFFICE, STYLE, TABLE, OdsRows
from .ods_styles import OdsStyles

MACROS = (
    "Ce classeur contient des macros. Dans LibreOffice : Outils, Macros, Gérer les macros, pour "
    "les supprimer ; ou copiez les lignes utiles dans un nouveau classeur."
)
LINKS = (
    "Ce classeur va chercher des valeurs dans d’autres fichiers. Dans LibreOffice : Édition, Liens "
    "vers des fichiers externes, Rompre le lien ; puis enregistrez et déposez-le à nouveau."
)
IN_MEMORY = 200_000  # bytes, then on disk
WITHIN = 3_000  # bytes between the start of a tag and the formula in it
ELSEWHERE = rb"\[(?:&apos;|')(?:file|https?|ftp|smb):"  # in a formula: another file


class OdsBook(Book):
    format = "ods"

    def __init__(self, archive: Archive, limits: Limits):
        super().__init__()
        refuse_what_runs(archive)
        self.limits = limits
        self.content = tempfile.SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (close() lets it go)
        try:
            for piece in archive.pieces("content.xml"):
                self.content.write(piece)
            styles = OdsStyles()
            if "styles.xml" in archive:
                StylesReader(styles).read(archive.small("styles.xml"))
            self.prologue = Prologue(self.pieces(0, None), styles)
            self.list_sheets()
        except BaseException:
            self.content.close()
            raise
        finally:
            archive.close()

    def list_sheets(self) -> None:
        starts = list(islice(self.starts(), self.limits.sheets + 1))
        if len(starts) > self.limits.sheets:
            raise too_many_sheets(self.limits)
        for start, end in zip_longest(starts, starts[1:]):
            sheet = OdsSheet(self, start, end)
            sheet.read_name()
            self.sheets.append(sheet)

    def pieces(self, start: int, end: int | None) -> Iterator[bytes]:
        """A stretch of the content; several may be read at once."""
        while end is None or start < end:
            self.content.seek(start)
            piece = self.content.read(PIECE if end is None else min(PIECE, end - start))
            if not piece:
                return
            start += len(piece)
            yield piece

    def starts(self) -> Iterator[int]:
        """Where each sheet begins. Bytes are enough: « < » is never a text in XML."""
        prefixes = self.prologue.prefixes(TABLE)
        tag = rf"<(?:{prefixes})(table|table-source|dde-links?|cell-range-source)(?=[\s/>])"
        wanted = re.compile(tag.encode() + b"|" + ELSEWHERE)
        rest, before, known = b"", 0, 0
        for piece in self.pieces(0, None):
            window = rest + piece
            for match in wanted.finditer(window):
                if match[1] is None and not is_in_tag(window, match.start()):
                    continue
                if match[1] != b"table":
                    raise Refused(LINKS)
                if before + match.start() >= known:
                    known = before + match.end()
                    yield before + match.start()
            rest = window[-WITHIN:]
            before += len(window) - len(rest)

    def close(self) -> None:
        self.content.close()


def is_in_tag(window: bytes, place: int) -> bool:
    """Rather than in the text of a cell, which may speak of files."""
    since = max(0, place - WITHIN)
    return window.rfind(b"<", since, place) > window.rfind(b">", since, place)


class StylesReader(XmlReader):
    def __init__(self, styles: OdsStyles) -> None:
        super().__init__()
        self.styles = styles

    def opened(self, name: str, given: Attributes) -> None:
        self.texts.clear()
        self.styles.opened(name, given)

    def closed(self, name: str) -> None:
        self.styles.closed(name, "".join(self.texts))


class Prologue(StylesReader):
    """What stands before the first sheet: the names of the namespaces, the styles."""

    def __init__(self, pieces: Iterator[bytes], styles: OdsStyles):
        super().__init__(styles)
        self.hidden_styles: set[str] = set()
        self.has_spreadsheet = self.is_over = False
        self.style = ""
        read = 0
        for _ in self.feed(pieces, is_whole=False):
            read += PIECE
            if self.is_over or read > SMALL_PART:
                break
        self.namespaces = dict(self.namespaces)
        if not self.has_spreadsheet or (read > SMALL_PART and not self.is_over):
            raise Refused(DAMAGED)

    def opened(self, name: str, given: Attributes) -> None:
        if self.is_over:
            return
        super().opened(name, given)
        if name == f"{TABLE} table":
            self.is_over = True
        elif name == f"{OFFICE} spreadsheet":
            self.has_spreadsheet = True
        elif name == f"{STYLE} style":
            self.style = given.get(f"{STYLE} name", "")
        elif name == f"{STYLE} table-properties" and given.get(f"{TABLE} display") == "false":
            self.hidden_styles.add(self.style)

    def closed(self, name: str) -> None:
        if not self.is_over:
            super().closed(name)

    def prefixes(self, address: str) -> str:
        """What may stand before the names of a namespace, as a pattern: « table: », most often."""
        known = [prefix for prefix, named in self.namespaces.items() if named == address]
        return "|".join(f"{re.escape(prefix)}:" if prefix else "" for prefix in known)

    def opening(self) -> bytes:
        """Tags that make one sheet, and what follows the last one, a document of its own."""
        office = next(prefix for prefix, named in self.namespaces.items() if named == OFFICE)
        start = f"<{office}:" if office else "<"
        names = "".join(
            f" xmlns{':' if prefix else ''}{prefix}={quoteattr(address)}"
            for prefix, address in self.namespaces.items()
        )
        return f"{start}document-content{names}>{start}body>{start}spreadsheet>".encode()


class OdsSheet(Sheet):
    def __init__(self, book: OdsBook, start: int, end: int | None):
        self.book, self.start, self.end = book, start, end

    def pieces(self) -> Iterator[bytes]:
        yield self.book.prologue.opening()
        yield from self.book.pieces(self.start, self.end)

    def read_name(self) -> None:
        given = next(
            (given for name, given in FirstTable().as_they_come(self.pieces(), is_whole=False)), {}
        )
        self.name = given.get(f"{TABLE} name", "")
        self.is_hidden = given.get(f"{TABLE} style-name", "") in self.book.prologue.hidden_styles

    def rows(self) -> Generator[Row, None, None]:
        findings = SheetFindings()
        reader = OdsRows(self.name, self.book.limits, findings, self.book.prologue.styles)
        yield from reader.rows(self.pieces(), self.end is None)
        findings.note_in(self.book, self.name)


class FirstTable(XmlReader):
    def opened(self, name: str, given: Attributes) -> None:
        if name == f"{TABLE} table":
            self.ready.append((name, given))


def refuse_what_runs(archive: Archive) -> None:
    manifest = "META-INF/manifest.xml"
    if manifest in archive:
        names = {name for name, _ in elements(archive.small(manifest))}
        if "encryption-data" in names:
            raise Refused(PROTECTED)
    if archive.names(r"^Scripts/.|^Basic/(?!(.*/)?script-l[bc]\.xml$).*[^/]$"):
        raise Refused(MACROS)
    if "content.xml" not in archive:
        raise Refused(DAMAGED)
