"""A workbook in words, as ods (OpenDocument 1.3), written row by row.

The format is a zip of a few small files, those of `parts/` with their blanks filled in; writing
them takes less than a library would, and holds one row at a time. The uncompressed `mimetype` comes
first, as the standard wants, so that the file can be recognised from its first bytes.
"""

import datetime
import re
import zipfile
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from itertools import chain
from pathlib import Path
from string import Template
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from ..limits import column_letters
from ..values import plain_decimal
from .layout import (
    FORMATS,
    NOTES_WIDTHS,
    SPARE_ROWS,
    Format,
    Grid,
    GridColumn,
    Look,
    Notes,
    StyledCell,
    Value,
    Workbook,
)
from .xml import clean_lines

MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
PARTS = Path(__file__).parent / "parts"
# XML programs may drop spaces at the ends of a paragraph, and those that follow another.
FRAGILE_SPACE = re.compile("^ |(?<= ) | $", re.MULTILINE)
SIDES: dict[Format, str] = {"date": "start", "moment": "start", "integer": "center"}


def text_paragraphs(text: str) -> str:
    """One paragraph a line, each space kept."""
    kept = FRAGILE_SPACE.sub("<text:s/>", escape(clean_lines(text)))
    kept = kept.replace("\t", "<text:tab/>")
    return "".join(f"<text:p>{line}</text:p>" for line in kept.split("\n"))


def typed(value: Value) -> tuple[str, str]:
    """The attributes that say what a value is, and what one reads."""
    match value:
        case datetime.datetime():
            iso = value.replace(tzinfo=None, microsecond=0).isoformat()
            return f'office:value-type="date" office:date-value="{iso}"', f"{value:%d/%m/%Y %H:%M}"
        case datetime.date():
            iso = value.isoformat()
            return f'office:value-type="date" office:date-value="{iso}"', f"{value:%d/%m/%Y}"
        case int() | float() | Decimal():
            number = plain_decimal(Decimal(str(value)))
            attributes = f'office:value-type="float" office:value="{number}"'
            return attributes, number.replace(".", ",")
    return 'office:value-type="string"', str(value)


def cell_element(cell: StyledCell, validation: str = "") -> str:
    check = f' table:content-validation-name="{validation}"' if validation else ""
    opening = f'table:table-cell table:style-name="{cell.look}-{cell.kind}"{check}'
    if cell.value is None or cell.value == "":
        return f"<{opening}/>"
    attributes, shown = typed(cell.value)
    return f"<{opening} {attributes}>{text_paragraphs(shown)}</table:table-cell>"


