import datetime

from spreadsheets import UnreadableCell
from tests.spreadsheets.crafted import (
    STRICT,
    TO,
    ReaderTestCase,
    formats,
    relationships,
    xlsx,
    xlsx_parts,
    zipped,
)


def row(*cells, number=1, given=""):
    return f'<row r="{number}" {given}>{"".join(cells)}</row>'


def cell(value, kind="", style=0, extra=""):
    given = f't="{kind}"' if kind else ""
    return f'<c {given} s="{style}">{extra}<v>{value}</v></c>'


class TextTests(ReaderTestCase):
    def test_shared_texts_lose_dress_and_phonetics(self):
        texts = (
            "<si><t>simple</t></si>"
            '<si><r><rPr><b/></rPr><t xml:space="preserve">Les </t></r><r><t>Halles</t></r></si>'
            "<si><t>東京</t><rPh sb='0' eb='2'><t>とうきょう</t></rPh><phoneticPr fontId='1'/></si>"
            "<si><t/></si>"
        )
        cells = "".join(cell(rank, "s") for rank in (1, 0, 2, 3, 0))

        self.assertEqual(
            self.cells(xlsx(row(cells), texts=texts)),
            ["Les Halles", "simple", "東京", None, "simple"],
        )

    def test_inline_texts(self):
        cells = (
            '<c t="inlineStr"><is><r><t>a</t></r><r><t> b</t></r><rPh><t>x</t></rPh></is></c>'
            '<c t="inlineStr"><is><t></t></is></c><c t="str"><f>A1</f><v>calculé</v></c>'
        )
        self.assertEqual(self.cells(xlsx(row(cells))), ["a b", None, "calculé"])

    def test_what_xml_cannot_hold_is_escaped(self):
        texts = "<si><t>une_x000D_\ndeux_x005F_x0041_</t></si>"
        self.assertEqual(self.cells(xlsx(row(cell(0, "s")), texts=texts)), ["une\ndeux_x0041_"])

    def test_an_emoji_in_two_escapes_is_one_and_half_of_one_is_none(self):
        for escaped, read in (("_xD83D__xDCC5_", "📅"), ("_xD83D_ Suivi", "\ufffd Suivi")):
            with self.subTest(escaped):
                texts = f"<si><t>{escaped}</t></si>"
                self.assertEqual(self.cells(xlsx(row(cell(0, "s")), texts=texts)), [read])

    def test_numbers_typed_as_text_stay_texts(self):
        self.assertEqual(self.cells(xlsx(row(cell("007", "str"), cell(7)))), ["007", 7])

    def test_an_unknown_shared_text_is_damage(self):
        for rank in ("3", "x"):
            self.assertIn("abîmé", self.refusal(xlsx(row(cell(rank, "s")))))


class NumberTests(ReaderTestCase):
    def test_numbers_and_booleans(self):
        cells = [cell(text) for text in ("9", "9.0", "1200.5", "1E-3", "-4", "1e20", "0.1")]

        values = self.cells(xlsx(row(*cells, cell("1", "b"), cell("0", "b"))))

        self.assertEqual(values, [9, 9, 1200.5, 0.001, -4, 1e20, 0.1, True, False])
        self.assertEqual([type(value) for value in values[:3]], [int, int, float])

    def test_no_number_is_said(self):
        [value] = self.cells(xlsx(row(cell("1e999"))))
        self.assertEqual(
            value, UnreadableCell("« 1e999 » n’est pas un nombre : retapez-le.", "1e999")
        )


