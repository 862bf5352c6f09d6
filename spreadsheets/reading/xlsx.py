"""Excel workbooks: which sheets there are, their texts, their formats, their dates."""

import posixpath
from collections.abc import Generator, Iterable
from contextlib import closing

from ..book import COMMENTS, Book, Row, Sheet, SheetFindings, Value
from ..limits import Limits, Refused, too_many_sheets
from .archive import Archive
from .empty_cells import without_empty_cells
from .excel_dates import BUILT_IN, Serials, shown_by
from .markup import DAMAGED, Attributes, XmlReader, attribute, elements, local
from .merges import Merges, read_merges
from .shared_strings import read_shared_strings
from .xlsx_rows import TRUE, WorkbookContext, XlsxRows

NAMESPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",  # « Strict Open XML »
)
MACROS = (
    "Ce classeur contient des macros. Enregistrez-le au format « Classeur Excel (.xlsx) », sans "
    "macros, et déposez cette copie."
)
LINKS = (
    "Ce classeur va chercher des valeurs dans d’autres fichiers. Dans Excel : Données, Modifier "
    "les liaisons, Rompre la liaison ; puis enregistrez et déposez-le à nouveau."
)
BINARY = (
    "Ce classeur est au format binaire (.xlsb). Enregistrez-le au format « Classeur Excel "
    "(.xlsx) » et déposez cette copie."
)

Relations = dict[str, tuple[str, str]]  # {identifier: (last word of its type, part it names)}


class XlsxBook(Book):
    format = "xlsx"

    def __init__(self, archive: Archive, limits: Limits):
        super().__init__()
        self.archive, self.limits = archive, limits
        refuse_what_runs(archive)
        main = main_part(archive)
        parts = relations(archive, main)
        workbook = WorkbookReader(limits)
        workbook.read(archive.pieces(main))
        if workbook.namespace not in NAMESPACES:
            raise Refused(DAMAGED)
        styles = self.read_styles(parts)
        self.context = WorkbookContext(
            namespace=workbook.namespace,
            strings=self.read_strings(parts, workbook.namespace),
            date_styles=styles.shows,
            struck_styles=frozenset(styles.struck),
            serials=Serials(workbook.is_since_1904),
            limits=limits,
        )
        for name, state, relation in workbook.sheets:
            kind, target = parts.get(relation, ("", ""))
            if kind == "worksheet":
                if target not in archive:  # a sheet that was lost is not passed over
                    raise Refused(DAMAGED)
                sheet = XlsxSheet(self, name, target, state in ("hidden", "veryHidden"))
                sheet.is_secret = state == "veryHidden"
                self.sheets.append(sheet)
        if archive.names(r"^xl/(threadedComments/|comments)"):
            self.note(COMMENTS)

    def part_of_kind(self, parts: Relations, kind: str) -> str | None:
        found = (target for name, target in parts.values() if name == kind)
        return next((target for target in found if target in self.archive), None)

    def read_strings(self, parts: Relations, namespace: str) -> list[Value]:
        if not (part := self.part_of_kind(parts, "sharedStrings")):
            return []
        pieces = self.archive.small(part, self.limits.texts_bytes)
        return read_shared_strings(pieces, namespace, self.limits)

    def read_styles(self, parts: Relations) -> "Styles":
        part = self.part_of_kind(parts, "styles")
        return Styles(elements(self.archive.small(part)) if part else ())

    def close(self) -> None:
        self.archive.close()


class XlsxSheet(Sheet):
    def __init__(self, book: XlsxBook, name: str, part: str, is_hidden: bool):
        self.book, self.name, self.part, self.is_hidden = book, name, part, is_hidden
        self.merges: Merges | None = None
        self.links: dict[tuple[int, int], str] = {}

    def rows(self) -> Generator[Row, None, None]:
        archive, context = self.book.archive, self.book.context
        if self.merges is None:
            self.merges, links = read_merges(archive.pieces(self.part), context.limits)
            if links:
                targets = link_targets(archive, self.part)
                self.links = {place: targets[i] for place, i in links.items() if i in targets}
        findings = SheetFindings()
        reader = XlsxRows(self.name, context, self.merges.again(), findings, self.links)
        with closing(archive.pieces(self.part)) as pieces:
            yield from reader.as_they_come(without_empty_cells(pieces))
        findings.note_in(self.book, self.name)


