"""The annotated copy, read back by openpyxl and by our own reader."""

import datetime
import io
import tempfile
import zipfile
from itertools import zip_longest
from pathlib import Path
from unittest import TestCase

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from PIL import Image as Picture

from spreadsheets import Refused, UnreadableCell, open_book
from spreadsheets.remarks import AUTHOR, Remark, annotate
from tests.spreadsheets.crafted import ods, ods_content, ods_of, ods_row, ods_text, xlsx

FILES = Path(__file__).parent / "files"
COLOUR = "F3C866"
SAMPLES = Path(__file__).parents[2] / "fixtures" / "exemples"


class AnnotateCase(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def written(self, content, name="file"):
        path = self.folder / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def annotated(self, path, *remarks):
        made = self.folder / "annotated.xlsx"
        file = io.BytesIO()
        annotate(path, remarks, file, COLOUR)
        made.write_bytes(file.getvalue())
        return made

    def values(self, path):
        with open_book(path) as book:
            return {sheet.name: [tuple(row)[:2] for row in sheet.rows()] for sheet in book.sheets}


def comments(sheet):
    return {
        cell.coordinate: cell.comment.text
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment
    }


class XlsxTests(AnnotateCase):
    def book(self):
        book = Workbook()
        sheet = book.active
        sheet.title = "Été & co"
        sheet.append(["N°", "Statut", "Budget", "Total"])
        sheet.append([1, "fini", 1200.5, "=SUM(C2:C3)"])
        sheet.append([9, "en cours", 10])
        sheet["B2"].font, sheet["C2"].number_format = Font(bold=True), "#,##0.00"
        sheet["B3"].fill = PatternFill("solid", fgColor="FF00FF00")
        sheet["B3"].comment = Comment("De Paul", "Paul")
        sheet["A3"].hyperlink = "https://www.ales.fr/9"
        sheet.column_dimensions["B"].width, sheet.freeze_panes = 33, "A2"
        sheet.auto_filter.ref = "A1:D3"
        choice = DataValidation("list", '"fini,en cours"')
        choice.add("B2:B9")
        sheet.add_data_validation(choice)
        sheet.merge_cells("A6:B8")
        sheet["A6"] = "fusion"
        other = book.create_sheet("Autre")
        other["A1"], other.sheet_state = "reste", "hidden"
        return book

    def saved(self, book=None):
        (book or self.book()).save(self.folder / "file.xlsx")
        return self.folder / "file.xlsx"

    def on_cells(self, *cells, book=None):
        """The first sheet, with remarks at `(row, column, text)`."""
        path = self.saved(book)
        sheet = load_workbook(path).sheetnames[0]
        made = self.annotated(path, *(Remark(sheet, *cell) for cell in cells))
        return load_workbook(made)[sheet]

    def test_a_comment_and_a_colour_on_the_cell_and_its_own_style_kept(self):
        sheet = self.on_cells((2, 1, "« fini » ? <attendu> & « Réalisée »"))
        self.assertEqual(sheet["B2"].comment.text, "« fini » ? <attendu> & « Réalisée »")
        self.assertEqual(sheet["B2"].comment.author, AUTHOR)
        self.assertEqual(sheet["B2"].fill.fgColor.rgb, f"00{COLOUR}")
        self.assertTrue(sheet["B2"].font.bold)
        self.assertEqual(sheet["A2"].fill.fill_type, None)

    def test_styles_formulas_lists_and_links_are_kept(self):
        path = self.saved()
        made = self.annotated(path, Remark("Été & co", 2, 2, "Montant ?"))
        self.assertEqual(self.values(made), self.values(path))
        sheet = load_workbook(made)["Été & co"]
        self.assertEqual(sheet["D2"].value, "=SUM(C2:C3)")
        self.assertEqual(sheet["C2"].number_format, "#,##0.00")
        self.assertEqual(sheet["B3"].fill.fgColor.rgb, "FF00FF00")
        self.assertEqual(sheet["A3"].hyperlink.target, "https://www.ales.fr/9")
        self.assertEqual(sheet.column_dimensions["B"].width, 33)
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:D3"))
        [choice] = sheet.data_validations.dataValidation
        self.assertEqual((choice.formula1, str(choice.sqref)), ('"fini,en cours"', "B2:B9"))
        self.assertEqual(load_workbook(made)["Autre"].sheet_state, "hidden")

    def test_pictures_and_charts_are_left_out_and_the_rest_stays(self):
        book = self.book()
        sheet = book.active
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=3))
        sheet.add_chart(chart, "F2")
        picture = io.BytesIO()
        Picture.new("RGB", (4, 4)).save(picture, "PNG")
        sheet.add_image(Image(picture), "F20")
        made = self.annotated(self.saved(book), Remark("Été & co", 2, 2, "?"))
        with zipfile.ZipFile(made) as archive:
            names = " ".join(archive.namelist())
        self.assertNotIn("chart", names)
        self.assertNotIn("media", names)
        self.assertTrue(load_workbook(made)["Été & co"]["B2"].font.bold)

    def test_a_comment_already_there_stays_above(self):
        sheet = self.on_cells((3, 1, "À revoir."), (2, 0, "Nouveau."))
        self.assertEqual(comments(sheet), {"A2": "Nouveau.", "B3": "De Paul\n\nÀ revoir."})
        self.assertEqual(sheet["B3"].comment.author, "Paul")

    def test_cells_and_rows_that_the_sheet_does_not_have(self):
        sheet = self.on_cells(
            (2, 40, "au-delà"), (4, 1, "ligne vide"), (900, 3, "loin"), (1, 25, "Z")
        )
        self.assertEqual(list(comments(sheet)), ["Z1", "AO2", "B3", "B4", "D900"])
        self.assertEqual(sheet["D900"].fill.fgColor.rgb, f"00{COLOUR}")

    def test_a_cell_hidden_by_a_merge_is_told_on_the_one_that_shows(self):
        sheet = self.on_cells((7, 1, "Date ?"), (6, 0, "Titre ?"))
        self.assertEqual(comments(sheet)["A6"], "Titre ?\nB7 : Date ?")
        self.assertNotIn("B7", comments(sheet))

    def test_several_remarks_on_one_cell_and_two_sheets(self):
        made = self.annotated(
            self.saved(),
            Remark("Autre", 1, 0, "Ici."),
            Remark("Été & co", 2, 1, "Un."),
            Remark("Été & co", 2, 1, "Deux."),
        )
        book = load_workbook(made)
        self.assertEqual(comments(book["Autre"]), {"A1": "Ici."})
        self.assertEqual(comments(book["Été & co"])["B2"], "Un.\nDeux.")

    def test_an_annotated_file_may_be_annotated_again(self):
        once = self.annotated(self.saved(), Remark("Été & co", 2, 0, "Un."))
        again = self.written(once.read_bytes(), "again.xlsx")
        sheet = load_workbook(self.annotated(again, Remark("Été & co", 2, 0, "Deux.")))["Été & co"]
        self.assertEqual(comments(sheet)["A2"], "Un.\n\nDeux.")

    def test_an_unknown_sheet_is_an_error_of_the_caller(self):
        with self.assertRaises(KeyError):
            self.annotated(self.saved(), Remark("Ailleurs", 1, 0, "?"))


