"""Spreadsheets written by hand, byte by byte where needed, and a test case that reads them."""

import io
import tempfile
import zipfile
from pathlib import Path

from django.test import SimpleTestCase

from spreadsheets import LIMITS, Refused, open_book

FILES = Path(__file__).parent / "files"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
TO = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
ODF = "urn:oasis:names:tc:opendocument:xmlns"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACES = " ".join(
    [
        *(f'xmlns:{name}="{ODF}:{name}:1.0"' for name in ("office", "table", "text", "style")),
        f'xmlns:number="{ODF}:datastyle:1.0"',
        f'xmlns:draw="{ODF}:drawing:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"',
    ]
)


def zipped(parts, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def relationships(*targets):
    listed = "".join(
        f'<Relationship Id="rId{rank}" Type="{TO}/{kind}" Target="{target}"/>'
        for rank, (kind, target) in enumerate(targets, 1)
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'


def xlsx_parts(rows="", *, after="", before="", texts="", styles="", workbook="", space=MAIN):
    """The parts of a workbook of one sheet, « Feuil1 », as Excel lays them out."""
    return {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{space}" xmlns:r="{TO}">{workbook}<sheets>'
        '<sheet name="Feuil1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relationships(
            ("worksheet", "worksheets/sheet1.xml"),
            ("sharedStrings", "sharedStrings.xml"),
            ("styles", "styles.xml"),
        ),
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{space}">{before}<sheetData>{rows}'
        f"</sheetData>{after}</worksheet>",
        "xl/sharedStrings.xml": f'<sst xmlns="{space}">{texts}</sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{space}">{styles}</styleSheet>',
    }


def xlsx(rows="", *, parts=None, **described):
    return zipped(xlsx_parts(rows, **described) | (parts or {}))


def formats(*codes):
    """Styles 1, 2… with these formats, or built-in numbers."""
    custom = "".join(
        f'<numFmt numFmtId="{200 + rank}" formatCode="{code}"/>'
        for rank, code in enumerate(codes)
        if isinstance(code, str)
    )
    used = "".join(
        f'<xf numFmtId="{200 + rank if isinstance(code, str) else code}"/>'
        for rank, code in enumerate(codes)
    )
    return (
        f"<numFmts>{custom}</numFmts><cellStyleXfs><xf/><xf numFmtId='14'/></cellStyleXfs>"
        f"<cellXfs><xf numFmtId='0'/>{used}</cellXfs>"
    )


def ods_content(tables, styles=""):
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body>"
        f"<office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def ods(rows="", *, parts=None, **described):
    tables = f'<table:table table:name="Feuille1">{rows}</table:table>'
    return ods_of(ods_content(tables, **described), parts)


def ods_of(content, parts=None):
    return zipped({"mimetype": ODS_TYPE, "content.xml": content} | (parts or {}))


def ods_row(*cells, given=""):
    return f"<table:table-row {given}>{''.join(cells)}</table:table-row>"


def ods_text(text, given=""):
    return (
        f'<table:table-cell office:value-type="string" {given}><text:p>{text}</text:p>'
        "</table:table-cell>"
    )


class ReaderTestCase(SimpleTestCase):
    def written(self, content, name="classeur"):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        path = folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def opened(self, content, limits=LIMITS):
        path = content if isinstance(content, Path) else self.written(content)
        return self.enterContext(open_book(path, limits))

    def rows(self, content, sheet=0):
        """`{row number: cells}`"""
        return {row.number: row.cells for row in self.opened(content).sheets[sheet].rows()}

    def cells(self, content):
        """The only row of the only sheet."""
        [row] = self.rows(content).values()
        return list(row)

    def refusal(self, content, limits=LIMITS):
        """The sentence for a file, whether it comes when opening or when reading."""
        path = content if isinstance(content, Path) else self.written(content)
        with self.assertRaises(Refused) as caught, open_book(path, limits) as book:
            for sheet in book.sheets:
                for _ in sheet.rows():
                    pass
        return str(caught.exception)