def refuse_what_runs(archive: Archive) -> None:
    if archive.names(r"vbaProject|^xl/macrosheets/|^xl/dialogsheets/"):
        raise Refused(MACROS)
    if archive.names(r"^xl/externalLinks/"):
        raise Refused(LINKS)
    if archive.names(r"\.bin$") and archive.names(r"^xl/workbook\.bin$"):
        raise Refused(BINARY)


def relations(archive: Archive, part: str) -> Relations:
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in archive:
        return {}
    found = {}
    for tag, given in elements(archive.small(listing)):
        if tag == "Relationship":
            kind = given.get("Type", "").rpartition("/")[2]
            if kind in ("externalLink", "vbaProject"):
                raise Refused(LINKS if kind == "externalLink" else MACROS)
            target = posixpath.normpath(posixpath.join("/", folder, given.get("Target", "")))
            found[given.get("Id", "")] = (kind, target.lstrip("/"))
    return found


def link_targets(archive: Archive, part: str) -> dict[str, str]:
    """The addresses outside the workbook that a sheet names."""
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    found = elements(archive.small(listing)) if listing in archive else ()
    return {
        given.get("Id", ""): given.get("Target", "")
        for _, given in found
        if given.get("TargetMode") == "External"
        and given.get("Target", "").startswith(("http://", "https://"))
    }


def main_part(archive: Archive) -> str:
    for kind, target in relations(archive, "").values():
        if kind == "officeDocument" and target in archive:
            return target
    raise Refused(DAMAGED)


class WorkbookReader(XmlReader):
    """The list of sheets, and how the workbook counts its days."""

    def __init__(self, limits: Limits):
        super().__init__()
        self.limits = limits
        self.namespace = ""
        self.sheets: list[tuple[str, str, str]] = []  # name, state, relation
        self.is_since_1904 = False

    def opened(self, name: str, given: Attributes) -> None:
        self.namespace = self.namespace or name.rpartition(" ")[0]
        match local(name):
            case "workbookPr":
                self.is_since_1904 |= given.get("date1904") in TRUE
            case "sheet":
                state = given.get("state", "visible")
                self.sheets.append((given.get("name", ""), state, attribute(given, "id")))
                if len(self.sheets) > self.limits.sheets:
                    raise too_many_sheets(self.limits)


class Styles:
    """What the styles of cells, by the names that cells give them, say of their values: dates and
    times by what their format shows, letters struck through."""

    def __init__(self, found: Iterable[tuple[str, Attributes]]) -> None:
        self.shows: dict[str, str] = {}
        self.struck: set[str] = set()
        formats: dict[str, str] = {str(key): shows for key, shows in BUILT_IN.items()}
        fonts: list[bool] = []
        section, rank = "", 0
        for name, given in found:
            if name in ("fonts", "cellXfs", "cellStyleXfs", "cellStyles", "dxfs", "fills"):
                section = name
            elif name == "numFmt":
                formats[given.get("numFmtId", "")] = shown_by(given.get("formatCode", ""))
            elif section == "fonts" and name == "font":
                fonts.append(False)
            elif section == "fonts" and name == "strike" and fonts:
                fonts[-1] = given.get("val", "1") in TRUE
            elif section == "cellXfs" and name == "xf":
                if shows := formats.get(given.get("numFmtId", "0")):
                    self.shows[str(rank)] = shows
                font = given.get("fontId", "0")
                if font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]:
                    self.struck.add(str(rank))
                rank += 1