class DateTests(ReaderTestCase):
    def dates(self, *cells, workbook="", **described):
        return self.cells(xlsx(row(*cells), workbook=workbook, **described))

    def test_formats_tell_dates_from_numbers(self):
        styles = formats(
            14, 20, 22, 46, "jj/mm/aaaa", "mmm-aa", "[$-40C]d mmmm yyyy;@", "0.00", "[h]:mm",
            '0 &quot;jours&quot;', "h:mm:ss", "#,##0.00\\ [$€-40C];[Red]-0", "General",
        )  # fmt: skip
        serials = [43568, 0.6041666667, 43568.6041666667, 1.5, 46357, 42856, 46357]
        cells = [cell(serial, style=rank) for rank, serial in enumerate(serials, 1)]
        cells += [cell(2, style=8), cell(1.25, style=9), cell(5, style=10)]
        cells += [cell(0.25, style=11), cell(43568, style=12), cell(43568, style=13)]

        self.assertEqual(
            self.dates(*cells, styles=styles),
            [
                datetime.date(2019, 4, 13),
                datetime.time(14, 30),
                datetime.datetime(2019, 4, 13, 14, 30),
                "36:00:00",
                datetime.date(2026, 12, 1),
                datetime.date(2017, 5, 1),
                datetime.date(2026, 12, 1),
                2,
                "30:00:00",
                5,
                datetime.time(6),
                43568,
                43568,
            ],
        )

    def test_a_date_that_hides_its_time_keeps_it(self):
        self.assertEqual(
            self.dates(cell("43568.5", style=1), styles=formats(14)),
            [datetime.datetime(2019, 4, 13, 12)],
        )

    def test_workbooks_of_macintosh_count_from_1904(self):
        for workbook in ('<workbookPr date1904="1"/>', '<workbookPr date1904="true"/>'):
            self.assertEqual(
                self.dates(
                    cell("42106", style=1),
                    cell("0", style=1),
                    workbook=workbook,
                    styles=formats(14),
                ),
                [datetime.date(2019, 4, 13), datetime.date(1904, 1, 1)],
            )

    def test_the_first_days_of_1900(self):
        self.assertEqual(
            self.dates(*(cell(n, style=1) for n in (1, 59, 61)), styles=formats(14)),
            [datetime.date(1900, 1, 1), datetime.date(1900, 2, 28), datetime.date(1900, 3, 1)],
        )

    def test_impossible_days_are_said_with_the_remedy(self):
        values = self.dates(*(cell(n, style=1) for n in (0, 60, -3, 3000000)), styles=formats(14))
        self.assertEqual(
            [value.reason for value in values],
            [
                "La date est vide (00/01/1900) : effacez-la ou retapez la date, par exemple "
                "01/12/2026.",
                "Le 29/02/1900 n’a jamais existé : retapez la date, par exemple 01/12/2026.",
                "« -3 » est hors du calendrier d’Excel : retapez la date, par exemple 01/12/2026.",
                "« 3000000 » est hors du calendrier d’Excel : retapez la date, par exemple "
                "01/12/2026.",
            ],
        )

    def test_iso_dates(self):
        self.assertEqual(
            self.dates(cell("2019-04-13", "d"), cell("2019-04-13T14:30:00Z", "d"), cell("x", "d")),
            [
                datetime.date(2019, 4, 13),
                datetime.datetime(2019, 4, 13, 16, 30),  # in Paris
                UnreadableCell("« x » n’est pas une date : retapez-la.", "x"),
            ],
        )


class FormulaTests(ReaderTestCase):
    def test_the_saved_result_is_read(self):
        self.assertEqual(self.cells(xlsx(row(cell("3", extra="<f>A1+B1</f>")))), [3])

    def test_a_formula_never_calculated_is_named(self):
        [value, shared] = self.cells(
            xlsx(row("<c><f>A1+B1</f><v/></c>", '<c><f t="shared" si="0"/></c>'))
        )
        self.assertEqual(
            value,
            UnreadableCell(
                "La formule « =A1+B1 » n’a pas de résultat enregistré. Ouvrez le fichier dans "
                "votre tableur et enregistrez-le, ou tapez la valeur.",
                "=A1+B1",
            ),
        )
        self.assertEqual(shared.text, "formule")

    def test_a_formula_that_gives_an_empty_text_is_an_empty_cell(self):
        self.assertEqual(
            self.cells(xlsx(row('<c t="str"><f>""</f><v></v></c>', cell(1)))), [None, 1]
        )

    def test_errors_are_named_as_french_screens_show_them(self):
        cells = [cell(text, "e") for text in ("#REF!", "#VALUE!", "#NAME?", "#NUM!", "#N/A")]

        values = self.cells(xlsx(row(*cells)))

        self.assertEqual(
            [value.text for value in values], ["#REF!", "#VALEUR!", "#NOM?", "#NOMBRE!", "#N/A"]
        )
        self.assertEqual(
            values[0].reason,
            "La cellule affiche #REF! : sa formule renvoie à une cellule supprimée. Corrigez-la ou "
            "tapez la valeur.",
        )


