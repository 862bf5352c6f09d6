import datetime
import tempfile
from pathlib import Path
from unittest import TestCase

from openpyxl import Workbook

from spreadsheets import Month, Year, open_book
from spreadsheets.reading.excel_dates import shown_by

MAY = datetime.date(2017, 5, 1)


class MonthTests(TestCase):
    """« mai 2017 », typed in Excel, becomes 1 May 2017 shown as « mai-17 »."""

    def read(self, value, number_format):
        folder = Path(self.enterContext(tempfile.TemporaryDirectory()))
        book = Workbook()
        book.active.append([value])
        book.active["A1"].number_format = number_format
        book.save(folder / "mois.xlsx")
        with open_book(folder / "mois.xlsx") as read:
            return next(iter(read.sheets[0].rows())).cells[0]

    def test_a_cell_that_shows_a_month_and_a_year_says_so(self):
        for code in ("mmm-yy", "mmmm yyyy", "mm/yyyy", "[$-40C]mmmm\\ yyyy;@", "mmm-aa"):
            with self.subTest(code):
                value = self.read(MAY, code)
                self.assertIsInstance(value, Month)
                self.assertEqual(value, MAY)
        self.assertEqual(self.read(datetime.date(2017, 5, 15), "mmm-yy"), Month(2017, 5, 1))
        self.assertEqual(self.read(datetime.date(2017, 5, 15), "yyyy"), Year(2017, 1, 1))

    def test_one_that_shows_its_day_or_hides_another_is_a_day(self):
        for value, code in [
            (MAY, "dd/mm/yyyy"),
            (MAY, "d mmm yy"),
            (MAY, "jj/mm/aaaa"),
        ]:
            with self.subTest(code):
                self.assertNotIsInstance(self.read(value, code), Month)
                self.assertEqual(self.read(value, code), value)

    def test_a_month_alone_or_a_time_is_none(self):
        self.assertEqual([shown_by(code) for code in ("mmmm", "mm:ss", "0")], ["month", "time", ""])