class OdsTests(AnnotateCase):
    def on_cells(self, rows, *cells):
        path = self.written(ods(rows))
        made = self.annotated(path, *(Remark("Feuille1", *cell) for cell in cells))
        return load_workbook(made)["Feuille1"]

    def test_a_comment_and_a_colour_on_the_cell(self):
        sheet = self.on_cells(
            ods_row(ods_text("1"), ods_text("fini")), (1, 1, "« fini » ?\n<Attendu> & « Réalisée »")
        )
        self.assertEqual(comments(sheet), {"B1": "« fini » ?\n<Attendu> & « Réalisée »"})
        self.assertEqual(sheet["B1"].comment.author, AUTHOR)
        self.assertEqual(sheet["B1"].fill.fgColor.rgb, f"00{COLOUR}")
        self.assertIsNone(sheet["A1"].fill.fill_type)

    def test_repeated_cells_and_rows_each_have_their_remark(self):
        rows = ods_row(
            ods_text("a", 'table:number-columns-repeated="3"'),
            given='table:number-rows-repeated="5"',
        )
        sheet = self.on_cells(rows, (2, 1, "Un."), (4, 0, "Deux."), (4, 2, "Trois."))
        self.assertEqual(comments(sheet), {"B2": "Un.", "A4": "Deux.", "C4": "Trois."})
        self.assertEqual([[c.value for c in row] for row in sheet.iter_rows()], [["a"] * 3] * 5)

    def test_cells_and_rows_that_the_sheet_does_not_have(self):
        sheet = self.on_cells(ods_row(ods_text("a")), (1, 4, "Loin."), (9, 0, "Fin."))
        self.assertEqual(comments(sheet), {"E1": "Loin.", "A9": "Fin."})

    def test_values_keep_their_kind(self):
        def typed(kind, value, text):
            return (
                f'<table:table-cell office:value-type="{kind}" office:{kind}-value="{value}">'
                f"<text:p>{text}</text:p></table:table-cell>"
            )

        number = '<table:table-cell office:value-type="float" office:value="9.5"/>'
        cells = [
            typed("date", "2026-12-01", "01/12/26"),
            typed("date", "2019-04-13T14:30:00", "13/04/19"),
            typed("time", "PT14H30M05S", "14:30"),
            typed("boolean", "true", "VRAI"),
            number,
            ods_text("=1+1"),
            ods_text("mai 2017"),
        ]
        made = self.annotated(self.written(ods(ods_row(*cells))), Remark("Feuille1", 1, 0, "?"))
        self.assertEqual(
            self.values(made)["Feuille1"],
            [
                (
                    1,
                    (
                        datetime.date(2026, 12, 1),
                        datetime.datetime(2019, 4, 13, 14, 30),
                        datetime.time(14, 30, 5),
                        *(True, 9.5, "=1+1", "mai 2017"),
                    ),
                )
            ],
        )

    def test_links_stay_clickable(self):
        text = (
            '<text:a xmlns:x="http://www.w3.org/1999/xlink" x:href="https://ales.fr/9">là</text:a>'
        )
        sheet = self.on_cells(ods_row(ods_text(text)), (1, 0, "?"))
        self.assertEqual(
            (sheet["A1"].value, sheet["A1"].hyperlink.target), ("là", "https://ales.fr/9")
        )
        self.assertEqual(comments(sheet), {"A1": "?"})

    def test_a_sheet_known_by_the_beginning_of_its_long_name(self):
        content = ods_content(
            f'<table:table table:name="{"Très longue feuille " * 3}">{ods_row(ods_text("a"))}'
            '</table:table><table:table table:name="[*]:?/">'
            f"{ods_row(ods_text('b'))}</table:table>"
        )
        path = self.written(ods_of(content))
        made = self.annotated(path, Remark("Très longue", 1, 0, "?"), Remark("[*]:?/", 1, 0, "!"))
        self.assertEqual(
            [comments(sheet) for sheet in load_workbook(made)], [{"A1": "?"}, {"A1": "!"}]
        )
        with self.assertRaises(KeyError):
            self.annotated(path, Remark("Hiver", 1, 0, "?"))

    @settings(max_examples=40, deadline=None, derandomize=True)
    @given(
        rows=st.lists(
            st.tuples(
                st.integers(1, 4),
                st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(1, 4)), max_size=4),
            ),
            max_size=5,
        ),
        places=st.sets(st.tuples(st.integers(1, 25), st.integers(0, 20)), min_size=1, max_size=8),
    )
    def test_wherever_the_remark_falls_no_cell_moves(self, rows, places):
        path = self.written(
            ods(
                "".join(
                    ods_row(
                        *(
                            ods_text(text, f'table:number-columns-repeated="{wide}"')
                            for text, wide in cells
                        ),
                        given=f'table:number-rows-repeated="{times}"',
                    )
                    for times, cells in rows
                )
            )
        )
        made = self.annotated(path, *(Remark("Feuille1", *place, "?") for place in places))
        [sheet] = load_workbook(made)
        found = {
            (cell.row, cell.column - 1) for row in sheet.iter_rows() for cell in row if cell.comment
        }
        self.assertEqual(found, places)
        self.assertEqual(self.values(made), self.values(path))


