import datetime

from spreadsheets import UnreadableCell, find_tables
from tests.spreadsheets.crafted import FILES, ReaderTestCase
from tests.spreadsheets.test_tables import ACTIONS

DIVIDED = UnreadableCell(
    "La cellule affiche #DIV/0! : sa formule divise par zéro. Corrigez-la ou tapez la valeur.",
    "#DIV/0!",
)
HEADERS = (
    None, "N°", "Thème", "Intitulé de\nl’action", "Statut", "Date", "Budget", "Part", "Mois",
    "Réunion", "Fait", "Calcul",
)  # fmt: skip
TITLE = (None, "Suivi des actions – direction des services techniques")


class SavedByLibreOfficeTests(ReaderTestCase):
    """The same workbook, in each format that LibreOffice saves."""

    maxDiff = None

    def test_workbooks_keep_types_merges_and_repetitions(self):
        for name in ("atelier.ods", "atelier.xlsx"):
            with self.subTest(name):
                book = self.opened(FILES / name)

                self.assertEqual(
                    [(sheet.name, sheet.is_hidden) for sheet in book.sheets],
                    [("Lisez-moi", False), ("Suivi", False), ("Listes", True)],
                )
                self.assertEqual(
                    {row.number: row.cells for row in book.sheets[1].rows()},
                    {
                        1: TITLE,
                        5: HEADERS,
                        6: (
                            None,
                            9,
                            "Cœur de ville",
                            "Les Halles de  l’Abbaye",
                            "Réalisée",
                            datetime.date(2026, 12, 1),
                            1200.5,
                            0.25,
                            datetime.date(2017, 5, 1),
                            datetime.datetime(2019, 4, 13, 14, 30),
                            True,
                            18,
                        ),
                        7: (
                            None,
                            "n° 10",
                            "Cœur de ville",
                            "Une heure\nde stationnement",
                            "En cours",
                            "mai 2017",
                            "12 000 €",
                            None,
                            None,
                            datetime.time(14, 30),
                            False,
                            DIVIDED,
                        ),
                        8: (None, 11, "pareil", "pareil", "À venir", *[None] * 4, "36:30:00"),
                        9: (None, 12, None, None, "Suspendue"),
                        10: (None, 13),
                        11: (None, 13),
                    },
                )
                self.assertEqual(
                    [row.number for row in book.sheets[1].rows() if row.is_hidden], [8, 9]
                )
                self.assertEqual(
                    sorted(book.notes),
                    [
                        "Feuille « Suivi » : 2 lignes masquées ou filtrées lues aussi.",
                        "Feuille « Suivi » : les colonnes masquées sont lues aussi.",
                        "Les commentaires des cellules ne sont pas lus.",
                    ],
                )

    def test_texts_keep_what_is_shown(self):
        for name, notes in {
            "atelier-utf8.csv": ["Séparateur reconnu : point-virgule."],
            "atelier-cp1252.csv": [
                "Encodage reconnu : Windows-1252.",
                "Séparateur reconnu : point-virgule.",
            ],
            "atelier-utf16.csv": ["Encodage reconnu : UTF-16.", "Séparateur reconnu : tabulation."],
        }.items():
            with self.subTest(name):
                book = self.opened(FILES / name)
                rows = {row.number: row.cells for row in book.sheets[0].rows()}

                self.assertEqual(book.notes, notes)
                self.assertEqual(rows[1], TITLE)
                self.assertEqual(rows[5], HEADERS)
                self.assertEqual(
                    rows[6][:8],
                    (
                        *(None, "9", "Cœur de ville", "Les Halles de  l’Abbaye", "Réalisée"),
                        *("01/12/2026", "1200,5", "25%"),
                    ),
                )
                self.assertEqual(rows[7][-1], DIVIDED)
                self.assertEqual(rows[11], (None, "13"))

    def test_the_table_is_found_in_each(self):
        for name in (
            "atelier.ods",
            "atelier.xlsx",
            "atelier-utf8.csv",
            "atelier-cp1252.csv",
            "atelier-utf16.csv",
        ):
            with self.subTest(name):
                [found] = find_tables(self.opened(FILES / name), [ACTIONS])

                self.assertEqual((found.header_row, found.reference("status", 7)), (5, "E7"))
                self.assertEqual(
                    [str(line.cells["number"]) for line in found.lines()],
                    ["9", "n° 10", "11", "12", "13", "13"],
                )

    def test_what_may_not_be_read_is_refused_with_the_way_out(self):
        for name, sentence in {
            "atelier.xls": "Ce classeur est à l’ancien format d’Excel (.xls, avant 2007). "
            "Enregistrez-le au format « Classeur Excel (.xlsx) » et déposez cette copie.",
            "atelier.html": "Ce fichier est une page web enregistrée avec un nom de tableur. "
            "Ouvrez-le dans Excel ou LibreOffice et enregistrez-le au format « Classeur Excel "
            "(.xlsx) ».",
            "atelier.fods": "Ce classeur est au format .fods. Enregistrez-le au format « Classeur "
            "ODF (.ods) ».",
            "liens.ods": "Ce classeur va chercher des valeurs dans d’autres fichiers. Dans "
            "LibreOffice : Édition, Liens vers des fichiers externes, Rompre le lien ; puis "
            "enregistrez et déposez-le à nouveau.",
            "liens.xlsx": "Ce classeur va chercher des valeurs dans d’autres fichiers. Dans Excel "
            ": Données, Modifier les liaisons, Rompre la liaison ; puis enregistrez et déposez-le "
            "à nouveau.",
            "macros.ods": "Ce classeur contient des macros. Dans LibreOffice : Outils, Macros, "
            "Gérer les macros, pour les supprimer ; ou copiez les lignes utiles dans un nouveau "
            "classeur.",
            "mot-de-passe.ods": "Ce fichier est protégé par un mot de passe. Ouvrez-le dans votre "
            "tableur, retirez le mot de passe à l’enregistrement et déposez cette copie.",
        }.items():
            with self.subTest(name):
                self.assertEqual(self.refusal(FILES / name), sentence)
