"""The corrected file: the same workbook, with a comment on each faulty cell."""

import io
import re
import tempfile
import zipfile
from pathlib import Path
from unittest import TestCase
from xml.etree import ElementTree

from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from spreadsheets import open_book
from spreadsheets.annotate import Remark, annotate, annotated_name
from spreadsheets.remarks import AUTHOR, COLOUR
from tests.workbooks import OFFICE, TABLE, TEXT

DC = "{http://purl.org/dc/elements/1.1/}"
FO = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"


class AnnotateCase(TestCase):
    def setUp(self):
        self.folder = Path(self.enterContext(tempfile.TemporaryDirectory()))

    def annotated(self, path, *remarks, format="xlsx"):
        to = self.folder / f"annotated.{format}"
        with to.open("wb") as file:
            self.assertEqual(annotate(path, format, remarks, file), format)
        return to

    def values(self, path):
        with open_book(path) as book:
            return {sheet.name: [tuple(row) for row in sheet.rows()] for sheet in book.sheets}


def told(sheet):
    return {
        cell.coordinate: (cell.comment.text, cell.comment.author)
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
        sheet.column_dimensions["B"].width, sheet.freeze_panes = 33, "A2"
        sheet.auto_filter.ref = "A1:D3"
        sheet.merge_cells("A6:B8")
        sheet["A6"] = "fusion"
        chart = BarChart()
        chart.add_data(Reference(sheet, min_col=3, min_row=1, max_row=3))
        sheet.add_chart(chart, "F2")
        other = book.create_sheet("Autre")
        other["A1"], other.sheet_state = "reste", "hidden"
        return book

    def saved(self, book=None, name="file.xlsx"):
        (book or self.book()).save(self.folder / name)
        return self.folder / name

    def on_cells(self, *cells, book=None):
        """The first sheet, with remarks at `(row, column, text)`."""
        path = self.saved(book)
        sheet = load_workbook(path).sheetnames[0]
        return load_workbook(self.annotated(path, *(Remark(sheet, *cell) for cell in cells)))

    def test_a_comment_and_a_colour_on_the_cell_and_its_own_style_kept(self):
        sheet = self.on_cells((2, 1, "« fini » ? <attendu> & « Réalisée »"))["Été & co"]
        self.assertEqual(sheet["B2"].comment.text, "« fini » ? <attendu> & « Réalisée »")
        self.assertEqual(sheet["B2"].comment.author, AUTHOR)
        self.assertEqual(sheet["B2"].fill.fgColor.rgb, f"FF{COLOUR}")
        self.assertTrue(sheet["B2"].font.bold)
        self.assertEqual(sheet["A2"].fill.fill_type, None)

    def test_all_else_is_kept(self):
        path = self.saved()
        made = self.annotated(path, Remark("Été & co", 2, 2, "Montant ?"))
        self.assertEqual(self.values(made), self.values(path))
        sheet = load_workbook(made)["Été & co"]
        self.assertEqual(sheet["D2"].value, "=SUM(C2:C3)")
        self.assertEqual(sheet["C2"].number_format, "#,##0.00")
        self.assertEqual(sheet["B3"].fill.fgColor.rgb, "FF00FF00")
        self.assertEqual(sheet.column_dimensions["B"].width, 33)
        self.assertEqual((sheet.freeze_panes, sheet.auto_filter.ref), ("A2", "A1:D3"))
        self.assertEqual(load_workbook(made)["Autre"].sheet_state, "hidden")
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(made) as after:
            changed = {n for n in before.namelist() if before.read(n) != after.read(n)}
            self.assertEqual(after.namelist()[: len(before.namelist())], before.namelist())
            self.assertEqual(len(set(after.namelist())), len(after.namelist()))
        others = {"sheet2.xml", "chart1.xml", "drawing1.xml", "theme1.xml", "workbook.xml"}
        self.assertEqual(others & {name.rpartition("/")[2] for name in changed}, set())

    def test_a_comment_already_there_stays_above(self):
        sheet = self.on_cells((3, 1, "À revoir."), (2, 0, "Nouveau."))["Été & co"]
        self.assertEqual(
            told(sheet), {"A2": ("Nouveau.", AUTHOR), "B3": ("De Paul\n\nÀ revoir.", "Paul")}
        )

    def test_cells_and_rows_that_the_sheet_does_not_have(self):
        sheet = self.on_cells(
            (2, 40, "au-delà"),
            (3, 5, "après"),
            (4, 1, "ligne vide"),
            (900, 3, "loin"),
            (1, 25, "Z"),
        )["Été & co"]
        self.assertEqual(list(told(sheet)), ["Z1", "AO2", "B3", "F3", "B4", "D900"])
        self.assertEqual(sheet["D900"].fill.fgColor.rgb, f"FF{COLOUR}")

    def test_a_cell_hidden_by_a_merge_is_told_on_the_one_that_shows(self):
        sheet = self.on_cells((7, 1, "Date ?"), (6, 0, "Titre ?"))["Été & co"]
        self.assertEqual(told(sheet)["A6"][0], "Titre ?\nB7 : Date ?")
        self.assertNotIn("B7", told(sheet))

    def test_several_remarks_on_one_cell(self):
        sheet = self.on_cells((2, 1, "Un."), (2, 1, "Deux."))["Été & co"]
        self.assertEqual(told(sheet)["B2"][0], "Un.\nDeux.")

    def test_two_sheets(self):
        path = self.saved()
        made = self.annotated(path, Remark("Autre", 1, 0, "Ici."), Remark("Été & co", 2, 0, "Là."))
        book = load_workbook(made)
        self.assertEqual(told(book["Autre"]), {"A1": ("Ici.", AUTHOR)})
        self.assertIn("A2", told(book["Été & co"]))

    def test_an_annotated_file_may_be_annotated_again(self):
        path = self.saved()
        once = self.annotated(path, Remark("Été & co", 2, 0, "Un."))
        again = self.folder / "again.xlsx"
        again.write_bytes(once.read_bytes())
        sheet = load_workbook(self.annotated(again, Remark("Été & co", 2, 0, "Deux.")))["Été & co"]
        self.assertEqual(told(sheet)["A2"][0], "Un.\n\nDeux.")
        with zipfile.ZipFile(self.folder / "annotated.xlsx") as made:
            frames = [made.read(name) for name in made.namelist() if name.endswith(".vml")]
        self.assertEqual(sum(frame.count(b"<x:Row>1</x:Row>") for frame in frames), 1)

    def test_two_thousand_remarks(self):
        book = Workbook()
        for number in range(1, 2001):
            book.active.append([number, "fini"])
        remarks = [(number, 1, f"Ligne {number}.") for number in range(1, 2001)]
        sheet = self.on_cells(*remarks, book=book).active
        self.assertEqual(len(told(sheet)), 2000)
        self.assertEqual(len(sheet.parent._cell_styles), 2)  # one twin for all

    def rewritten(self, path, change):
        """The same file, each part through `change(name, bytes)`."""
        made = self.folder / "rewritten.xlsx"
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w") as after:
            for name in before.namelist():
                data = change(name, before.read(name))
                if data is not None:
                    after.writestr(name, data)
        return made

    def test_a_sheet_without_references_nor_styles(self):
        def bare(name, data):
            if name == "xl/styles.xml":
                return None
            if name.startswith("xl/worksheets/"):
                data = re.sub(rb' (r|s|spans)="[^"]*"', b"", data)
            return data

        book = Workbook()
        book.active.append([1, "fini"])
        book.active.append([2, "en cours"])
        path = self.rewritten(self.saved(book), bare)
        made = self.annotated(path, Remark("Sheet", 2, 1, "Ici."), Remark("Sheet", 1, 3, "Là."))
        with zipfile.ZipFile(made) as archive:
            sheet = ElementTree.fromstring(archive.read("xl/worksheets/sheet1.xml"))
            comments = [name for name in archive.namelist() if "comments" in name]
            self.assertIn("Ici.", archive.read(comments[0]).decode())
        main = sheet.tag.partition("}")[0] + "}"
        self.assertEqual([len(row) for row in sheet.iter(f"{main}row")], [3, 2])

    def test_prefixed_and_utf_16_parts(self):
        """Other programs than Excel write the same XML otherwise."""

        def otherwise(name, data):
            if name.startswith("xl/worksheets/sheet"):
                text = data.decode().replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
                text = re.sub(r"<(/?)(?!x:|\?)(\w)", r"<\1x:\2", text)
                return f'<?xml version="1.0" encoding="UTF-16"?>{text}'.encode("utf-16")
            return data

        book = Workbook()
        book.active.append([1, "été"])
        path = self.rewritten(self.saved(book), otherwise)
        sheet = load_workbook(self.annotated(path, Remark("Sheet", 1, 1, "Né.")))["Sheet"]
        self.assertEqual((sheet["B1"].value, told(sheet)["B1"][0]), ("été", "Né."))

    def test_an_unknown_sheet_is_an_error_of_the_caller(self):
        with self.assertRaises(KeyError):
            self.annotated(self.saved(), Remark("Ailleurs", 1, 0, "?"))


CONTENT = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" \
xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" \
xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" \
xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" \
xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">%s\
<office:body><office:spreadsheet><t:table t:name="Été"><t:table-column \
t:number-columns-repeated="3" t:default-cell-style-name="gras"/>%s</t:table>\
<t:table t:name="Autre"><t:table-row><t:table-cell/></t:table-row></t:table>\
</office:spreadsheet></office:body></office:document-content>"""
STYLES = """<office:automatic-styles><style:style style:name="gras" style:family="table-cell">\
<style:table-cell-properties fo:padding="1mm"/><style:text-properties fo:font-weight="bold"/>\
</style:style></office:automatic-styles>"""


def cell(text, **attributes):
    named = "".join(f' t:{n.replace("_", "-")}="{v}"' for n, v in attributes.items())
    return f'<t:table-cell office:value-type="string"{named}><text:p>{text}</text:p></t:table-cell>'


class OdsTests(AnnotateCase):
    def file(self, rows, styles=STYLES):
        path = self.folder / "file.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", CONTENT % (styles, rows), zipfile.ZIP_DEFLATED)
            archive.writestr("Pictures/a.png", b"\x89PNG")
            archive.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:'
                'manifest:1.0"/>',
            )
        return path

    def content(self, rows, *cells, styles=STYLES):
        """The content, with remarks at `(row, column, text)`."""
        made = self.annotated(
            self.file(rows, styles), *(Remark("Été", *cell) for cell in cells), format="ods"
        )
        with zipfile.ZipFile(made) as archive:
            return ElementTree.fromstring(archive.read("content.xml"))

    def told(self, content):
        """`{(row, column): [paragraphs]}` and how wide and high the sheet is."""
        found, number = {}, 0
        for row in next(content.iter(f"{TABLE}table")).iter(f"{TABLE}table-row"):
            column = 0
            for element in row:
                annotation = element.find(f"{OFFICE}annotation")
                if annotation is not None:
                    found[number + 1, column] = [
                        "".join(p.itertext()) for p in annotation.iter(f"{TEXT}p")
                    ]
                column += int(element.get(f"{TABLE}number-columns-repeated", 1))
            number += int(row.get(f"{TABLE}number-rows-repeated", 1))
        return found, number

    def test_a_comment_and_a_colour_on_the_cell_and_its_own_style_kept(self):
        rows = f"<t:table-row>{cell('1')}{cell('fini')}</t:table-row>"
        content = self.content(rows, (1, 1, "« fini » ?\n<Attendu> & « Réalisée »"))
        self.assertEqual(
            self.told(content), ({(1, 1): ["« fini » ?", "<Attendu> & « Réalisée »"]}, 1)
        )
        annotated = list(content.iter(f"{TABLE}table-cell"))[1]
        self.assertEqual(annotated[0].find(f"{DC}creator").text, AUTHOR)
        self.assertEqual([child.tag for child in annotated], [f"{OFFICE}annotation", f"{TEXT}p"])
        styles = {s.get(f"{STYLE}name"): s for s in content.iter(f"{STYLE}style")}
        twin = styles[annotated.get(f"{TABLE}style-name")]
        self.assertEqual(twin[0].get(f"{FO}background-color"), f"#{COLOUR}")
        self.assertEqual(twin[0].get(f"{FO}padding"), "1mm")
        self.assertEqual(twin[1].get(f"{FO}font-weight"), "bold")
        self.assertIsNone(styles["gras"][0].get(f"{FO}background-color"))

    def test_all_else_is_kept_byte_for_byte(self):
        rows = f"<t:table-row>{cell('1')}{cell('fini')}</t:table-row>"
        path = self.file(rows)
        made = self.annotated(path, Remark("Été", 1, 1, "?"), format="ods")
        with zipfile.ZipFile(path) as before, zipfile.ZipFile(made) as after:
            self.assertEqual(after.namelist(), before.namelist())
            self.assertEqual(after.infolist()[0].compress_type, zipfile.ZIP_STORED)
            for name in set(before.namelist()) - {"content.xml"}:
                self.assertEqual(after.read(name), before.read(name))
            old, new = before.read("content.xml"), after.read("content.xml")
        start = old.index(b"<office:body>")
        end = old.index(cell("fini").encode())
        self.assertIn(old[start:end], new)
        self.assertTrue(new.endswith(old[end + len(cell("fini")) :]))
        self.assertEqual(self.values(made), self.values(path))

    def test_repeated_cells_and_rows_are_told_apart(self):
        rows = (
            '<t:table-row t:number-rows-repeated="5">'
            + cell("a", number_columns_repeated=3)
            + "</t:table-row>"
        )
        content = self.content(rows, (2, 1, "Un."), (4, 0, "Deux."), (4, 2, "Trois."))
        found, height = self.told(content)
        self.assertEqual(found, {(2, 1): ["Un."], (4, 0): ["Deux."], (4, 2): ["Trois."]})
        self.assertEqual(height, 5)
        made = self.folder / "annotated.ods"
        self.assertEqual([row[1] for row in self.values(made)["Été"]], [("a", "a", "a")] * 5)

    def test_a_cell_hidden_by_a_merge_is_told_on_the_one_that_shows(self):
        rows = (
            "<t:table-row>"
            + cell("a", number_columns_spanned=2, number_rows_spanned=2)
            + "<t:covered-table-cell/></t:table-row>"
            '<t:table-row><t:covered-table-cell t:number-columns-repeated="2"/></t:table-row>'
        )
        found, _ = self.told(self.content(rows, (2, 1, "Date ?")))
        self.assertEqual(found, {(1, 0): ["B2 : Date ?"]})

    def test_cells_and_rows_that_the_sheet_does_not_have(self):
        rows = f"<t:table-header-rows><t:table-row>{cell('a')}</t:table-row></t:table-header-rows>"
        found, height = self.told(
            self.content(rows, (1, 4, "Loin."), (3, 1, "Bas."), (9, 0, "Fin."))
        )
        self.assertEqual(found, {(1, 4): ["Loin."], (3, 1): ["Bas."], (9, 0): ["Fin."]})
        self.assertEqual(height, 9)

    def test_a_comment_already_there_stays_above(self):
        old = "<office:annotation><text:p>De Paul</text:p></office:annotation>"
        rows = f"<t:table-row><t:table-cell>{old}<text:p>x</text:p></t:table-cell></t:table-row>"
        found, _ = self.told(self.content(rows, (1, 0, "À revoir.")))
        self.assertEqual(found, {(1, 0): ["De Paul", "À revoir."]})

    def test_tables_inside_cells_are_no_sheets(self):
        inner = (
            '<t:table t:is-sub-table="true" t:name="Été"><t:table-row><t:table-cell/>'
            "</t:table-row></t:table>"
        )
        rows = (
            f"<t:table-row><t:table-cell>{inner}</t:table-cell></t:table-row>"
            f"<t:table-row>{cell('b')}</t:table-row>"
        )
        content = self.content(rows, (2, 0, "Ici."))
        outer = next(content.iter(f"{TABLE}table"))
        self.assertIsNotNone(outer[-1][0].find(f"{OFFICE}annotation"))

    def test_without_styles_of_its_own(self):
        for styles in ("", "<office:automatic-styles/>"):
            with self.subTest(styles):
                content = self.content(
                    "<t:table-row>" + cell("a", style_name="Titre") + "</t:table-row>",
                    (1, 0, "?"),
                    styles=styles,
                )
                (twin,) = content.iter(f"{STYLE}style")
                self.assertEqual(twin.get(f"{STYLE}parent-style-name"), "Titre")
                self.assertEqual(twin[0].get(f"{FO}background-color"), f"#{COLOUR}")

    def test_two_thousand_remarks(self):
        rows = '<t:table-row t:number-rows-repeated="2000"><t:table-cell/></t:table-row>'
        found, height = self.told(self.content(rows, *((n, 0, "?") for n in range(1, 2001))))
        self.assertEqual((len(found), height), (2000, 2000))

    def test_a_sheet_known_by_the_beginning_of_its_long_name(self):
        path = self.file(f"<t:table-row>{cell('a')}</t:table-row>")
        made = self.annotated(path, Remark("Aut", 1, 0, "?"), format="ods")
        with zipfile.ZipFile(made) as archive:
            self.assertIn(b"<office:annotation>", archive.read("content.xml"))
        with self.assertRaises(KeyError):
            self.annotated(path, Remark("Hiver", 1, 0, "?"), format="ods")

    @settings(max_examples=60, deadline=None, derandomize=True)
    @given(
        rows=st.lists(
            st.tuples(
                st.integers(1, 4),
                st.lists(st.tuples(st.sampled_from(["", "a", "b"]), st.integers(1, 4)), max_size=4),
            ),
            max_size=5,
        ),
        places=st.lists(st.tuples(st.integers(1, 25), st.integers(0, 20)), min_size=1, max_size=8),
    )
    def test_wherever_the_remark_falls_no_cell_moves(self, rows, places):
        written = "".join(
            f'<t:table-row t:number-rows-repeated="{times}">'
            + "".join(cell(text, number_columns_repeated=wide) for text, wide in cells or [("", 1)])
            + "</t:table-row>"
            for times, cells in rows
        )
        path = self.file(written)
        before = self.values(path)
        content = self.content(written, *((*place, "?") for place in places))
        found, _ = self.told(content)
        self.assertEqual(set(found), set(places))
        self.assertEqual(self.values(self.folder / "annotated.ods"), before)


