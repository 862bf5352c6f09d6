"""Files as offices and programs really make them: the right value, or a sentence that names the
cell and the way out; never another value without a word."""

import datetime

from django.test import TestCase
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from actions.imports.planning import prepare
from actions.models import ImportChange
from spreadsheets import Refused
from tests.factories import make_action
from tests.spreadsheets.crafted import ods, ods_row

from .files import ImportMixin

EVENTS = ["N°", "Date", "Ce qui s’est passé"]
ACTIONS = ["N°", "Statut", "Date", "Ce qui s’est passé"]
DATES = (
    '<number:date-style style:name="N1"><number:month/><number:year/></number:date-style>'
    '<number:date-style style:name="N2"><number:year/></number:date-style>'
    '<number:number-style style:name="N3"><number:number/><number:text> k€</number:text>'
    "</number:number-style>"
    + "".join(
        f'<style:style style:name="ce{n}" style:family="table-cell" style:data-style-name="N{n}"/>'
        for n in (1, 2, 3)
    )
    + '<style:style style:name="struck" style:family="table-cell"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
)


class AmbiguousFilesTests(ImportMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in (1, 2, 12, 20, 24, 27, 38):
            make_action(number=number, title=f"Action {number}")

    def asked(self, path):
        """`(events, fields, faults, remarks)` of a preview; events as (number, date, text)."""
        run = prepare(path, self.user)
        events = [
            (c.number, c.after["occurred_on"], c.after["text"])
            for c in run.changes.filter(kind=ImportChange.Kind.EVENT)
        ]
        fields = [
            (c.number, c.field, c.after) for c in run.changes.filter(kind=ImportChange.Kind.FIELD)
        ]
        return events, fields, [fault.sentence for fault in run.faults], " ".join(run.notes)

    def rows(self, *rows):
        return self.asked(self.write_xlsx({"Suivi": rows}))

    def text(self, *lines, encoding="utf-8"):
        return self.asked(self.write("\n".join(lines).encode(encoding)))

    def refusal(self, content, name="fichier.csv"):
        with self.assertRaises(Refused) as refused:
            prepare(self.write(content, name), self.user)
        return str(refused.exception)

    def test_dates_are_read_as_precisely_as_they_are_shown(self):
        midnight = datetime.datetime(2024, 3, 1)
        for written, expected in [
            ("2024-02-29T23:00:00.000Z", "2024-03-01"),
            ("2024-06-30T22:00:00Z", "2024-07-01"),
            ("2024-03-01T00:00:00+01:00", "2024-03-01"),
            ("2024-02-29 23:30:00+0000", "2024-03-01"),
            ("fe\u0301vrier 2024", "2024-02"),
            ("1ᵉʳ mars 2024", "2024-03-01"),
            ("01/\u200b03/2024", "2024-03-01"),
            ("2024\u201103\u201101", "2024-03-01"),
            ("\u202a01/03/2024\u202c", "2024-03-01"),
            ("mars-24", "2024-03"),
            ("mars 24", "2024-03"),
            ("févr.-24", "2024-02"),
            ("T3-2024", "2024-Q3"),
            ("T3 24", "2024-Q3"),
            ("2024-T3", "2024-Q3"),
            ("3ème trimestre 2024", "2024-Q3"),
            ("3e trim. 2024", "2024-Q3"),
            ("S2 2024", "2024"),
            ("fin 2025", "2025"),
            ("2e semestre 2024", "2024"),
            ("début mars 2024", "2024-03"),
            (midnight, "2024-03-01"),
        ]:
            with self.subTest(written):
                events, _, faults, _ = self.rows(EVENTS, [20, written, "Réunion"])
                self.assertEqual((events, faults), ([(20, expected, "Réunion")], []))
        for vague in ("été 2024", "2024-2025", "S3 2024", "03/24", "mars 94", "T5 2024"):
            with self.subTest(vague):
                events, _, [fault], _ = self.rows(EVENTS, [20, vague, "Réunion"])
                self.assertIn("ligne 2, colonne « Date »", fault)
        for code, expected in [
            ("mmm-yy", "2024-03"), ("yyyy", "2024"), ("aaaa", "2024"), ("d mmm yyyy", "2024-03-15"),
        ]:  # fmt: skip
            book = Workbook()
            for row in (EVENTS, [20, datetime.date(2024, 3, 15), "Réunion"]):
                book.active.append(row)
            book.active["B2"].number_format = code
            book.save(self.folder / "dates.xlsx")
            with self.subTest(code):
                self.assertEqual(
                    self.asked(self.folder / "dates.xlsx")[0], [(20, expected, "Réunion")]
                )

    def test_an_ods_says_the_same_as_the_workbook_it_was_made_from(self):
        def cell(style, kind, value):
            return (
                f'<table:table-cell table:style-name="{style}" office:value-type="{kind}" '
                f"office:{value}/>"
            )

        def title(words):
            return (
                f'<table:table-cell office:value-type="string"><text:p>{words}</text:p>'
                "</table:table-cell>"
            )

        def bring(*cells, titles=EVENTS):
            rows = ods_row(*map(title, titles)) + ods_row(*cells)
            content = ods(rows, styles=DATES)
            return self.asked(self.write(content, "dates.ods"))

        number = '<table:table-cell office:value-type="float" office:value="20"/>'
        for style, expected in [("ce1", "2024-05"), ("ce2", "2024"), ("", "2024-05-01")]:
            day = cell(style, "date", 'date-value="2024-05-01"')
            with self.subTest(style):
                self.assertEqual(
                    bring(number, day, title("Réunion"))[0], [(20, expected, "Réunion")]
                )
        money = cell("ce3", "float", 'value="12"')
        [fault] = bring(number, money, titles=["N°", "Budget dépensé (€)"])[2]
        self.assertIn("des milliers ou des millions", fault)
        struck = title("Annulé").replace(
            "<table:table-cell", '<table:table-cell table:style-name="struck"'
        )
        [fault] = bring(number, title("01/03/2024"), struck)[2]
        self.assertIn("Ce texte est barré", fault)

    def test_several_values_in_one_cell_are_asked(self):
        for number in ("3 8", "1\n2", "12, 27", "12-27", "12 et 27", "3²", "1/2", "24 bis"):
            with self.subTest(number):
                events, _, faults, _ = self.rows(EVENTS, [number, "01/03/2024", "Réunion"])
                self.assertEqual(events, [])
                self.assertIn("n’est pas un numéro d’action", faults[0])
        for amount in ("12 000 13 000", "12 000\n13 000", "12,000", "12.000", "12 000 / 13 000"):
            with self.subTest(amount):
                fields, faults = self.rows(["N°", "Budget dépensé (€)"], [20, amount])[1:3]
                self.assertEqual((fields, len(faults)), ([], 1))
        for links in (
            "https://www.ales.fr/a;https://www.ales.fr/b", "https://www.ales.fr/a\nwww.ales.fr/b",
            "https://www.ales.fr/a, ales.fr/b", "https://www.ales.fr/ahttps://www.ales.fr/b",
        ):  # fmt: skip
            with self.subTest(links):
                row = [20, "01/03/2024", "Réunion", links]
                [fault] = self.rows([*EVENTS, "Preuve"], row)[2]
                self.assertIn("une seule adresse", fault)
        archived = "https://web.archive.org/web/2024/https://www.ales.fr/a"
        self.assertEqual(self.rows([*EVENTS, "Preuve"], [20, "2024", "Vu", archived])[2], [])

    def test_invisible_signs_never_matter(self):
        events, _, faults, _ = self.rows(
            ["\u200bN\u00a0°", "Sta\u00adtut\u200b", "Date\ufeff", "Ce qui s’est passé\u200d"],
            ["\u200e24", "En\u00ad cours", "\u206601/03/2024", "Chan\u00adtier\u200b ouvert"],
        )
        self.assertEqual(faults, [])
        self.assertEqual(events, [(24, "2024-03-01", "Chantier ouvert")])
        events = self.rows(EVENTS, [20, "01/03/2024", "\u200b\u00a0\u3164"])[0]
        self.assertEqual(events, [])
        half = "_xD83D_ abc _x0000_"
        for titles, row in [
            ([*EVENTS, half], [20, "01/03/2024", "Réunion", "x"]),
            ([*EVENTS, "👩\u200d🔧 agent"], [20, "01/03/2024", "Réunion", "x"]),
        ]:
            self.assertEqual(self.rows(titles, row)[0], [(20, "2024-03-01", "Réunion")])
        [fault] = self.rows(["N°", "Statut"], [20, half])[2]
        self.assertIn("colonne « Statut »", fault)
        [fault] = self.rows(EVENTS, [20, "01/03/2024", "Fin _xD83D_ du chantier"])[2]
        self.assertIn("les accents sont abîmés", fault)

    def test_what_a_program_damaged_is_no_text(self):
        for damaged in (
            "#ERROR!", "#REF!", "#N/D", "#N/A", "Err :502", "Err:508", "#RÉF !", "#NOM ?", "#NAME?",
            "#DIV/0 !", "#VALEUR !", "#SPILL!", "#CHAMP!", "#CONNEXION!", "Loading...",
        ):  # fmt: skip
            with self.subTest(damaged):
                for faults in (
                    self.text("N°;Date;Texte", f"20;01/03/2024;{damaged}")[2],
                    self.rows(EVENTS, [20, "01/03/2024", f"\u200b{damaged}"])[2],
                ):
                    self.assertIn("La cellule affiche", faults[0])
        [fault] = self.text("N°;Lieu", "20;NULL")[2]
        self.assertIn("ce qu’un programme écrit d’une cellule vide", fault)
        for words, reason in [
            ("lanc=C3=A9s", "accents"),
            ("lanc%C3%A9s", "accents"),
            ("Travaux lancÃ©s", "accents"), ("Lâ€™école", "accents"), ("lanc\ufffds", "accents"),
            ("lanc√©s", "accents"), ("Travaux lanc?s rue", "accents"), ("Caf├®", "accents"),
            ("<p>Travaux</p>", "balise"), ("Travaux<br/>finis", "balise"),
            ("L&rsquo;école", "code de page web"), ("lanc&#233;s", "code de page web"),
        ]:  # fmt: skip
            with self.subTest(words):
                [fault] = self.rows(EVENTS, [20, "01/03/2024", words])[2]
                self.assertIn(reason, fault)
        for sound in ("R&D et 3 < 4", "Où ? Ici.", "Est-ce fini ?", "page ?id=3", "Ça va"):
            with self.subTest(sound):
                self.assertEqual(self.rows(EVENTS, [20, "2024", sound])[0], [(20, "2024", sound)])

    def test_encodings_of_old_programs(self):
        words = "Le cœur de ville, à 12 000 €"
        for encoding in ("iso8859-15", "cp1252", "mac_roman", "utf-16", "utf-8-sig"):
            with self.subTest(encoding):
                events = self.text("N°;Date;Texte", f"20;01/03/2024;{words}", encoding=encoding)[0]
                self.assertEqual(events, [(20, "2024-03-01", words)])
        half = self.text("N°;Date;Texte", "20;2024;2 ½ heures à pied", encoding="cp1252")[0]
        self.assertEqual(half, [(20, "2024", "2 ½ heures à pied")])
        marked = self.asked(self.write('\ufeff\ufeff"N°";Date;Texte\n20;2024;Vu'.encode()))
        self.assertEqual(marked[0], [(20, "2024", "Vu")])
        self.assertIn("accents", self.refusal("NÂ°;Date;Ce qui sâ€™est passÃ©\n20;2024;Vu"))

    def test_cells_that_no_title_covers(self):
        for line in (
            "20;01/03/2024;Travaux lancés ; livraison en mai;Service voirie",
            "20;01/03/2024;<p>Travaux lanc&eacute;s</p>;x",
            "20;01/03/2024;Travaux lancés ; livraison en mai;",
        ):
            with self.subTest(line):
                events, _, faults, _ = self.text("N°;Date;Ce qui s’est passé;Agent", line)
                self.assertEqual(events, [])
                self.assertIn("qui décale les", faults[0])
        [fault] = self.text("N°;Date;Texte;Agent", "20;2024;Travaux lanc&eacute;x")[2]
        self.assertIn("point-virgule a coupé", fault)
        quotes = 'N°;Date;Texte\n20;2024;"La salle "Le Cratère" rouvre"'
        path = self.write(quotes)
        with self.assertRaisesMessage(Refused, "Ligne 2 : un guillemet"):
            prepare(path, self.user)
        notes = self.rows([*EVENTS, None], [20, "2024", "Vu", "fin en mai"])[3]
        self.assertIn("colonne D est sans titre lisible (première cellule : D2)", notes)

    def test_two_tables_on_one_sheet(self):
        above = [ACTIONS, [24, "En cours", "01/03/2024", "Chantier ouvert"]]
        for below in (
            [EVENTS, [20, "02/03/2024", "Réunion"]],
            [[*ACTIONS, "Preuve"], [27, "En cours", "02/03/2024", "Études", None]],
            [[None, *EVENTS], [None, 20, "02/03/2024", "Réunion"]],
        ):
            for tables in ([*above, [], *below], [*below, [], *above]):
                path = self.write_xlsx({"Suivi": tables})
                with (
                    self.subTest(below),
                    self.assertRaisesMessage(Refused, "un deuxième tableau commence à la ligne 4"),
                ):
                    prepare(path, self.user)
        path = self.write_xlsx({"Suivi": [[*EVENTS, None, *EVENTS], [20, "2024", "Vu"]]})
        with self.assertRaisesMessage(Refused, "deux tableaux sont côte à côte"):
            prepare(path, self.user)
        path = self.write_xlsx(
            {
                "Suivi": [
                    [*EVENTS, None, "Action", "Échéance"],
                    [20, "2024", "Vu", None, 24, "2031"],
                ]
            }
        )
        with self.assertRaisesMessage(Refused, "deux tableaux sont côte à côte"):
            prepare(path, self.user)
        again = [*above, ACTIONS, [27, "En cours", "02/03/2024", "Études"]]
        self.assertEqual(len(self.rows(*again)[0]), 2)  # titles of a printed page

    def test_titles_that_mean_something_else(self):
        events, fields, faults, notes = self.rows(
            [*ACTIONS, "Nom", "Prénom", "Adresse", "Action"],
            [24, "En cours", "01/03/2024", "Ouvert", "Durand", "Anne", "1 rue X", "Halles"],
        )
        self.assertEqual((len(events), fields, faults), (1, [], []))
        self.assertIn("« Nom », « Prénom », « Adresse », « Action »", notes)
        for ticks in (("oui", "non"), (True, False), ("x", None)):
            rows = [["N°", "Fait", "Date"], [24, ticks[0], "2024"], [27, ticks[1], "2024"]]
            run = prepare(self.write_xlsx({"Suivi": rows}), self.user)
            [fault] = run.faults
            self.assertIn("Titres vus dans le fichier : « N° », « Fait »", fault.message)
            self.assertEqual([question["written"] for question in run.questions], ["Fait"])
        [fault] = self.rows(["N°", "Lieu"], [24, "https://ales.fr/actions/24/"])[2]
        self.assertIn("pas un lieu", fault)
        for number in ("№", "N °", "N° d'action", "n° action", "Numéro de l’action :"):
            with self.subTest(number):
                rows = [[number, *EVENTS[1:]], [20, "2024", "Vu"]]
                self.assertEqual(self.rows(*rows)[0], [(20, "2024", "Vu")])
        twins = ["N°", "Statut", "Statut", "Date", "Texte"]
        [fault] = self.rows(twins, [24, "Abandonnée", "En cours", "2024", "Vu"])[2]
        self.assertIn("deux colonnes disent « Statut » (B et C)", fault)
        self.assertEqual(self.rows(twins, [24, "En cours", "En cours", "2024", "Vu"])[2], [])
        path = self.write_xlsx({"Suivi": [["N°;Date;Texte"], ["20;2024;Vu"]]})
        with self.assertRaisesMessage(Refused, "dans une seule colonne"):
            prepare(path, self.user)
        counted = self.rows(EVENTS, [1, "2024", "Vu"], [1, None, None])
        self.assertEqual((len(counted[0]), counted[2]), (1, []))

    def test_struck_through_and_dressed_cells(self):
        book = Workbook()
        sheet = book.active
        struck = InlineFont(strike=True)
        for row in (
            [*ACTIONS, "Budget dépensé (€)", "Preuve (adresse)"],
            [24, "En cours", "01/03/2024", CellRichText("Fin ", TextBlock(struck, "mai"), " juin")],
            [27, "Abandonnée", "02/03/2024", "Erreur"],
            [20, None, None, None, 12],
            [12, None, "2024", "Vu", None, "Article du 12 mars"],
        ):
            sheet.append(row)
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet["E4"].number_format = '#,##0" k€"'
        sheet["F5"].hyperlink = "https://www.ales.fr/article"
        book.save(self.folder / "barre.xlsx")
        run = prepare(self.folder / "barre.xlsx", self.user)
        expected = ["Une partie de ce texte est barrée", "toute la ligne", "des milliers"]
        faults = [fault.sentence for fault in run.faults]
        self.assertEqual(len(faults), 3, faults)
        for fault, words in zip(faults, expected, strict=True):
            self.assertIn(words, fault)
        [linked] = run.changes.filter(kind=ImportChange.Kind.EVENT)
        self.assertEqual(
            (linked.after["evidence_url"], linked.after["evidence_title"]),
            ("https://www.ales.fr/article", "Article du 12 mars"),
        )
