import datetime

from spreadsheets import UnreadableCell
from tests.spreadsheets.crafted import (
    ODF,
    ReaderTestCase,
    ods,
    ods_content,
    ods_of,
    ods_row,
    ods_text,
)


def typed(kind, value, text="", given=""):
    name = "value" if kind in ("float", "percentage", "currency") else f"{kind}-value"
    return (
        f'<table:table-cell office:value-type="{kind}" office:{name}="{value}" {given}>'
        f"<text:p>{text}</text:p></table:table-cell>"
    )


class CellTests(ReaderTestCase):
    def test_each_type(self):
        cells = [
            typed("float", "9"),
            typed("float", "1200.5"),
            typed("percentage", "0.25", "25 %"),
            typed("currency", "1200", "1 200,00 €", 'office:currency="EUR"'),
            typed("date", "2017-05-01", "mai-17"),
            typed("date", "2019-04-13T14:30:00"),
            typed("time", "PT14H30M05S"),
            typed("time", "PT36H00M00S"),
            typed("boolean", "true", "VRAI"),
            '<table:table-cell office:value-type="string" office:string-value="caché"/>',
            "<table:table-cell><text:p>sans type</text:p></table:table-cell>",
        ]
        self.assertEqual(
            self.cells(ods(ods_row(*cells))),
            [
                9,
                1200.5,
                0.25,
                1200,
                datetime.date(2017, 5, 1),
                datetime.datetime(2019, 4, 13, 14, 30),
                datetime.time(14, 30, 5),
                "36:00:00",
                True,
                "caché",
                "sans type",
            ],
        )

    def test_impossible_dates_are_said_with_the_remedy(self):
        values = self.cells(ods(ods_row(typed("date", "1899-12-30"), typed("date", "-0044-03-15"))))
        self.assertEqual(
            [value.reason for value in values],
            [
                "La date est vide (30/12/1899) : effacez-la ou retapez-la, par exemple 01/12/2026.",
                "« -0044-03-15 » est hors du calendrier : retapez la date, par exemple 01/12/2026.",
            ],
        )

    def test_texts_are_what_is_shown(self):
        texts = [
            "a<text:s text:c='3'/>b<text:tab/>c<text:line-break/>d",
            "<text:span>gras <text:span>et plus</text:span></text:span>",
            "a</text:p><text:p/><text:p>c",
            "<text:ruby><text:ruby-base>東</text:ruby-base><text:ruby-text>ひ</text:ruby-text>"
            "</text:ruby>",
            "mis en forme\n      par un programme",
            "",
        ]
        self.assertEqual(
            self.cells(ods(ods_row(*map(ods_text, texts), ods_text("fin")))),
            [
                "a   b\tc\nd",
                "gras et plus",
                "a\n\nc",
                "東",
                "mis en forme par un programme",
                None,
                "fin",
            ],
        )

    def test_comments_and_drawings_are_not_the_text(self):
        cell = (
            '<table:table-cell office:value-type="string"><office:annotation><dc:date>2019'
            "</dc:date><text:p>remarque</text:p></office:annotation><draw:frame><draw:text-box><text:p>cadre"
            "</text:p></draw:text-box></draw:frame><text:p>vrai</text:p></table:table-cell>"
        )
        book = self.opened(ods(ods_row(cell)))

        self.assertEqual([row.cells for row in book.sheets[0].rows()], [("vrai",)])
        self.assertEqual(book.notes, ["Les commentaires des cellules ne sont pas lus."])

    def test_the_address_behind_a_text_is_kept_beside_it(self):
        link = '<text:a xmlns:x="http://www.w3.org/1999/xlink" x:href="{}">{}</text:a>'
        cells = [
            ods_text(link.format("https://www.ales.fr/9", "voir")),
            ods_text(link.format("javascript:alert(1)", "non")),
        ]
        [row] = self.opened(ods(ods_row(ods_text("a"), *cells))).sheets[0].rows()
        self.assertEqual(
            (row.cells, row.links), (("a", "voir", "non"), {1: "https://www.ales.fr/9"})
        )

    def test_a_formula_never_calculated_is_named(self):
        [value] = self.cells(
            ods(ods_row('<table:table-cell table:formula="of:=[.A1]+SUM([.B1:.B2])"/>'))
        )
        self.assertEqual(
            value,
            UnreadableCell(
                "La formule « =A1+SUM(B1:.B2) » n’a pas de résultat enregistré. Ouvrez le fichier "
                "dans votre tableur et enregistrez-le, ou tapez la valeur.",
                "=A1+SUM(B1:.B2)",
            ),
        )