def row_element(cells: Iterable[str], repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f'<table:table-row table:style-name="row"{times}>{"".join(cells)}</table:table-row>\n'


def column_elements(widths: Iterable[int], frozen: int = 0) -> str:
    """The first ones are repeated on each printed page."""
    made = [f'<table:table-column table:style-name="width-{width}"/>' for width in widths]
    if not frozen:
        return "".join(made)
    first = f"<table:table-header-columns>{''.join(made[:frozen])}</table:table-header-columns>"
    return first + "".join(made[frozen:])


def table_opening(name: str, page: str, is_protected: bool) -> str:
    protected = ' table:protected="true"' if is_protected else ""
    return f'<table:table table:name={quoteattr(name)} table:style-name="table-{page}"{protected}>'


def write_notes(notes: Notes) -> Iterator[str]:
    yield table_opening(notes.name, "notes", True) + column_elements(NOTES_WIDTHS)
    for cells in notes.lines():
        yield row_element(map(cell_element, cells))
    yield "</table:table>\n"


def validation_names(grid: Grid) -> list[tuple[str, str]]:
    """For each column, the names of its help and of its list; empty when it has none."""
    prefix = "".join(c for c in grid.name if c.isascii() and c.isalpha())
    return [
        (
            f"{prefix}-help-{position}" if column.help else "",
            f"{prefix}-list-{position}" if column.choices else "",
        )
        for position, column in enumerate(grid.columns)
    ]


def validations(workbook: Workbook) -> Iterator[str]:
    """Lists under the cells, and each column's help under its header."""
    for grid in workbook.grids:
        for column, (help, choices) in zip(grid.columns, validation_names(grid), strict=True):
            title = quoteattr(column.label)
            if help:
                text = text_paragraphs(column.help)
                yield filled("help.xml", name=help, title=title, text=text)
            if choices and workbook.notes and (place := workbook.choices(column)):
                rows = f"[${quoted(workbook.notes.name)}.$B${place[0]}:.$B${place[1]}]"
                condition = quoteattr(f"of:cell-content-is-in-list({rows})")
                text = text_paragraphs(workbook.refusal())
                yield filled("list.xml", name=choices, title=title, condition=condition, text=text)


def quoted(name: str) -> str:
    """The name of a sheet, as a formula writes it."""
    return "'" + name.replace("'", "''") + "'"


def write_grid(grid: Grid, filters: list[str]) -> Iterator[str]:
    yield table_opening(grid.name, page_of(grid), grid.is_form)
    yield column_elements((column.width for column in grid.columns), grid.frozen)
    names = validation_names(grid)
    header = (
        cell_element(cell, help) for cell, (help, _) in zip(grid.header(), names, strict=True)
    )
    yield f"<table:table-header-rows>{row_element(header)}</table:table-header-rows>\n"
    count = 1
    for cells in grid.lines():
        count += 1
        yield row_element(
            cell_element(cell, choices) for cell, (_, choices) in zip(cells, names, strict=True)
        )
    if grid.is_form:
        yield row_element(
            (
                cell_element(StyledCell(None, "spare", column.format), choices)
                for column, (_, choices) in zip(grid.columns, names, strict=True)
            ),
            SPARE_ROWS,
        )
        corner = f"{column_letters(len(grid.columns) - 1)}{max(count, 2)}"
        area = f"{quoted(grid.name)}.A1:{quoted(grid.name)}.{corner}"
        filters.append(
            f'<table:database-range table:name="filter{len(filters) + 1}" '
            f'table:target-range-address={quoteattr(area)} table:display-filter-buttons="true"/>\n'
        )
    yield "</table:table>\n"


def write_body(workbook: Workbook) -> Iterator[str]:
    if checks := "".join(validations(workbook)):  # the standard wants no empty list
        yield f"<table:content-validations>{checks}</table:content-validations>\n"
    if workbook.notes:
        yield from write_notes(workbook.notes)
    filters: list[str] = []
    for grid in workbook.grids:
        yield from write_grid(grid, filters)
    if filters:
        yield f"<table:database-ranges>{''.join(filters)}</table:database-ranges>\n"


# Styles and pages


def page_of(grid: Grid) -> str:
    """The name of the printed page of a grid."""
    if grid.is_secret:
        return "secret"
    return f"grid-{grid.pages_wide}" if grid.is_form else "plain"


def styles(workbook: Workbook) -> str:
    looks = workbook.looks().items()
    cells = [cell_style(name, look, kind) for name, look in looks for kind in FORMATS]
    columns = [column for grid in workbook.grids for column in grid.columns]
    pages = {"notes", *map(page_of, workbook.grids)}
    return "".join([*cells, *column_styles(columns), *map(table_style, sorted(pages))])


def cell_style(name: str, look: Look, kind: Format) -> str:
    side = f'<style:paragraph-properties fo:text-align="{SIDES[kind]}"/>' if kind in SIDES else ""
    cell = [
        f'fo:wrap-option="{"wrap" if look.is_wrapped else "no-wrap"}" fo:padding="0.07cm"',
        f'style:vertical-align="{"middle" if look.vertical == "center" else "top"}"',
        "" if look.is_locked else 'style:cell-protect="none"',
        f'fo:background-color="#{look.ground}"' if look.ground else "",
        f'fo:border-bottom="0.5pt solid #{look.rule}"' if look.rule else "",
    ]
    text = [
        'fo:font-weight="bold"' if look.is_bold else "",
        f'fo:font-size="{look.size}pt"' if look.size else "",
        f'fo:color="#{look.ink}"' if look.ink else "",
    ]
    return (
        f'<style:style style:name="{name}-{kind}" style:family="table-cell" '
        f'style:parent-style-name="Default" style:data-style-name="as-{kind}">'
        f"<style:table-cell-properties {' '.join(cell)}/>{side}"
        f"<style:text-properties {' '.join(text)}/></style:style>\n"
    )


def column_styles(columns: Iterable[GridColumn]) -> Iterator[str]:
    for characters in sorted({*NOTES_WIDTHS, *(column.width for column in columns)}):
        width = f'style:column-width="{0.19 * characters + 0.15:.2f}cm"' if characters else ""
        yield (
            f'<style:style style:name="width-{characters}" style:family="table-column">'
            f"<style:table-column-properties {width}/></style:style>\n"
        )


def table_style(page: str) -> str:
    is_plain, is_shown = page in ("plain", "secret"), page != "secret"
    master = "" if is_plain else f' style:master-page-name="{page}"'
    return (
        f'<style:style style:name="table-{page}" style:family="table"{master}>'
        f'<style:table-properties table:display="{str(is_shown).lower()}"/></style:style>\n'
    )


def view(grid: Grid) -> str:
    """The header, and the first columns, stay in sight."""
    mode, active = ("2", "3") if grid.frozen else ("0", "2")
    name = quoteattr(grid.name)
    return filled("view.xml", name=name, frozen=str(grid.frozen), mode=mode, active=active)


@cache
def part(name: str) -> Template:
    return Template((PARTS / name).read_text(encoding="utf-8"))


def filled(name: str, /, **blanks: str) -> str:
    return part(name).substitute(blanks)


def write(workbook: Workbook, file: IO[bytes]) -> None:
    first = workbook.notes or workbook.grids[0]
    language, _, country = workbook.language.partition("-")
    parts = {
        "META-INF/manifest.xml": filled("manifest.xml"),
        "meta.xml": filled(
            "meta.xml",
            title=escape(clean_lines(workbook.title)),
            creator=escape(workbook.creator),
            made_at=f"{workbook.made_at:%Y-%m-%dT%H:%M:%S}",
            language=workbook.language,
        ),
        "settings.xml": filled(
            "settings.xml", views="".join(map(view, workbook.grids)), active=escape(first.name)
        ),
        "styles.xml": filled(
            "styles.xml", language=language, country=country, mark=escape(workbook.mark())
        ),
    }
    opening, closing = filled("content.xml", styles=styles(workbook), body="\0").split("\0")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        for name, content in parts.items():
            archive.writestr(name, content)
        with archive.open("content.xml", "w", force_zip64=True) as written:
            for piece in chain([opening], write_body(workbook), [closing]):
                written.write(piece.encode())
