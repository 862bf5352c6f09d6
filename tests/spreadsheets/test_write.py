"""The workbooks to fill in, read back by other programs than those that write them."""

import datetime
import io
import zipfile
from decimal import Decimal
from unittest import TestCase
from xml.etree import ElementTree

from openpyxl import load_workbook

from spreadsheets.writing import ods as write_ods
from spreadsheets.writing import xlsx as write_xlsx
from spreadsheets.writing.layout import Choices, Entry, Grid, GridColumn, Heading, Notes, Workbook
from tests.workbooks import OFFICE, TABLE, TEXT, read_workbook

MADE_AT = datetime.datetime(2026, 11, 23, 9, 5, tzinfo=datetime.UTC)
WRITERS = {"xlsx": write_xlsx.write, "ods": write_ods.write}
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
ROW = [1, "=1+1", "Un", datetime.date(2025, 7, 8), Decimal("1200.50")]


def make_book(*rows):
    return Workbook(
        title="Suivi & <essai>",
        notes=Notes(
            "L’aide",
            [
                Heading("Aide"),
                Entry("Données du", MADE_AT),
                Choices("Vide", []),
                Choices("Liste", ["Un", "Deux"]),
            ],
        ),
        grids=[
            Grid(
                "L'été",
                [
                    GridColumn("N°", 6, "integer", help="Un numéro."),
                    GridColumn("Intitulé", 30),
                    GridColumn("Choix", 12, choices="Liste", is_marked=True),
                    GridColumn("Date", 14),
                    GridColumn("Montant", 14, "money"),
                ],
                rows or [ROW],
                locked=1,
                frozen=2,
            )
        ],
        made_at=MADE_AT,
    )


def written(format, *rows):
    file = io.BytesIO()
    WRITERS[format](make_book(*rows), file)
    return file.getvalue()


def xlsx(*rows):
    return load_workbook(io.BytesIO(written("xlsx", *rows)))


def ods(part="content.xml", *rows):
    with zipfile.ZipFile(io.BytesIO(written("ods", *rows))) as archive:
        return ElementTree.fromstring(archive.read(part))


class BothFormatsTests(TestCase):
    def test_cells_keep_their_kind(self):
        for format in WRITERS:
            with self.subTest(format):
                rows = [row for row in read_workbook(written(format))["L'été"] if any(row)]
                self.assertEqual(
                    rows, [["N°", "Intitulé", "Choix", "Date", "Montant"], [*ROW[:4], 1200.5]]
                )

    def test_an_instant_is_that_of_the_wall_clock(self):
        self.assertEqual(xlsx()["L’aide"]["B2"].value, MADE_AT.replace(tzinfo=None))
        values = [cell.get(f"{OFFICE}date-value") for cell in ods().iter(f"{TABLE}table-cell")]
        self.assertIn("2026-11-23T09:05:00", values)

    def test_title_and_language_are_said(self):
        properties = xlsx().properties
        self.assertEqual((properties.title, properties.language), ("Suivi & <essai>", "fr-FR"))
        meta = "".join(ods("meta.xml").itertext())
        self.assertIn("Suivi & <essai>", meta)
        self.assertIn("fr-FR", meta)

    def test_the_header_is_repeated_on_paper(self):
        sheet = xlsx()["L'été"]
        self.assertEqual((sheet.print_title_rows, sheet.print_title_cols), ("$1:$1", "$A:$B"))
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        table = ods().findall(f".//{TABLE}table")[1]
        self.assertEqual(len(table.findall(f"{TABLE}table-header-rows")), 1)
        self.assertEqual(len(table.findall(f"{TABLE}table-header-columns/{TABLE}table-column")), 2)

    def test_the_header_stays_in_sight(self):
        self.assertEqual(xlsx()["L'été"].freeze_panes, "C2")
        settings = ElementTree.tostring(ods("settings.xml"), "unicode")
        self.assertRegex(settings, r'HorizontalSplitPosition"[^>]*>2<')
        self.assertRegex(settings, r'VerticalSplitPosition"[^>]*>1<')

    def test_words_that_mean_nothing_to_the_page_footer(self):
        self.assertEqual(
            xlsx()["L'été"].oddFooter.left.text, "Suivi && <essai>, données du 23/11/2026 à 09:05"
        )


