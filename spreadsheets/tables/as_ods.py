"""A table as an OpenDocument spreadsheet (ODF 1.3), written row by row.

The format is a zip of five small files; writing them takes less than a library would, and holds
one row at a time. The uncompressed `mimetype` comes first, as the standard wants, so that the
file can be recognised from its first bytes.
"""

import datetime
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from ..writing.xml import clean
from .model import Table, Value, as_text

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:"
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'

MANIFEST = f"""{DECLARATION}<manifest:manifest xmlns:manifest="{NAMESPACE}manifest:1.0" \
manifest:version="1.3">
<manifest:file-entry manifest:full-path="/" manifest:version="1.3" \
manifest:media-type="{MEDIA_TYPE}"/>
<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/>
<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/>
</manifest:manifest>
"""

META = f"""{DECLARATION}<office:document-meta xmlns:office="{NAMESPACE}office:1.0" \
xmlns:dc="http://purl.org/dc/elements/1.1/" office:version="1.3"><office:meta>\
<dc:title>%s</dc:title><dc:language>fr</dc:language></office:meta></office:document-meta>
"""

OPENING = f"""{DECLARATION}<office:document-content xmlns:office="{NAMESPACE}office:1.0" \
xmlns:table="{NAMESPACE}table:1.0" xmlns:text="{NAMESPACE}text:1.0" \
xmlns:style="{NAMESPACE}style:1.0" xmlns:number="{NAMESPACE}datastyle:1.0" \
xmlns:fo="{NAMESPACE}xsl-fo-compatible:1.0" office:version="1.3">
<office:automatic-styles>
<number:date-style style:name="iso"><number:year number:style="long"/><number:text>-</number:text>\
<number:month number:style="long"/><number:text>-</number:text><number:day number:style="long"/>\
</number:date-style>
<number:date-style style:name="french"><number:day number:style="long"/>\
<number:text>/</number:text><number:month number:style="long"/><number:text>/</number:text>\
<number:year number:style="long"/>\
</number:date-style>
<style:style style:name="date" style:family="table-cell" style:data-style-name="%s"/>
<style:style style:name="header" style:family="table-cell">\
<style:text-properties fo:font-weight="bold"/></style:style>
%s</office:automatic-styles>
<office:body><office:spreadsheet>
"""
WIDTH = (
    '<style:style style:name="width-%d" style:family="table-column">'
    '<style:table-column-properties style:column-width="%smm"/></style:style>'
)
MILLIMETRES = 2.1  # of a character, in the usual face
CLOSING = "</table:table>\n</office:spreadsheet></office:body></office:document-content>\n"


SETTING = '<config:config-item config:name="%s" config:type="%s">%s</config:config-item>'
FROZEN = {
    "HorizontalSplitMode": ("short", 0),
    "VerticalSplitMode": ("short", 2),
    "VerticalSplitPosition": ("int", 1),
    "PositionBottom": ("int", 1),
    "ActiveSplitRange": ("short", 2),
}
SETTINGS = f"""{DECLARATION}<office:document-settings xmlns:office="{NAMESPACE}office:1.0" \
xmlns:config="{NAMESPACE}config:1.0" office:version="1.3"><office:settings>\
<config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed \
config:name="Views"><config:config-item-map-entry><config:config-item-map-named \
config:name="Tables"><config:config-item-map-entry config:name=%s>\
{"".join(SETTING % (name, *typed) for name, typed in FROZEN.items())}\
</config:config-item-map-entry></config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed>\
</config:config-item-set></office:settings></office:document-settings>
"""


def paragraphs(text: str) -> str:
    return "".join(f"<text:p>{escape(line)}</text:p>" for line in clean(text).splitlines() or [""])


def cell(value: Value) -> str:
    text = as_text(value)
    if not text:
        return "<table:table-cell/>"
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        attributes = f'table:style-name="date" office:value-type="date" office:date-value="{text}"'
    elif isinstance(value, int | Decimal) and not isinstance(value, bool):
        attributes = f'office:value-type="float" office:value="{text}"'
    else:
        attributes = 'office:value-type="string"'
    return f"<table:table-cell {attributes}>{paragraphs(text)}</table:table-cell>"


def content(table: Table) -> Iterator[str]:
    widths = {column.width for column in table.columns if column.width}
    styles = "".join(WIDTH % (width, round(width * MILLIMETRES, 1)) for width in sorted(widths))
    yield OPENING % ("french" if table.day_format == "dd/mm/yyyy" else "iso", styles)
    yield f"<table:table table:name={quoteattr(table.name)}>\n"
    for column in table.columns:
        style = f' table:style-name="width-{column.width}"' if column.width else ""
        yield f"<table:table-column{style}/>\n"
    yield "<table:table-header-rows><table:table-row>"
    for name in table.header:
        yield (
            '<table:table-cell table:style-name="header" office:value-type="string">'
            f"{paragraphs(name)}</table:table-cell>"
        )
    yield "</table:table-row></table:table-header-rows>\n"
    for row in table.rows():
        yield f"<table:table-row>{''.join(map(cell, row))}</table:table-row>\n"
    yield CLOSING


def write(table: Table, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
        archive.writestr("meta.xml", META % escape(table.title))
        archive.writestr("settings.xml", SETTINGS % quoteattr(table.name))
        with archive.open("content.xml", "w", force_zip64=True) as part:
            for piece in content(table):
                part.write(piece.encode())