class LayoutTests(ReaderTestCase):
    def test_repeated_cells_and_rows_stand_where_they_are(self):
        rows = (
            ods_row(
                ods_text("a", 'table:number-columns-repeated="2"'),
                '<table:table-cell table:number-columns-repeated="3"/>',
                ods_text("b"),
                '<table:table-cell table:number-columns-repeated="16378"/>',
            )
            + ods_row("<table:table-cell/>", given='table:number-rows-repeated="4"')
            + ods_row(ods_text("c"), given='table:number-rows-repeated="2"')
            + ods_row(
                '<table:table-cell table:number-columns-repeated="16384"/>',
                given='table:number-rows-repeated="1048569"',
            )
        )
        self.assertEqual(
            self.rows(ods(rows)),
            {1: ("a", "a", None, None, None, "b"), 6: ("c",), 7: ("c",)},
        )

    def test_covered_cells_show_the_value_of_their_merge(self):
        rows = (
            ods_row(
                ods_text("titre", 'table:number-columns-spanned="2"'),
                '<table:covered-table-cell office:value-type="string"><text:p>caché</text:p>'
                "</table:covered-table-cell>",
                ods_text("x"),
            )
            + ods_row(ods_text("thème", 'table:number-rows-spanned="2"'), ods_text("a"))
            + ods_row("<table:covered-table-cell/>", ods_text("b"))
            + ods_row(ods_text("c"))
        )
        self.assertEqual(
            self.rows(ods(rows)),
            {1: ("titre", None, "x"), 2: ("thème", "a"), 3: ("thème", "b"), 4: ("c",)},
        )

    def test_groups_and_header_rows_are_rows(self):
        rows = (
            f"<table:table-header-rows>{ods_row(ods_text('N°'))}</table:table-header-rows>"
            f"<table:table-row-group>{ods_row(ods_text('a'))}</table:table-row-group>"
        )
        self.assertEqual(self.rows(ods(rows)), {1: ("N°",), 2: ("a",)})

    def test_every_sheet_is_read_from_its_own_beginning(self):
        styles = (
            '<style:style style:name="caché" style:family="table"><style:table-properties '
            'table:display="false"/></style:style>'
        )
        sheets = [
            f'<table:table table:name="Feuille {n}"{given}>{ods_row(ods_text(str(n)))}'
            "</table:table>"
            for n, given in [(1, ""), (2, ' table:style-name="caché"'), (3, "")]
        ]
        book = self.opened(ods_of(ods_content("".join(sheets), styles)))

        self.assertEqual(
            [(sheet.name, sheet.is_hidden) for sheet in book.sheets],
            [("Feuille 1", False), ("Feuille 2", True), ("Feuille 3", False)],
        )
        for _ in range(2):
            self.assertEqual(
                [[row.cells for row in sheet.rows()] for sheet in reversed(book.sheets)],
                [[("3",)], [("2",)], [("1",)]],
            )

    def test_other_prefixes_are_read(self):
        content = (
            f'<o:document-content xmlns:o="{ODF}:office:1.0" xmlns="{ODF}:table:1.0" '
            f'xmlns:t="{ODF}:table:1.0" xmlns:x="{ODF}:text:1.0"><o:body><o:spreadsheet>'
            '<table t:name="A"><table-row><table-cell o:value-type="string"><x:p>a</x:p>'
            "</table-cell></table-row></table></o:spreadsheet></o:body></o:document-content>"
        )
        self.assertEqual(self.rows(ods_of(content)), {1: ("a",)})

    def test_a_workbook_without_sheets_has_none(self):
        self.assertEqual(self.opened(ods_of(ods_content(""))).sheets, [])

    def test_a_text_about_a_file_is_no_link(self):
        text = "voir [&apos;file:///C:/x.ods&apos;#A1]"
        self.assertEqual(self.cells(ods(ods_row(ods_text(text)))), ["voir ['file:///C:/x.ods'#A1]"])
