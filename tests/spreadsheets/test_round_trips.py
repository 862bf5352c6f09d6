"""Whatever table is written in each format comes back cell for cell."""

import codecs
import csv
import datetime
import io
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from django.test import SimpleTestCase
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl import Workbook

from spreadsheets import open_book
from spreadsheets.reading.csv_sheet import exact
from spreadsheets.signs import EMPTY
from spreadsheets.tables.as_csv import neutralise
from spreadsheets.tables.model import Column, Table
from spreadsheets.writing import write
from tests.spreadsheets.crafted import ods, ods_row, ods_text

LETTERS = st.characters(
    codec="utf-8", categories=["L", "N", "P", "S", "Zs"], exclude_characters="\ufffe\uffff"
)
texts = st.text(LETTERS | st.sampled_from(" \n\t;,\"'=|é’€"), max_size=30).filter(
    lambda text: not text.startswith("#") and "_x" not in text and not EMPTY.fullmatch(text)
)
days = st.dates(datetime.date(1900, 3, 1))
moments = st.datetimes(datetime.datetime(1900, 3, 1)).map(lambda m: m.replace(microsecond=0))
times = st.times().map(lambda time: time.replace(microsecond=0))
floats = st.floats(-1e300, 1e300).map(
    lambda number: float(f"{number:.15g}")  # what Excel keeps, and openpyxl writes
)
numbers = st.integers(-(2**53) + 1, 2**53 - 1) | floats


def tables(cells):
    return st.lists(st.lists(cells, min_size=1, max_size=6), min_size=1, max_size=8)


def expected(table):
    """The rows that hold something, without the empty cells at their ends."""
    rows = {}
    for number, row in enumerate(table, 1):
        cells = [None if value == "" else value for value in row]
        while cells and cells[-1] is None:
            cells.pop()
        if cells:
            rows[number] = tuple(cells)
    return rows


class RoundTripTestCase(SimpleTestCase):
    def read(self, content):
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "classeur"
            path.write_bytes(content)
            with open_book(path) as book:
                return {row.number: row.cells for row in book.sheets[0].rows()}

    def assertComesBack(self, content, table):
        read = self.read(content)
        self.assertEqual(read, expected(table))
        self.assertEqual(types(read), types(expected(table)))


def types(rows):
    """Whole numbers may be read as int where they were float; nothing else may change."""
    return [
        [float if type(value) is int else type(value) for value in row] for row in rows.values()
    ]


class XlsxTests(RoundTripTestCase):
    @given(tables(st.none() | texts | numbers | st.booleans() | days | moments | times))
    def test_any_table(self, table):
        book = Workbook()
        for number, row in enumerate(table, 1):
            for column, value in enumerate(row, 1):
                cell = book.active.cell(number, column, value)
                if isinstance(value, str):
                    cell.data_type = "s"  # « =1+1 » is a text here
        file = io.BytesIO()
        book.save(file)

        self.assertComesBack(file.getvalue(), table)


def markup(text):
    """As LibreOffice writes it: elements for what XML would squeeze."""
    signs = {" ": "<text:s/>", "\t": "<text:tab/>", "\n": "<text:line-break/>"}
    return "".join(signs.get(sign) or escape(sign) for sign in text)


def ods_cell(value):
    match value:
        case None:
            return "<table:table-cell/>"
        case bool():
            given = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
        case int() | float():
            given = f'office:value-type="float" office:value="{value!r}"'
        case datetime.datetime() | datetime.date():
            given = f'office:value-type="date" office:date-value="{value.isoformat()}"'
        case datetime.time():
            given = f'office:value-type="time" office:time-value="{value:PT%HH%MM%SS}"'
        case str():
            return ods_text(markup(value))
    return f"<table:table-cell {given}><text:p>?</text:p></table:table-cell>"


class OdsTests(RoundTripTestCase):
    @given(tables(st.none() | texts | numbers | st.booleans() | days | moments | times))
    def test_any_table(self, table):
        self.assertComesBack(ods("".join(ods_row(*map(ods_cell, row)) for row in table)), table)

    @given(st.lists(st.tuples(st.none() | texts, st.none() | days, st.integers(0, 10**9))))
    def test_the_site_reads_its_own_open_data(self, rows):
        rows = [(text and " ".join(text.split()), day, number) for text, day, number in rows]
        columns = tuple(Column(name, name, name) for name in ("texte", "jour", "nombre"))
        file = io.BytesIO()
        table = Table("t", "T", "T", "lignes", columns, lambda: rows, ("texte",))
        write(table.as_workbook(), file, "ods")

        self.assertComesBack(file.getvalue(), [("texte", "jour", "nombre"), *rows])


def csv_text(table, separator, quoting=csv.QUOTE_MINIMAL):
    file = io.StringIO()
    csv.writer(file, delimiter=separator, quoting=quoting).writerows(table)
    return file.getvalue()


def squared(rows):
    """Rows of three texts under headers, as a spreadsheet saves them."""
    return [["N°", "Intitulé de l’action", "Réserve"], *rows]


# An apostrophe before a sign of formula is taken for one of our exports.
typed = texts.filter(lambda text: exact(text) == text)
three_texts = st.lists(st.tuples(typed, typed, typed), max_size=8)


class CsvTests(RoundTripTestCase):
    @given(three_texts, st.sampled_from(";,\t|"))
    @example([("a;b;c;d", "e,f,g,h", "i|j|k|l")], ",")
    @example([("1,5", "2,5", "3,5")], ";")
    def test_any_table_with_each_separator(self, rows, separator):
        table = squared(rows)
        self.assertComesBack(csv_text(table, separator).encode(), table)

    @given(st.lists(st.tuples(texts, texts, texts), max_size=8))
    @example([("=1+1", "'=1+1", "-"), ("a;=b", "@", "''")])
    def test_any_table_that_the_site_neutralised(self, rows):
        written = squared([[neutralise(text) for text in row] for row in rows])
        self.assertEqual(self.read(csv_text(written, ",").encode()), expected(squared(rows)))

    @given(three_texts)
    def test_any_table_in_utf_16_and_with_a_mark(self, rows):
        table = squared(rows)
        text = csv_text(table, ";")
        self.assertComesBack(codecs.BOM_UTF8 + text.encode(), table)
        self.assertComesBack(codecs.BOM_UTF16_LE + text.encode("utf-16-le"), table)
        self.assertComesBack(codecs.BOM_UTF16_BE + text.encode("utf-16-be"), table)

    @given(st.lists(st.tuples(*[st.text("abcéèêàçùôîœŒ’«»–€ ;,.!?\n", max_size=20)] * 3)))
    def test_french_texts_in_windows_1252(self, rows):
        table = squared(rows)
        self.assertComesBack(csv_text(table, ";").encode("cp1252"), table)
