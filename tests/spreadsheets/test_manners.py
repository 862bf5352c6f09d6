"""The same table in the manner of each program comes back cell for cell, or is refused in words."""

import datetime
import io

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from spreadsheets import open_book
from spreadsheets.remarks import Remark, annotate

from .crafted import TO, ReaderTestCase, ods, ods_row, ods_text, relationships, xlsx, zipped
from .manners import MANNERS, Macintosh, Manner, Numbers, Strict
from .packages import converted, faults_of_package
from .test_round_trips import expected, numbers, tables, texts, types

days = st.dates(datetime.date(1904, 1, 2), datetime.date(9999, 12, 31))
TABLE = [
    ["N°", "Date", "Ce qui s’est passé", "Budget dépensé (€)", "Preuve (adresse)"],
    [9, datetime.date(2024, 3, 1), "Une phrase\nsur deux lignes, à l’été < 2025 & après", 1200.5],
    [],
    [12, None, " =1+1 ", True, "https://www.ales.fr/a?b=1&c=2"],
    ["n° 20", datetime.date(1904, 2, 29), "œ€ é 😀", -3, None],
]
LINKED = "https://www.ales.fr/halles?a=1&b=2"


class MannersTests(ReaderTestCase):
    def assertComesBack(self, content, table, manner):
        read = self.rows(content)
        self.assertEqual(read, expected(table), manner)
        self.assertEqual(types(read), types(expected(table)), manner)

    @settings(max_examples=40)
    @given(tables(st.none() | texts | numbers | st.booleans() | days))
    def test_any_table_in_each_manner(self, table):
        for manner in MANNERS:
            self.assertComesBack(manner().written(table), table, manner.__name__)

    def test_what_cannot_be_told_is_refused_in_words_or_read_as_it_is(self):
        parts = Manner().parts(TABLE)
        for missing in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"):
            left = {name: part for name, part in parts.items() if name != missing}
            with self.subTest(missing):
                self.assertRegex(self.refusal(zipped(left)), "fichier|classeur")
        with_styles = xlsx_without_styles(parts)
        self.assertEqual(self.rows(with_styles)[2][1], 45352)  # a day that nothing says is one

    def test_libreoffice_gives_the_same_cells(self):
        files = {f"{m.__name__}.xlsx": m().written(TABLE) for m in (Manner, Macintosh, Strict)}
        for extension in ("ods", "xlsx"):
            saved = converted(files, extension)
            for name, content in (saved or {}).items():
                with self.subTest(name, extension=extension):
                    # In an ods of LibreOffice a boolean is a number: True is 1.
                    self.assertEqual(self.rows(content), expected(TABLE))
                    if extension == "xlsx":
                        self.assertEqual(faults_of_package(content), [])


def xlsx_without_styles(parts):
    kept = {name: part for name, part in parts.items() if name != "xl/styles.xml"}
    kept["xl/_rels/workbook.xml.rels"] = relationships(
        ("worksheet", "worksheets/sheet1.xml"), ("sharedStrings", "sharedStrings.xml")
    )
    return zipped(kept)


class AnnotatedFileTests(ReaderTestCase):
    """Sound in every program, whatever was sent."""

    def sent(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.title = "Suivi & co"
        for row in TABLE:
            sheet.append(row)
        sheet["E2"].value, sheet["E2"].hyperlink = "Article", LINKED
        sheet["C2"].comment = Comment("Déjà là", "Quelqu’un")
        choices = DataValidation(type="list", formula1='"oui,non"')
        choices.add("D2:D9")
        sheet.add_data_validation(choices)
        sheet.merge_cells("A7:C7")
        book.create_sheet("Autre").append(["=1+1"])
        file = io.BytesIO()
        book.save(file)
        yield "xlsx", file.getvalue(), "Suivi & co"
        link = (
            f'<text:a xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{LINKED}">A</text:a>'
        )
        cells = [ods_text("N°"), *[ods_text("x")] * 3, ods_text(link.replace("&b", "&amp;b"))]
        yield "ods", ods(ods_row(*cells) * 2), "Feuille1"
        yield "csv", f"N°;Date;Texte;x;Lien\n9;hier;Vu;;{LINKED}\n".encode(), "Fichier"
        hyper = '<hyperlinks><hyperlink ref="E2" r:id="rId1"/></hyperlinks>'
        rows = "".join(Numbers().rows([[1, 2, 3, 4, "Lien"]] * 2))
        yield (
            "raw",
            xlsx(
                rows,
                after=hyper.replace("<hyperlinks>", f'<hyperlinks xmlns:r="{TO}">'),
                parts={"xl/worksheets/_rels/sheet1.xml.rels": EXTERNAL},
            ),
            "Feuil1",
        )

    def test_relations_openpyxl_and_libreoffice(self):
        annotated = {}
        for name, content, sheet in self.sent():
            file = io.BytesIO()
            remarks = [Remark(sheet, 2, 1, "Date : « hier » & <rien>"), Remark(sheet, 2, 2, "Oui")]
            annotate(self.written(content), remarks, file, "FFEEBB")
            annotated[f"{name}.xlsx"] = file.getvalue()
            with self.subTest(name):
                self.assertEqual(faults_of_package(file.getvalue()), [])
                read = openpyxl.load_workbook(io.BytesIO(file.getvalue()))[sheet]
                self.assertIn("« hier » & <rien>", read["B2"].comment.text)
                self.assertEqual(read["E2"].hyperlink.target, LINKED)
        saved = converted(annotated, "ods")
        for name, content in (saved or {}).items():
            with self.subTest(name, saved="ods"), open_book(self.written(content)) as book:
                row = next(row for row in book.sheets[0].rows() if row.number == 2)
                self.assertEqual(row.links.get(4) or row.cells[4], LINKED)
                self.assertIn("Les commentaires des cellules ne sont pas lus.", noted(book))


EXTERNAL = relationships(("hyperlink", LINKED.replace("&", "&amp;"))).replace(
    "/></Rel", ' TargetMode="External"/></Rel'
)


def noted(book):
    for sheet in book.sheets:
        for _ in sheet.rows():
            pass
    return book.notes