class XlsxTests(TestCase):
    def test_a_text_stays_a_text_at_the_next_touch(self):
        sheet = xlsx([1, "=1+1", None, "'80", None])["L'été"]
        self.assertEqual(
            [(c.value, c.data_type, c.quotePrefix) for c in (sheet["B2"], sheet["D2"])],
            [("=1+1", "s", True), ("'80", "s", True)],
        )

    def test_a_date_before_those_of_xlsx_is_a_text(self):
        sheet = xlsx([1, "", None, datetime.date(1850, 3, 2), None])["L'été"]
        self.assertEqual(sheet["D2"].value, "02/03/1850")

    def test_what_excel_would_take_for_a_code_is_escaped(self):
        with zipfile.ZipFile(io.BytesIO(written("xlsx", [1, "_x0041_", None, None, None]))) as book:
            self.assertIn("_x005F_x0041_", book.read("xl/worksheets/sheet2.xml").decode())

    def test_heights_may_change_with_the_row(self):
        with zipfile.ZipFile(
            io.BytesIO(written("xlsx", [1, "mot " * 40, None, None, None]))
        ) as book:
            sheet = book.read("xl/worksheets/sheet2.xml").decode()
        self.assertNotIn("customHeight", sheet)
        self.assertRegex(sheet, r'<row r="2"[^>]* ht="(75|90|105)"')

    def test_help_and_lists(self):
        found = {
            str(check.sqref): (check.type, check.formula1, check.prompt)
            for check in xlsx()["L'été"].data_validations.dataValidation
        }
        self.assertEqual(
            found,
            {"A1": (None, None, "Un numéro."), "C2:C1002": ("list", "'L’aide'!$B$3:$B$4", None)},
        )


class OdsTests(TestCase):
    def test_spaces_tabs_and_lines_are_kept(self):
        text = "  deux  espaces \n\ttabulation\r\nfin"
        cell = (
            ods("content.xml", [1, text, None, None, None])
            .findall(f".//{TABLE}table")[1]
            .findall(f".//{TABLE}table-cell")[6]
        )
        lines = []
        for paragraph in cell.iter(f"{TEXT}p"):
            line = paragraph.text or ""
            for part in paragraph:
                line += {f"{TEXT}s": " ", f"{TEXT}tab": "\t"}[part.tag] + (part.tail or "")
            lines.append(line)
        self.assertEqual(lines, ["  deux  espaces ", "\ttabulation", "fin"])

    def test_every_style_and_validation_that_a_cell_names_exists(self):
        content = ods()
        styles = {style.get(f"{STYLE}name") for style in content.iter(f"{STYLE}style")}
        checks = {c.get(f"{TABLE}name") for c in content.iter(f"{TABLE}content-validation")}
        for element in content.iter():
            self.assertIn(element.get(f"{TABLE}style-name"), {None, *styles})
            self.assertIn(element.get(f"{TABLE}content-validation-name"), {None, *checks})

    def test_every_list_of_styles_exists(self):
        pages = {page.get(f"{STYLE}name") for page in ods("styles.xml").iter(f"{STYLE}master-page")}
        named = {style.get(f"{STYLE}master-page-name") for style in ods().iter(f"{STYLE}style")}
        self.assertEqual(named - {None} - pages, set())

    def test_the_manifest_names_every_part(self):
        with zipfile.ZipFile(io.BytesIO(written("ods"))) as archive:
            parts = set(archive.namelist()) - {"mimetype", "META-INF/manifest.xml"}
            manifest = archive.read("META-INF/manifest.xml").decode()
        for part in parts:
            self.assertIn(f'full-path="{part}"', manifest)
