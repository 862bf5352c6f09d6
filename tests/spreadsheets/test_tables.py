import io

from openpyxl import Workbook

from spreadsheets import Limits, TableKind, TooLarge, find_tables
from tests.spreadsheets.crafted import ReaderTestCase, xlsx

LABELS = {
    "N°": "number",
    "Numéro de l'action": "number",
    "Statut": "status",
    "Date": "date",
    "Intitulé de l'action": "title",
    "Ce qui s'est passé": "description",
}
EVENTS = TableKind("etapes", LABELS, lambda keys, sheet: {"number", "date", "description"} <= keys)
ACTIONS = TableKind("actions", LABELS, lambda keys, sheet: {"number", "status"} <= keys)


def workbook(**sheets):
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name.replace("_", "-"))
        for number, row in rows.items():
            for column, value in enumerate(row, 1):
                sheet.cell(number, column, value)
    return book


class TableTestCase(ReaderTestCase):
    def saved(self, book):
        file = io.BytesIO()
        book.save(file)
        return self.opened(file.getvalue())

    def found(self, **sheets):
        return find_tables(self.saved(workbook(**sheets)), [EVENTS, ACTIONS])


class FindTablesTests(TableTestCase):
    def test_headers_are_found_under_titles_and_after_empty_columns(self):
        [found] = self.found(
            Lisez_moi={1: ["Statut : choisir dans la liste"]},
            Suivi={
                2: [None, "Suivi des actions"],
                4: [None, None, "STATUT *", "n°", "Intitulé\nde l’action", "Pilote", "Statut"],
                5: [None, None, "réalisée", 9, "Halles", "DST", "faux"],
                7: [None, None, None, 10],
                9: [None, "Total", None, None, None, "x"],
            },
        )

        self.assertEqual((found.kind, found.sheet.name, found.header_row), (ACTIONS, "Suivi", 4))
        self.assertEqual(found.columns, {"status": 2, "number": 3, "title": 4})
        self.assertEqual(
            found.labels,
            {"status": "STATUT *", "number": "n°", "title": "Intitulé de l’action"},
        )
        self.assertEqual((found.ignored, found.repeated), (["Pilote"], ["Statut"]))
        self.assertEqual(
            [(line.row, line.cells) for line in found.lines()],
            [
                (5, {"status": "réalisée", "number": 9, "title": "Halles"}),
                (7, {"status": None, "number": 10, "title": None}),
            ],
        )
        self.assertEqual(found.reference("number", 7), "D7")

    def test_kinds_are_tried_in_order_on_every_sheet(self):
        found = self.found(
            Actions={1: ["N°", "Statut"], 2: [1, "à venir"]},
            Autre={1: ["Rien"]},
            Etapes={1: ["N°", "Date", "Statut", "Ce qui s'est passé"], 2: [1, "2017"]},
        )

        self.assertEqual([table.kind.name for table in found], ["actions", "etapes"])

    def test_a_hidden_sheet_is_read_and_told(self):
        book = workbook(Visible={1: ["x"]}, Suivi={1: ["N°", "Statut"], 2: [1, "à venir"]})
        book["Suivi"].sheet_state = "hidden"
        read = self.saved(book)

        [found] = find_tables(read, [ACTIONS])

        self.assertEqual(found.sheet.name, "Suivi")
        self.assertEqual(read.notes, ["La feuille masquée « Suivi » est lue aussi."])

    def test_a_sheet_that_only_a_program_can_show_is_not_read(self):
        book = workbook(Visible={1: ["x"]}, Suivi={1: ["N°", "Statut"], 2: [1, "à venir"]})
        book["Suivi"].sheet_state = "veryHidden"
        read = self.saved(book)

        self.assertEqual(find_tables(read, [ACTIONS]), [])
        self.assertEqual(
            read.notes, ["La feuille « Suivi », cachée par un programme, n’est pas lue."]
        )

    def test_nothing_is_told_of_sheets_without_a_table(self):
        book = workbook(Listes={1: ["x"], 2: ["y"]}, Suivi={1: ["N°", "Statut"], 2: [1, "a"]})
        for sheet in book.worksheets:
            sheet.row_dimensions[2].hidden = True
        read = self.saved(book)

        for found in find_tables(read, [ACTIONS]):
            list(found.lines())

        self.assertEqual(read.notes, ["Feuille « Suivi » : 1 ligne masquée ou filtrée lue aussi."])

    def test_headers_repeated_on_each_printed_page_are_no_lines(self):
        [found] = self.found(
            Suivi={1: ["N°", "Statut"], 2: [1, "a"], 3: ["N°", "Statut"], 4: [2, "b"]}
        )
        self.assertEqual([line.row for line in found.lines()], [2, 4])

    def test_the_row_with_most_headers_is_the_row_of_headers(self):
        [found] = self.found(
            Suivi={1: ["N°", "Statut"], 2: ["N°", "Statut", "Date"], 3: [1, "à venir", "2017"]}
        )
        self.assertEqual(found.header_row, 2)

    def test_an_empty_table_has_no_line(self):
        [found] = self.found(Suivi={1: ["N°", "Statut"]})
        self.assertEqual(list(found.lines()), [])

    def test_nothing_is_found_in_another_workbook(self):
        self.assertEqual(self.found(Suivi={1: ["Nom", "Prénom"], 2: ["A", "B"]}), [])

    def test_lines_may_be_read_twice_and_left_early(self):
        [found] = self.found(Suivi={1: ["N°", "Statut"], 2: [1, "a"], 3: [2, "b"]})
        self.assertEqual(next(found.lines()).row, 2)
        self.assertEqual([line.row for line in found.lines()], [2, 3])
        self.assertEqual([line.row for line in found.lines()], [2, 3])


class SheetsBeyondTheLimitsTests(TableTestCase):
    wide = {1: ["x"] * 100}

    def test_a_sheet_too_wide_is_left_out_when_the_table_is_elsewhere(self):
        read = self.saved(workbook(Planning=self.wide, Suivi={1: ["N°", "Statut"], 2: [1, "a"]}))

        [found] = find_tables(read, [ACTIONS])

        self.assertEqual(found.sheet.name, "Suivi")
        self.assertEqual(
            read.notes,
            [
                "Une feuille n’est pas lue. Feuille « Planning » : la cellule BI1 contient une "
                "valeur, et 60 colonnes au plus sont lues. Supprimez les colonnes à partir de BI "
                "ou copiez le tableau dans un nouveau classeur."
            ],
        )

    def test_it_is_the_reason_when_there_is_no_table(self):
        with self.assertRaises(TooLarge):
            find_tables(self.saved(workbook(Planning=self.wide)), [ACTIONS])

    def test_rows_beyond_the_limit_are_refused_while_read(self):
        rows = "".join(
            f'<row r="{n}"><c t="inlineStr"><is><t>N°</t></is></c><c t="inlineStr"><is>'
            "<t>Statut</t></is></c></row>"
            for n in (1, 2000)
        )
        [found] = find_tables(self.opened(xlsx(rows), Limits(rows=10)), [ACTIONS])

        with self.assertRaisesMessage(TooLarge, "la ligne 2\u202f000 contient une valeur"):
            list(found.lines())
