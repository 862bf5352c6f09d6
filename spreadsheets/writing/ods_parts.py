"""The fixed parts of an OpenDocument spreadsheet to fill in: styles, page, views, manifest."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..tables.as_ods import DECLARATION, MEDIA_TYPE, NAMESPACE
from .layout import GREEN, INK, PAPER, RULE, SAFFRON, SAND, Format, Grid, Workbook

NAMES = " ".join(
    f'xmlns:{prefix}="{NAMESPACE}{name}:1.0"'
    for prefix, name in {
        "office": "office",
        "table": "table",
        "text": "text",
        "style": "style",
        "number": "datastyle",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
        "config": "config",
        "meta": "meta",
    }.items()
)
NAMES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink"'

MANIFEST = (
    f'{DECLARATION}<manifest:manifest xmlns:manifest="{NAMESPACE}manifest:1.0" '
    f'manifest:version="1.3"><manifest:file-entry manifest:full-path="/" manifest:version="1.3" '
    f'manifest:media-type="{MEDIA_TYPE}"/>'
    + "".join(
        f'<manifest:file-entry manifest:full-path="{name}.xml" manifest:media-type="text/xml"/>'
        for name in ("content", "styles", "meta", "settings")
    )
    + "</manifest:manifest>"
)

TWO_DIGITS = 'number:style="long"/>'
DAY = (
    f"<number:day {TWO_DIGITS}<number:text>/</number:text><number:month {TWO_DIGITS}"
    f"<number:text>/</number:text><number:year {TWO_DIGITS}"
)
DATA_STYLES = f"""\
<number:date-style style:name="as-date" number:language="fr" number:country="FR">{DAY}\
</number:date-style>
<number:date-style style:name="as-moment" number:language="fr" number:country="FR">{DAY}\
<number:text> </number:text><number:hours {TWO_DIGITS}<number:text>:</number:text>\
<number:minutes {TWO_DIGITS}</number:date-style>
<number:number-style style:name="as-money"><number:number number:decimal-places="2" \
number:min-decimal-places="2" number:min-integer-digits="1" number:grouping="true"/>\
</number:number-style>
<number:number-style style:name="as-integer"><number:number number:decimal-places="0" \
number:min-integer-digits="1"/></number:number-style>
<number:text-style style:name="as-text"><number:text-content/></number:text-style>
"""
KINDS: tuple[Format | str, ...] = ("text", "integer", "money", "date", "moment")
BY_KIND = ("open", "locked", "spare", "note")
EDGE = f'fo:border-bottom="0.5pt solid #{RULE}"'


def cell_style(name: str, *, data: str = "", cell: str = "", text: str = "") -> str:
    """Dates keep off the edge of the text that follows them."""
    side = {"date": "start", "moment": "start", "integer": "center"}.get(data)
    aligned = f'<style:paragraph-properties fo:text-align="{side}"/>' if side else ""
    data = f' style:data-style-name="as-{data}"' if data else ""
    return (
        f'<style:style style:name="{name}" style:family="table-cell" '
        f'style:parent-style-name="Default"{data}>'
        f'<style:table-cell-properties fo:wrap-option="wrap" fo:padding="0.07cm" {cell}/>{aligned}'
        f"<style:text-properties {text}/></style:style>\n"
    )


def cell_styles() -> str:
    """`open-date` and `locked-date` in grids, `note-date` in notes, and their headings."""
    made = []
    for kind in KINDS:
        made += [
            cell_style(
                f"open-{kind}",
                data=kind,
                cell=f'style:cell-protect="none" style:vertical-align="top" {EDGE}',
            ),
            cell_style(
                f"locked-{kind}",
                data=kind,
                cell=f'fo:background-color="#{SAND}" style:vertical-align="top" {EDGE}',
            ),
            cell_style(
                f"spare-{kind}",  # without edges, for they would be printed
                data=kind,
                cell='style:cell-protect="none" style:vertical-align="top"',
            ),
            cell_style(f"note-{kind}", data=kind, cell='style:vertical-align="top"'),
        ]
    bold = 'fo:font-weight="bold"'
    made += [
        cell_style("term", cell='style:vertical-align="top"', text=bold),
        *(
            cell_style(
                name,
                cell=f'fo:background-color="#{back}" style:vertical-align="middle"',
                text=f'{bold} fo:color="#{front}"',
            )
            for name, back, front in (("header", GREEN, PAPER), ("marked", SAFFRON, INK))
        ),
    ]
    for name, size in (("title", 18), ("heading", 13)):
        made.append(
            cell_style(
                name,
                cell='fo:padding-top="0.3cm"',
                text=f'{bold} fo:font-size="{size}pt" fo:color="#{GREEN}"',
            ).replace('"wrap"', '"no-wrap"')
        )
    return "".join(made)


def width(characters: int) -> str:
    return f"{0.19 * characters + 0.15:.2f}cm"


def column_styles(widths: Sequence[int]) -> str:
    return "".join(
        f'<style:style style:name="width-{characters}" style:family="table-column">'
        f'<style:table-column-properties style:column-width="{width(characters)}"/></style:style>\n'
        for characters in sorted(set(widths))
    )


def content_styles(widths: Sequence[int], pages: Iterable[str]) -> str:
    tables = "".join(
        f'<style:style style:name="table-{page}" style:family="table" '
        f'style:master-page-name="{page}"><style:table-properties table:display="true"/>'
        "</style:style>\n"
        for page in pages
    )
    row = (
        '<style:style style:name="row" style:family="table-row"><style:table-row-properties '
        'style:use-optimal-row-height="true"/></style:style>\n'
    )
    return f"{DATA_STYLES}{cell_styles()}{column_styles(widths)}{tables}{row}"


def page_layout(name: str, size: str, pages: int) -> str:
    orientation, sides = (
        ("landscape", 'fo:page-width="29.7cm" fo:page-height="21cm"')
        if size == "landscape"
        else ("portrait", 'fo:page-width="21cm" fo:page-height="29.7cm"')
    )
    return (
        f'<style:page-layout style:name="{name}"><style:page-layout-properties {sides} '
        f'style:print-orientation="{orientation}" fo:margin="1cm" style:scale-to-X="{pages}" '
        'style:scale-to-Y="0" style:print="charts drawings objects zero-values"/>'
        "<style:header-style/><style:footer-style><style:header-footer-properties "
        'fo:min-height="0.6cm" fo:margin-top="0.2cm"/></style:footer-style></style:page-layout>'
    )


def page_of(grid: Grid) -> str:
    """The name of the printed page of a grid."""
    return f"grid-{grid.pages_wide}"


def styles(workbook: Workbook) -> str:
    language, _, country = workbook.language.partition("-")
    wide = {page_of(grid): grid.pages_wide for grid in workbook.grids}
    layouts = "".join(page_layout(f"wide-{n}", "landscape", n) for n in sorted(set(wide.values())))
    footer = (
        f"<style:footer><style:region-left><text:p>{escape(workbook.mark())}</text:p>"
        "</style:region-left><style:region-right><text:p><text:sheet-name>?</text:sheet-name>, "
        "<text:page-number>1</text:page-number> / <text:page-count>9</text:page-count></text:p>"
        "</style:region-right></style:footer>"
    )
    masters = "".join(
        f'<style:master-page style:name="{name}" style:page-layout-name="wide-{pages}">{footer}'
        "</style:master-page>"
        for name, pages in wide.items()
    )
    return f"""{DECLARATION}<office:document-styles {NAMES} office:version="1.3"><office:styles>\