class FilesOfOfficesTests(AnnotateCase):
    """Files saved by real programs, with a remark on each cell and around."""

    def test_they_read_the_same_and_each_cell_is_told(self):
        folders = (
            Path(__file__).parent / "files",
            Path(__file__).parents[2] / "fixtures" / "exemples",
        )
        refused = ("liens", "macros", "mot-de-passe")
        files = [
            path
            for folder in folders
            for path in folder.iterdir()
            if path.suffix in (".xlsx", ".ods") and path.stem not in refused
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
                made = self.annotated(path, *remarks, format=path.suffix[1:])
                self.assertEqual(self.values(made), before)
                again = self.folder / f"again{path.suffix}"
                again.write_bytes(made.read_bytes())
                twice = self.annotated(again, *remarks, format=path.suffix[1:])
                self.assertEqual(self.values(twice), before)


class CsvTests(AnnotateCase):
    def test_it_comes_back_as_a_workbook_of_the_same_cells(self):
        path = self.folder / "statuts.csv"
        path.write_bytes("N°;Statut;Date\n9;fini;01/12/2026\n\n12;=1+1;'80\n".encode("cp1252"))
        made = self.folder / "annotated.xlsx"
        with made.open("wb") as file:
            self.assertEqual(annotate(path, "csv", [Remark("Fichier", 2, 1, "?")], file), "xlsx")
        sheet = load_workbook(made).active
        self.assertEqual(told(sheet), {"B2": ("?", AUTHOR)})
        (name,) = self.values(made)
        self.assertEqual(self.values(made)[name], next(iter(self.values(path).values())))
        self.assertEqual(sheet["C2"].value, "01/12/2026")

    def test_the_name_says_what_it_is(self):
        self.assertEqual(annotated_name("statuts.csv", "csv"), "statuts, à corriger.xlsx")
        self.assertEqual(annotated_name("Suivi 2025.ods", "ods"), "Suivi 2025, à corriger.ods")
        self.assertEqual(annotated_name("C:\\dossier\\a.xlsx", "xlsx"), "a, à corriger.xlsx")
        self.assertEqual(annotated_name("", "xlsx"), "import, à corriger.xlsx")


class HostileTests(AnnotateCase):
    def test_entities_are_refused_here_too(self):
        path = self.folder / "file.ods"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("content.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>")
        with self.assertRaises(ValueError):
            annotate(path, "ods", [Remark("a", 1, 0, "?")], io.BytesIO())