class LayoutTests(ReaderTestCase):
    def test_cells_and_rows_may_be_missing_or_without_reference(self):
        rows = (
            '<row r="2"><c r="B2"><v>1</v></c><c r="D2" s="4"/><c r="E2"><v>2</v></c></row>'
            '<row r="5" s="1"/><row><c/><c><v>3</v></c></row>'
            '<row r="9"><c r="$C$9"><v>4</v></c></row>'
        )
        self.assertEqual(
            self.rows(xlsx(rows)),
            {2: (None, 1, None, None, 2), 6: (None, 3), 9: (None, None, 4)},
        )

    def test_vertical_merges_give_their_value_to_each_row(self):
        rows = (
            row(cell("titre", "str"), cell("caché", "str"))
            + row(cell(1), cell("a", "str"), number=2)
            + row("<c/>", cell("b", "str"), number=3)
            + row(cell(2), cell("c", "str"), number=5)
        )
        after = (
            '<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A4"/></mergeCells>'
        )
        self.assertEqual(
            self.rows(xlsx(rows, after=after)),
            {1: ("titre",), 2: (1, "a"), 3: (1, "b"), 5: (2, "c")},
        )

    def test_hidden_rows_and_columns_are_read_and_told(self):
        book = self.opened(
            xlsx(
                row(cell(1)) + row(cell(2), number=2, given='hidden="1"'),
                before='<cols><col min="3" max="3" hidden="1"/></cols>',
                after='<autoFilter ref="A1:C2"/>',
            )
        )
        for _ in range(2):  # said once
            self.assertEqual(
                [(r.number, r.is_hidden) for r in book.sheets[0].rows()], [(1, False), (2, True)]
            )
        self.assertEqual(
            book.notes,
            [
                "Feuille « Feuil1 » : 1 ligne masquée ou filtrée lue aussi.",
                "Feuille « Feuil1 » : les colonnes masquées sont lues aussi.",
            ],
        )

    def test_comments_and_hyperlinks_are_no_matter(self):
        parts = {
            "xl/comments1.xml": "<comments/>",
            "xl/worksheets/_rels/sheet1.xml.rels": relationships(("hyperlink", "https://ales.fr/")),
        }
        after = f'<hyperlinks><hyperlink xmlns:r="{TO}" ref="A1" r:id="rId1"/></hyperlinks>'
        book = self.opened(xlsx(row(cell(1)), after=after, parts=parts))

        self.assertEqual([r.cells for r in book.sheets[0].rows()], [(1,)])
        self.assertEqual(book.notes, ["Les commentaires des cellules ne sont pas lus."])

    def test_strict_open_xml_is_read(self):
        self.assertEqual(
            self.cells(xlsx(row(cell(0, "s"), cell(1)), texts="<si><t>a</t></si>", space=STRICT)),
            ["a", 1],
        )

    def test_prefixed_elements_are_read(self):
        parts = xlsx_parts()
        parts["xl/worksheets/sheet1.xml"] = (
            '<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            '<x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row><x:row r="2">'
            '<x:c r="B2"><x:v>2</x:v></x:c></x:row></x:sheetData><x:mergeCells>'
            '<x:mergeCell ref="A1:A2"/></x:mergeCells></x:worksheet>'
        )
        self.assertEqual(self.rows(zipped(parts)), {1: (1,), 2: (1, 2)})

    def test_parts_are_where_relations_say(self):
        parts = xlsx_parts(row(cell(1)))
        moved = {
            "_rels/.rels": relationships(("officeDocument", "/autre/classeur.xml")),
            "autre/classeur.xml": parts["xl/workbook.xml"],
            "autre/_rels/classeur.xml.rels": relationships(("worksheet", "../f/une.xml")),
            "f/une.xml": parts["xl/worksheets/sheet1.xml"],
            "[Content_Types].xml": "<Types/>",
        }
        self.assertEqual(self.cells(zipped(moved)), [1])

    def test_the_case_of_parts_does_not_matter(self):
        parts = xlsx_parts(row(cell(0, "s")), texts="<si><t>a</t></si>")
        self.assertEqual(self.cells(zipped({n.upper(): c for n, c in parts.items()})), ["a"])

    def test_sheets_are_read_at_the_same_time(self):
        book = self.opened(xlsx(row(cell(1)) + row(cell(2), number=2)))
        pairs = zip(book.sheets[0].rows(), book.sheets[0].rows(), strict=True)
        self.assertEqual([(a.cells, b.cells) for a, b in pairs], [((1,), (1,)), ((2,), (2,))])
