"""One table written in the manner of each program: the same cells, other files.

A table is a list of rows; a cell is None, a text, a number, a boolean or a day.
"""

import datetime
import io
from xml.sax.saxutils import escape

from openpyxl import Workbook

from .crafted import MAIN, PACKAGE, STRICT, TO, xlsx_parts, zipped

EPOCH, EPOCH_1904 = datetime.date(1899, 12, 30), datetime.date(1904, 1, 1)
STYLES = "<cellXfs><xf numFmtId='0'/><xf numFmtId='14' applyNumberFormat='1'/></cellXfs>"
OFFICE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DAY = 1  # the style of days


def letters(column):
    return chr(65 + column)


def preserved(text):
    return f'<t xml:space="preserve">{escape(text)}</t>'


def types_of(parts):
    """What LibreOffice and Excel ask of a package; our reader goes by the relations."""
    kinds = {"workbook": "sheet.main", "sheet1": "worksheet"}
    listed = "".join(
        f'<Override PartName="/{name}" ContentType="{OFFICE}.{kinds.get(stem, stem)}+xml"/>'
        for name in parts
        if name.startswith("xl/") and name.endswith(".xml")
        for stem in [name.rpartition("/")[2].removesuffix(".xml").replace("Sheet1", "sheet1")]
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" '
        f'ContentType="{relations}"/><Default Extension="xml" ContentType="application/xml"/>'
        f"{listed}</Types>"
    )


class Manner:
    """How a program writes: subclasses change one habit or several."""

    space = MAIN
    is_1904, has_references = False, True

    def __init__(self):
        self.shared = []

    def text(self, text):
        """A shared string: `(attributes, content)` of its cell."""
        self.shared.append(f"<si>{preserved(text)}</si>")
        return 't="s"', f"<v>{len(self.shared) - 1}</v>"

    def day(self, day):
        serial = (day - (EPOCH_1904 if self.is_1904 else EPOCH)).days
        return f's="{DAY}"', f"<v>{serial}</v>"

    def cell(self, value, row, column):
        match value:
            case None:
                return ""
            case bool():
                given, content = 't="b"', f"<v>{int(value)}</v>"
            case str():
                given, content = self.text(value)
            case datetime.date():
                given, content = self.day(value)
            case _:
                given, content = "", f"<v>{value!r}</v>"
        place = f'r="{letters(column)}{row}"' if self.has_references else ""
        return f"<c {place} {given}>{content}</c>"

    def rows(self, table):
        for number, row in enumerate(table, 1):
            cells = "".join(self.cell(value, number, column) for column, value in enumerate(row))
            place = f'r="{number}"' if self.has_references else ""
            yield f"<row {place}>{cells}</row>"

    def parts(self, table):
        rows = "".join(self.rows(table))
        workbook = '<workbookPr date1904="1"/>' if self.is_1904 else ""
        described = {"texts": "".join(self.shared), "workbook": workbook, "space": self.space}
        return xlsx_parts(rows, styles=STYLES, **described)

    def written(self, table):
        parts = self.parts(table)
        return zipped(parts | {"[Content_Types].xml": types_of(parts)})


class GoogleSheets(Manner):
    """Runs of one text, a dimension of its own, a namespace for everything."""

    def text(self, text):
        half = len(text) // 2
        runs = "".join(f"<r><rPr/>{preserved(part)}</r>" for part in (text[:half], text[half:]))
        self.shared.append(f"<si>{runs}</si>")
        return 't="s"', f"<v>{len(self.shared) - 1}</v>"


class Numbers(Manner):
    """Inline texts, absolute targets, no shared strings."""

    def text(self, text):
        return 't="inlineStr"', f"<is>{preserved(text)}</is>"

    def parts(self, table):
        parts = super().parts(table)
        del parts["xl/sharedStrings.xml"]
        relations = parts["xl/_rels/workbook.xml.rels"].replace('Target="', 'Target="/xl/')
        missing = (
            f'<Relationship Id="rId2" Type="{TO}/sharedStrings" Target="/xl/sharedStrings.xml"/>'
        )
        parts["xl/_rels/workbook.xml.rels"] = relations.replace(missing, "")
        return parts


class OnlyOffice(Manner):
    """Absolute targets, and an `x` before each name."""

    def parts(self, table):
        parts = super().parts(table)
        for name in ("xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
            content = parts[name].replace("</", "\0").replace("<", "<x:").replace("\0", "</x:")
            parts[name] = content.replace("xmlns=", "xmlns:x=")
        target = parts["xl/_rels/workbook.xml.rels"].replace('Target="', 'Target="/xl/')
        parts["xl/_rels/workbook.xml.rels"] = target
        return parts


class Wps(Manner):
    """A mark before the XML, extensions of its own, another case for the parts."""

    def parts(self, table):
        parts = super().parts(table)
        sheet = parts.pop("xl/worksheets/sheet1.xml").replace(
            "</sheetData>",
            '</sheetData><extLst><ext uri="{wps}"><a xmlns="urn:et"/></ext></extLst>',
        )
        return parts | {"xl/worksheets/Sheet1.xml": "\ufeff" + sheet}


class ClosedXml(Manner):
    """Results of formulas written as texts, days as ISO."""

    def text(self, text):
        return 't="str"', f"<v>{escape(text)}</v>"

    def day(self, day):
        return 't="d"', f"<v>{day.isoformat()}</v>"


class ExcelJs(Manner):
    """`state="show"`, empty attributes, cells without content between the others."""

    def cell(self, value, row, column):
        empty = f'<c r="{letters(column)}{row}" s="0"/>'
        return super().cell(value, row, column) or empty

    def parts(self, table):
        parts = super().parts(table)
        book = parts["xl/workbook.xml"].replace("<sheet name", '<sheet state="show" name')
        return parts | {"xl/workbook.xml": book}


class SharePoint(Manner):
    """Neither references nor dimension; cells stand in their order."""

    has_references = False

    def cell(self, value, row, column):
        return super().cell(value, row, column) or "<c/>"


class Strict(Manner):
    """ISO 29500 strict: other names, days as ISO, the calendar of 1904."""

    space, is_1904 = STRICT, True

    def day(self, day):
        return f't="d" s="{DAY}"', f"<v>{day.isoformat()}</v>"

    def parts(self, table):
        parts = super().parts(table)
        there = "http://purl.oclc.org/ooxml/officeDocument/relationships"
        return {
            name: content if name == "[Content_Types].xml" else content.replace(TO, there)
            for name, content in parts.items()
        }


class Macintosh(Manner):
    is_1904 = True


class OpenPyxl(Manner):
    def written(self, table):
        book, file = Workbook(), io.BytesIO()
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                cell = book.active.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"
        book.save(file)
        return file.getvalue()


MANNERS = [
    *(Manner, GoogleSheets, Numbers, OnlyOffice, Wps, ClosedXml, ExcelJs, SharePoint, Strict),
    *(Macintosh, OpenPyxl),
]
