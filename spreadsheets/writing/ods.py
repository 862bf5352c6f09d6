"""A workbook to fill in, as ods (OpenDocument 1.3), written row by row."""

import datetime
import re
import zipfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from .. import column_letters
from ..tables.as_ods import DECLARATION, MEDIA_TYPE
from ..tables.model import plain_decimal
from . import ods_parts
from .layout import SPARE_ROWS, Grid, Notes, Value, Workbook, one_kind_of_line_end
from .xml import clean

__all__ = ["MEDIA_TYPE", "text_paragraphs", "write"]

# XML programs may drop spaces at the ends of a paragraph, and those that follow another.
FRAGILE_SPACE = re.compile("^ |(?<= ) | $", re.MULTILINE)
NOTES_WIDTHS = (34, 100)


def text_paragraphs(text: str) -> str:
    """One paragraph a line, each space kept."""
    kept = FRAGILE_SPACE.sub("<text:s/>", escape(clean(one_kind_of_line_end(text))))
    kept = kept.replace("\t", "<text:tab/>")
    return "".join(f"<text:p>{line}</text:p>" for line in kept.split("\n"))


def typed(value: Value) -> tuple[str, str, str]:
    """What a value is: its kind among the styles, its attributes, what one reads."""
    match value:
        case None | "":
            return "", "", ""
        case datetime.datetime():
            iso = value.replace(tzinfo=None, microsecond=0).isoformat()
            attributes = f'office:value-type="date" office:date-value="{iso}"'
            return "moment", attributes, f"{value:%d/%m/%Y %H:%M}"
        case datetime.date():
            attributes = f'office:value-type="date" office:date-value="{value.isoformat()}"'
            return "date", attributes, f"{value:%d/%m/%Y}"
        case int() | Decimal():
            number = plain_decimal(Decimal(value))
            attributes = f'office:value-type="float" office:value="{number}"'
            return "integer", attributes, number.replace(".", ",")
    return "text", 'office:value-type="string"', str(value)


def cell(value: Value, style: str, format: str = "text", validation: str = "") -> str:
    """`style` is one of those completed by the kind of the value, or a whole name."""
    kind, attributes, shown = typed(value)
    if style in ods_parts.BY_KIND:
        style = f"{style}-{format if kind in ('', 'integer') else kind}"
    check = f' table:content-validation-name="{validation}"' if validation else ""
    opening = f'table:table-cell table:style-name="{style}"{check}'
    if not kind:
        return f"<{opening}/>"
    return f"<{opening} {attributes}>{text_paragraphs(shown)}</table:table-cell>"


def row_of(cells: str, repeated: int = 1) -> str:
    times = f' table:number-rows-repeated="{repeated}"' if repeated > 1 else ""
    return f'<table:table-row table:style-name="row"{times}>{cells}</table:table-row>\n'


def columns(widths: Sequence[int], frozen: int = 0) -> str:
    """The first ones are repeated on each printed page."""
    made = [f'<table:table-column table:style-name="width-{width}"/>' for width in widths]
    if not frozen:
        return "".join(made)
    return (
        f"<table:table-header-columns>{''.join(made[:frozen])}</table:table-header-columns>"
        f"{''.join(made[frozen:])}"
    )


def write_notes(notes: Notes) -> Iterator[str]:
    yield (
        f'<table:table table:name={quoteattr(notes.name)} table:style-name="table-notes" '
        f'table:protected="true">{columns(NOTES_WIDTHS)}\n'
    )
    for number, (term, explanation, is_heading) in enumerate(notes.lines()):
        style = "term" if not is_heading else "heading" if number else "title"
        yield row_of(cell(term, style) + cell(explanation, "note"))
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


def message(element: str, title: str, text: str, attributes: str = "") -> str:
    return (
        f'<table:{element} table:title={quoteattr(title)} table:display="true"{attributes}>'
        f"{text_paragraphs(text)}</table:{element}>"
    )


def quoted(name: str) -> str:
    """The name of a sheet, as a formula writes it."""
    return "'" + name.replace("'", "''") + "'"