<style:default-style style:family="table-cell"><style:text-properties \
fo:language="{language}" fo:country="{country}" \
fo:font-family="'Liberation Sans', Arial, sans-serif" fo:font-size="10pt"/></style:default-style>\
<style:style style:name="Default" style:family="table-cell"/></office:styles>\
<office:automatic-styles>{page_layout("upright", "portrait", 1)}\
{layouts}</office:automatic-styles>\
<office:master-styles><style:master-page style:name="notes" style:page-layout-name="upright"/>\
{masters}\
</office:master-styles></office:document-styles>
"""


def meta(workbook: Workbook) -> str:
    return (
        f'{DECLARATION}<office:document-meta {NAMES} office:version="1.3"><office:meta>'
        f"<dc:title>{escape(workbook.title)}</dc:title>"
        f"<meta:initial-creator>{escape(workbook.creator)}</meta:initial-creator>"
        f"<meta:creation-date>{workbook.made_at:%Y-%m-%dT%H:%M:%S}</meta:creation-date>"
        f"<dc:language>{escape(workbook.language)}</dc:language></office:meta>"
        "</office:document-meta>\n"
    )


def item(name: str, kind: str, value: object) -> str:
    return (
        f'<config:config-item config:name="{name}" config:type="{kind}">{value}'
        "</config:config-item>"
    )


def view(grid: Grid) -> str:
    """The header, and the first columns, stay in sight."""
    split = 2 if grid.frozen else 0
    values = {
        "HorizontalSplitMode": ("short", split),
        "VerticalSplitMode": ("short", 2),
        "HorizontalSplitPosition": ("int", grid.frozen),
        "VerticalSplitPosition": ("int", 1),
        "ActiveSplitRange": ("short", 3 if grid.frozen else 2),
        "PositionLeft": ("int", 0),
        "PositionRight": ("int", grid.frozen),
        "PositionTop": ("int", 0),
        "PositionBottom": ("int", 1),
    }
    items = "".join(item(name, kind, value) for name, (kind, value) in values.items())
    return (
        f"<config:config-item-map-entry config:name={quoteattr(grid.name)}>{items}"
        "</config:config-item-map-entry>"
    )


def settings(workbook: Workbook) -> str:
    views = "".join(view(grid) for grid in workbook.grids)
    active = item("ActiveTable", "string", escape(workbook.notes.name))
    return f"""{DECLARATION}<office:document-settings {NAMES} office:version="1.3">\
<office:settings><config:config-item-set config:name="ooo:view-settings">\
<config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>\
{item("ViewId", "string", "view1")}<config:config-item-map-named config:name="Tables">{views}\
</config:config-item-map-named>{active}</config:config-item-map-entry>\
</config:config-item-map-indexed></config:config-item-set></office:settings>\
</office:document-settings>
"""
