import datetime
from decimal import Decimal

from django.test import SimpleTestCase
from hypothesis import given
from hypothesis import strategies as st

from spreadsheets import UnreadableCell
from spreadsheets.values import as_date, as_decimal, as_text, as_whole_number, plain

DAY = datetime.date(2026, 12, 1)
NARROW, NBSP = "\u202f", "\u00a0"


class ValuesTestCase(SimpleTestCase):
    def check(self, function, expected):
        for value, result in expected:
            with self.subTest(value):
                self.assertEqual(function(value), result)

    def check_refusals(self, function, expected):
        for value, reason in expected:
            with self.subTest(value):
                with self.assertRaises(ValueError) as caught:
                    function(value)
                self.assertEqual(str(caught.exception), reason)


class PlainTests(ValuesTestCase):
    def test_case_accents_apostrophes_and_spaces_do_not_count(self):
        self.check(
            plain,
            [
                ("  Réalisée ", "realisee"),
                ("Intitulé\nde  l’Action", "intitule de l'action"),
                (f"N°{NBSP}d’ordre", "n° d'ordre"),
                ("Nº", "n°"),
                ("Cœur Œuvre", "coeur oeuvre"),
                ("re\u0301alise\u0301", "realise"),
                ("ÇA", "ca"),
            ],
        )


class TextTests(ValuesTestCase):
    def test_values_are_written_in_french(self):
        self.check(
            as_text,
            [
                (None, None),
                ("  ", None),
                (f" a{NBSP}", "a"),
                (9, "9"),
                (1200.5, "1200,5"),
                (1e-7, "0,0000001"),
                (True, "oui"),
                (DAY, "01/12/2026"),
                (datetime.datetime(2026, 12, 1, 14, 30), "01/12/2026 14:30"),
                (datetime.time(9, 5), "09:05"),
            ],
        )

    def test_what_could_not_be_read_says_why(self):
        for function in (as_text, as_whole_number, as_decimal, as_date):
            self.check_refusals(function, [(UnreadableCell("Parce que.", "#REF!"), "Parce que.")])


class WholeNumberTests(ValuesTestCase):
    def test_whole_numbers_as_people_write_them(self):
        self.check(
            as_whole_number,
            [
                (None, None),
                ("", None),
                (9, 9),
                (9.0, 9),
                ("9", 9),
                (" 9.0 ", 9),
                ("9,00", 9),
                ("009", 9),
                ("n° 9", 9),
                (f"N°{NBSP}9", 9),
                ("No 9", 9),
                ("numéro 9", 9),
                (f"1{NARROW}200", 1200),
                ("-4", -4),
            ],
        )

    def test_what_is_no_whole_number(self):
        expected = "n’est pas un nombre entier ; attendu : un nombre entier, par exemple 9."
        self.check_refusals(
            as_whole_number,
            [
                (9.5, f"« 9,5 » {expected}"),
                ("neuf", f"« neuf » {expected}"),
                (True, f"« oui » {expected}"),
                (DAY, f"« 01/12/2026 » {expected}"),
                ("9 bis", f"« 9 bis » {expected}"),
                ("9" * 200, f"« {'9' * 79}… » {expected}"),
            ],
        )


class DecimalTests(ValuesTestCase):
    def test_amounts_as_people_write_them(self):
        self.check(
            as_decimal,
            [
                (None, None),
                (1200, Decimal(1200)),
                (0.1, Decimal("0.1")),
                ("1 200,50", Decimal("1200.50")),
                (f"1{NARROW}200,50{NBSP}€", Decimal("1200.50")),
                ("12 000 €", Decimal(12000)),
                ("12 000 euros", Decimal(12000)),
                ("1200.5", Decimal("1200.5")),
                ("1.234.567,89", Decimal("1234567.89")),
                ("1,234,567.89", Decimal("1234567.89")),
                ("1.234.567", Decimal(1234567)),
                ("1'200,50", Decimal("1200.50")),
                ("-3,5", Decimal("-3.5")),
                ("−3", Decimal(-3)),
                (",5", Decimal("0.5")),
                ("12,000", Decimal(12)),
                ("0.125", Decimal("0.125")),
                ("12 k€", Decimal(12000)),
                ("2,5 M€", Decimal(2500000)),
            ],
        )

    def test_what_is_no_number(self):
        expected = "n’est pas un nombre ; attendu : un nombre, par exemple 1 200,50."
        self.check_refusals(
            as_decimal,
            [
                ("environ 12", f"« environ 12 » {expected}"),
                ("12 %", f"« 12 % » {expected}"),
                ("1,2,3.4.5", f"« 1,2,3.4.5 » {expected}"),
                (".", f"« . » {expected}"),
                (DAY, f"« 01/12/2026 » {expected}"),
                (
                    "12.500",
                    "« 12.500 » peut se lire de deux façons ; écrivez « 12500 » ou « 12,5 ».",
                ),
            ],
        )

    @given(st.decimals("-9999999999", "9999999999", places=2))
    def test_any_amount_written_in_french_comes_back(self, amount):
        written = f"{amount:,.2f}".replace(",", NARROW).replace(".", ",")
        self.assertEqual(as_decimal(f"{written} €"), amount)


class DateTests(ValuesTestCase):
    def test_dates_as_people_write_them(self):
        self.check(
            as_date,
            [
                (None, None),
                ("", None),
                (DAY, DAY),
                (datetime.datetime(2026, 12, 1, 14, 30), DAY),
                ("01/12/2026", DAY),
                ("1.12.2026", DAY),
                ("1-12-2026", DAY),
                ("01/12/26", DAY),
                ("2026-12-01", DAY),
                ("2026-12-01T14:30:00", DAY),
                ("01/12/2026 14:30", DAY),
                ("01/12/2026 à 14h30", DAY),
                ("1 / 12 / 2026", DAY),
                ("mardi 01/12/2026", DAY),
                ("2026-12-01T14:30:00.000+02:00", DAY),
                ("Le mardi 1er décembre 2026", DAY),
                ("1er décembre 2026", DAY),
                ("Mardi 1er Décembre 2026", DAY),
                ("le 1 déc. 2026", DAY),
                (f"1er{NBSP}décembre{NBSP}2026", DAY),
                ("14 juil. 2019", datetime.date(2019, 7, 14)),
                ("3 août 2019", datetime.date(2019, 8, 3)),
            ],
        )

    def test_what_is_no_date(self):
        expected = "attendu : une date, par exemple 01/12/2026."
        self.check_refusals(
            as_date,
            [
                ("mai 2017", f"« mai 2017 » n’est pas une date ; {expected}"),
                ("1 ma 2017", f"« 1 ma 2017 » n’est pas une date ; {expected}"),
                ("01/12/99", f"« 01/12/99 » n’est pas une date ; {expected}"),
                (True, f"« oui » n’est pas une date ; {expected}"),
                ("31/02/2026", f"« 31/02/2026 » n’existe pas dans le calendrier ; {expected}"),
                (
                    "12/31/2026",
                    "« 12/31/2026 » : il n’y a pas de mois 31. Écrivez le jour, puis le mois : "
                    "31/12/2026.",
                ),
                (
                    46357,
                    "« 46357 » est un nombre : la cellule a perdu son format de date. Mettez-la "
                    "au format Date dans le tableur, ou tapez la date, par exemple 01/12/2026.",
                ),
            ],
        )

    @given(st.dates(datetime.date(1000, 1, 1)))
    def test_any_day_written_in_french_comes_back(self, day):
        self.assertEqual(as_date(f"{day:%d/%m/%Y}"), day)
        self.assertEqual(as_date(as_text(day)), day)