def validations(workbook: Workbook) -> Iterator[str]:
    """Lists under the cells, and each column's help under its header."""
    places, sheet = workbook.notes.places(), quoted(workbook.notes.name)
    for grid in workbook.grids:
        for column, (help_name, list_name) in zip(
            grid.columns, validation_names(grid), strict=True
        ):
            if help_name:
                yield (
                    f'<table:content-validation table:name="{help_name}">'
                    f"{message('help-message', column.label, column.help)}"
                    "</table:content-validation>\n"
                )
            if list_name and column.choices in places:
                first, last = places[column.choices]
                condition = f"of:cell-content-is-in-list([${sheet}.$B${first}:.$B${last}])"
                refusal = message(
                    "error-message",
                    column.label,
                    "Choisissez un mot de la liste ; elle figure aussi dans la feuille "
                    f"« {workbook.notes.name} ».",
                    ' table:message-type="stop"',
                )
                yield (
                    f'<table:content-validation table:name="{list_name}" '
                    f'table:condition={quoteattr(condition)} table:allow-empty-cell="true" '
                    f'table:display-list="unsorted">{refusal}</table:content-validation>\n'
                )


def write_grid(grid: Grid, counted: list[int]) -> Iterator[str]:
    page = ods_parts.page_of(grid)
    yield (
        f'<table:table table:name={quoteattr(grid.name)} table:style-name="table-{page}" '
        f'table:protected="true">{columns([c.width for c in grid.columns], grid.frozen)}\n'
    )
    names = validation_names(grid)
    yield "<table:table-header-rows>"
    yield row_of(
        "".join(
            cell(column.label, "marked" if column.is_marked else "header", validation=told)
            for column, (told, _) in zip(grid.columns, names, strict=True)
        )
    )
    yield "</table:table-header-rows>"
    count = 1
    for row in grid.rows:
        count += 1
        yield row_of(
            "".join(
                cell(value, "locked" if i < grid.locked else "open", column.format, names[i][1])
                for i, (column, value) in enumerate(zip(grid.columns, row, strict=True))
            )
        )
    counted.append(count)
    spare = "".join(
        cell(None, "spare", column.format, choices)
        for column, (_, choices) in zip(grid.columns, names, strict=True)
    )
    yield row_of(spare, SPARE_ROWS)
    yield "</table:table>\n"


def filters(workbook: Workbook, counted: Sequence[int]) -> Iterator[str]:
    yield "<table:database-ranges>"
    for number, (grid, count) in enumerate(zip(workbook.grids, counted, strict=True), 1):
        corner = f"{column_letters(len(grid.columns) - 1)}{max(count, 2)}"
        sheet = quoted(grid.name)
        yield (
            f'<table:database-range table:name="filter{number}" '
            f"table:target-range-address={quoteattr(f'{sheet}.A1:{sheet}.{corner}')} "
            'table:display-filter-buttons="true"/>'
        )
    yield "</table:database-ranges>"


def content(workbook: Workbook) -> Iterator[str]:
    widths = [*NOTES_WIDTHS, *(c.width for grid in workbook.grids for c in grid.columns)]
    pages = sorted({"notes", *map(ods_parts.page_of, workbook.grids)})
    styles = ods_parts.content_styles(widths, pages)
    yield (
        f"{DECLARATION}<office:document-content {ods_parts.NAMES} "
        'xmlns:of="urn:oasis:names:tc:opendocument:xmlns:of:1.2" office:version="1.3">\n'
        f"<office:automatic-styles>{styles}</office:automatic-styles>\n"
        "<office:body><office:spreadsheet>\n"
    )
    checks = "".join(validations(workbook))
    if checks:  # the standard wants no empty list
        yield f"<table:content-validations>{checks}</table:content-validations>\n"
    yield from write_notes(workbook.notes)
    counted: list[int] = []
    for grid in workbook.grids:
        yield from write_grid(grid, counted)
    yield from filters(workbook, counted)
    yield "</office:spreadsheet></office:body></office:document-content>\n"


def write(workbook: Workbook, file: IO[bytes]) -> None:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA_TYPE, zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ods_parts.MANIFEST)
        archive.writestr("meta.xml", ods_parts.meta(workbook))
        archive.writestr("settings.xml", ods_parts.settings(workbook))
        archive.writestr("styles.xml", ods_parts.styles(workbook))
        with archive.open("content.xml", "w", force_zip64=True) as part:
            for piece in content(workbook):
                part.write(piece.encode())