class CsvTests(AnnotateCase):
    def test_it_comes_back_as_a_workbook_of_the_same_cells(self):
        path = self.written(
            "N°;Statut;Date\n9;fini;01/12/2026\n\n12;=1+1;'80\nhttps://ales.fr/a;a\x07b;#N/A\n".encode(
                "cp1252"
            )
        )
        made = self.annotated(path, Remark("Fichier", 2, 1, "?"), Remark("Fichier", 5, 1, "\x07 ?"))
        sheet = load_workbook(made).active
        self.assertEqual(comments(sheet), {"B2": "?", "B5": " ?"})
        self.assertEqual(sheet["C2"].value, "01/12/2026")
        self.assertEqual((sheet["B4"].value, sheet["B4"].data_type), ("=1+1", "s"))
        self.assertTrue(sheet["B4"].quotePrefix)
        self.assertEqual(sheet["A5"].hyperlink.target, "https://ales.fr/a")
        [*rows, (_, last)] = self.values(path)["Fichier"]
        self.assertEqual(self.values(made)["Fichier"], [*rows, (5, (last[0], "ab", last[2]))])


class FilesOfOfficesTests(AnnotateCase):
    """Files saved by real programs, with a remark on each cell and around."""

    def test_they_read_the_same_and_each_cell_is_told(self):
        refused = ("liens", "macros", "mot-de-passe")
        files = [
            path
            for folder in (FILES, SAMPLES)
            for path in folder.iterdir()
            if path.suffix in (".xlsx", ".ods", ".csv") and path.stem not in refused
        ]
        self.assertGreater(len(files), 5)
        for path in files:
            with self.subTest(path.name):
                before = self.values(path)
                remarks = [
                    Remark(name, row[0], column, "?")
                    for name, rows in before.items()
                    for row in rows or [(1, ())]
                    for column in range(len(row[1]) + 2)
                ]
                made = self.annotated(path, *remarks)
                self.assert_same(self.values(made), before)
                again = self.written(made.read_bytes(), "again")
                self.assertEqual(self.values(self.annotated(again, *remarks)), self.values(made))

    def assert_same(self, made, before):
        """Formulas come back without their result: the program that opens them calculates it."""
        self.assertEqual(list(made), list(before))
        for name, rows in before.items():
            self.assertEqual([row for row, _ in made[name]], [row for row, _ in rows])
            for (_, cells), (_, expected) in zip(made[name], rows, strict=True):
                for cell, value in zip_longest(cells, expected):
                    if not (isinstance(cell, UnreadableCell) and cell.text.startswith("=")):
                        self.assertEqual(cell, value)


