import csv
import datetime
import io
import json
import tracemalloc
import zipfile
from decimal import Decimal

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets.tables import as_csv, as_json
from spreadsheets.tables.model import Column, Table
from spreadsheets.writing import MEDIA_TYPES, write
from tests.workbooks import read_workbook

COLUMNS = (
    Column("numero", "Numéro", "Un numéro.", "integer"),
    Column("texte", "Texte", "Un texte."),
    Column("montant", "Montant", "Un montant.", "number"),
    Column("jour", "Jour", "Un jour.", "date"),
    Column("instant", "Instant", "Un instant.", "datetime"),
    Column("vrai", "Vrai", "Oui ou non.", "boolean"),
)
PARIS = datetime.timezone(datetime.timedelta(hours=2))
ROW = (
    9,
    "Les Halles : « été »",
    Decimal("-1200.50"),
    datetime.date(2017, 5, 1),
    datetime.datetime(2019, 4, 15, 12, 0, 0, 999, PARIS),
    True,
)


def make_table(*rows):
    return Table("essai", "Essai", "Un essai.", "lignes", COLUMNS, lambda: iter(rows), ("numero",))


def text_of(writer, *rows):
    return "".join(writer.stream(make_table(*rows)))


def workbook(format, *rows):
    file = io.BytesIO()
    write(make_table(*rows).as_workbook(), file, format)
    return file.getvalue()


def with_text(text):
    return (1, text, None, None, None, None)


class CsvTests(SimpleTestCase):
    def test_dates_decimals_and_instants_are_the_same_for_every_reader(self):
        self.assertEqual(
            text_of(as_csv, ROW),
            "numero,texte,montant,jour,instant,vrai\r\n"
            "9,Les Halles : « été »,-1200.5,2017-05-01,2019-04-15T10:00:00Z,oui\r\n",
        )

    def test_a_table_without_rows_has_its_header(self):
        self.assertEqual(text_of(as_csv), "numero,texte,montant,jour,instant,vrai\r\n")

    def test_no_text_begins_like_a_formula(self):
        for text in ["=1+1", "+33", "-5 %", "@somme", "\t=1", "\r=1", "'cité"]:
            with self.subTest(text):
                self.assertEqual(as_csv.neutralise(text)[0], "'")

    def test_nor_does_any_piece_that_a_french_spreadsheet_would_split_off(self):
        self.assertEqual(as_csv.neutralise('a;=cmd|"x"\n+1\t@b'), "a;'=cmd|\"x\"\n'+1\t'@b")

    def test_ordinary_texts_and_negative_numbers_are_left_alone(self):
        self.assertEqual(
            as_csv.neutralise("L’an 2000 - 2 = 1998 ; ouf"), "L’an 2000 - 2 = 1998 ; ouf"
        )
        self.assertEqual(as_csv.cells([-5, Decimal("-1.0")]), ["-5", "-1"])

    @given(st.text(alphabet="a;'=+-@\t\r\n é") | st.text())
    def test_the_text_is_found_again_whatever_it_holds(self, text):
        self.assertEqual(as_csv.restore(as_csv.neutralise(text)), text)

    @given(st.text(alphabet="a;'=+-@\t\r\n"))
    def test_nothing_that_may_begin_a_cell_is_dangerous(self, text):
        pieces = as_csv.neutralise(text).replace("\t", ";").replace("\n", ";").replace("\r", ";")
        begun = {piece[0] for piece in pieces.split(";") if piece}
        self.assertFalse(begun & set("=+-@"))

    @given(st.lists(st.text(), min_size=1, max_size=3))
    def test_any_reader_of_csv_finds_the_cells(self, texts):
        written = text_of(as_csv, *map(with_text, texts))
        rows = list(csv.DictReader(io.StringIO(written, newline="")))
        self.assertEqual([as_csv.restore(row["texte"]) for row in rows], texts)

    def test_a_large_table_is_written_in_little_memory(self):
        table = Table(
            "essai", "", "", "", COLUMNS, lambda: (with_text("x" * 100) for _ in range(50_000)), ()
        )
        for writer in (as_csv, as_json):
            with self.subTest(writer.__name__):
                tracemalloc.start()
                size = sum(map(len, writer.stream(table)))
                _, peak = tracemalloc.get_traced_memory()
                tracemalloc.stop()
                self.assertGreater(size, 5_000_000)
                self.assertLess(peak, 500_000)


class JsonTests(SimpleTestCase):
    def test_numbers_are_numbers_and_empty_cells_are_null(self):
        self.assertEqual(
            json.loads(text_of(as_json, ROW, (2, "", None, None, None, False))),
            [
                {
                    "numero": 9,
                    "texte": "Les Halles : « été »",
                    "montant": -1200.5,
                    "jour": "2017-05-01",
                    "instant": "2019-04-15T10:00:00Z",
                    "vrai": True,
                },
                {
                    "numero": 2,
                    "texte": None,
                    "montant": None,
                    "jour": None,
                    "instant": None,
                    "vrai": False,
                },
            ],
        )

    def test_texts_are_given_as_they_are(self):
        self.assertEqual(json.loads(text_of(as_json, with_text("=1+1")))[0]["texte"], "=1+1")

    def test_a_table_without_rows_is_an_empty_array(self):
        self.assertEqual(json.loads(text_of(as_json)), [])


class WorkbookTests(SimpleTestCase):
    def read(self, writer, *rows):
        content = workbook(writer, *rows)
        sheets = read_workbook(content)
        self.assertEqual(list(sheets), ["essai"])
        return sheets["essai"]

    def test_another_program_reads_the_same_values(self):
        for writer in ("xlsx", "ods"):
            with self.subTest(writer):
                header, row = self.read(writer, ROW)
                self.assertEqual(header, [column.name for column in COLUMNS])
                self.assertEqual(
                    row,
                    [9, ROW[1], -1200.5, datetime.date(2017, 5, 1), "2019-04-15T10:00:00Z", "oui"],
                )

    def test_a_formula_stays_a_text(self):
        for writer in ("xlsx", "ods"):
            with self.subTest(writer):
                self.assertEqual(self.read(writer, with_text("=1+1"))[1][1], "=1+1")
        with zipfile.ZipFile(io.BytesIO(workbook("xlsx", with_text("=1+1")))) as archive:
            sheet = archive.read("xl/worksheets/sheet1.xml")
            self.assertNotIn(b"<f>", sheet)
            self.assertIn(b'quotePrefix="1"', archive.read("xl/styles.xml"))

    def test_markup_control_characters_and_empty_cells_do_no_harm(self):
        for writer in ("xlsx", "ods"):
            with self.subTest(writer):
                rows = self.read(writer, with_text('<b>&"\x00\x1f</b>'), with_text(""))
                self.assertEqual(rows[1][1], '<b>&"</b>')
                self.assertIn(rows[2:], ([], [[1, "", "", "", "", ""]], [[1, ""]]))

    def test_an_ods_can_be_told_by_its_first_bytes(self):
        content = workbook("ods", ROW)
        self.assertEqual(content[30:38], b"mimetype")
        self.assertEqual(content[38 : 38 + len(MEDIA_TYPES["ods"])], MEDIA_TYPES["ods"].encode())

    def test_the_manifest_of_an_ods_names_every_file(self):
        with zipfile.ZipFile(io.BytesIO(workbook("ods", ROW))) as archive:
            manifest = archive.read("META-INF/manifest.xml").decode()
            for name in ("content.xml", "meta.xml"):
                self.assertIn(f'full-path="{name}"', manifest)
                self.assertIn(name, archive.namelist())