class HostileTests(AnnotateCase):
    def test_what_the_reader_refuses_is_refused(self):
        path = self.written(ods_of("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"))
        with self.assertRaises(Refused):
            self.annotated(path, Remark("a", 1, 0, "?"))

    def test_what_would_make_openpyxl_fill_the_memory_is_copied_as_values(self):
        row = '<row r="1"><c r="A1"><v>7</v></c></row>'
        for after in (
            '<mergeCells><mergeCell    ref="A2:XFD1048576"/></mergeCells>',
            '<hyperlinks><hyperlink ref="A2:XFD1048576" location="A1"/></hyperlinks>',
            '<mergeCells><mergeCell ref="A:B"/></mergeCells>',
        ):
            with self.subTest(after):
                path = self.written(xlsx(row, after=after))
                made = self.annotated(
                    path, Remark("Feuil1", 1, 0, "?"), Remark("Feuil1", 3, 1, "!")
                )
                [sheet] = load_workbook(made)
                self.assertEqual((sheet["A1"].value, comments(sheet)), (7, {"A1": "?", "B3": "!"}))

    def test_what_openpyxl_cannot_load_is_copied_as_values(self):
        path = self.written(xlsx('<row r="1"><c r="A1"><v>7</v></c></row>'))  # no content types
        [sheet] = load_workbook(self.annotated(path, Remark("Feuil1", 1, 0, "?")))
        self.assertEqual((sheet["A1"].value, comments(sheet)), (7, {"A1": "?"}))
