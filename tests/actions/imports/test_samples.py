"""The files of fixtures/exemples: made by their script, and meaningful on the plan that ships."""

import csv
import io
import shutil
import zipfile
from pathlib import Path

from django.conf import settings
from django.test import SimpleTestCase, TestCase
from openpyxl import load_workbook

from actions.imports.annotated import name_of_annotated_file, write_annotated_file
from actions.imports.applying import apply
from actions.imports.planning import prepare
from actions.models import Action, Event, ImportRun
from fixtures.exemples.write_samples import SAMPLES, facts, sample
from spreadsheets.writing import layout
from spreadsheets.writing import ods as write_ods
from tests.actions.imports.files import ImportMixin
from tests.seeded import seed
from tests.workbooks import read_workbook

FOLDER = Path(settings.BASE_DIR) / "fixtures" / "exemples"
UPDATES = [f"mise-a-jour-2025.{extension}" for extension in ("ods", "xlsx", "csv")]


def parts(data):
    """What a workbook holds, whatever compressed it."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(part.filename, part.date_time, archive.read(part)) for part in archive.infolist()]


class ScriptTests(SimpleTestCase):
    def test_it_makes_the_files_that_ship(self):
        for name in SAMPLES:
            with self.subTest(name):
                made, kept = sample(name), (FOLDER / name).read_bytes()
                if name.endswith(".csv"):
                    self.assertEqual(made, kept)
                else:
                    self.assertEqual(parts(made), parts(kept))

    def test_every_spreadsheet_of_the_folder_has_its_maker(self):
        found = {p.name for p in FOLDER.iterdir() if p.suffix in (".xlsx", ".ods", ".csv")}
        self.assertEqual(found, {*SAMPLES})

    def test_the_three_updates_tell_the_same(self):
        ods, xlsx = (read_workbook((FOLDER / name).read_bytes()) for name in UPDATES[:2])
        self.assertEqual([row for row in ods["Étapes"] if any(row)], xlsx["Étapes"])
        text = (FOLDER / UPDATES[2]).read_bytes().decode("cp1252")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        self.assertEqual([row[2] for row in rows], [row[2] for row in xlsx["Étapes"]])

    def test_facts_of_the_whole_plan_are_no_action_s(self):
        self.assertEqual(
            {fact["action"] for fact in facts()}, {"1", "7", "9", "12", "17", "20", "26", "28"}
        )


class ImportTests(ImportMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        seed()

    def sample(self, name):
        """A copy, since what is read may be anywhere."""
        shutil.copyfile(FOLDER / name, self.folder / name)
        return prepare(self.folder / name, self.user, original_name=name)

    def test_the_update_moves_two_actions_and_tells_the_rest_as_news(self):
        for name in UPDATES:
            with self.subTest(name):
                counts = self.sample(name).counts
                self.assertEqual(counts["moves"], {"realisee": 2})
                self.assertEqual((counts["events"], counts["news"]), (34, 29))

    def test_once_applied_none_of_the_three_changes_anything(self):
        run = apply(self.sample(UPDATES[0]).pk, self.user)
        self.assertEqual(run.state, "applique")
        halles = Action.objects.get(number=9)
        self.assertEqual(
            (halles.status, str(halles.planned_on), halles.cost),
            ("realisee", "28 juin 2025", (13_000_000, 13_000_000)),
        )
        self.assertEqual(Action.objects.get(number=1).status, "realisee")
        before = Event.objects.count()
        for name in UPDATES:
            with self.subTest(name):
                self.assertEqual(list(self.sample(name).changes.all()), [])
        self.assertEqual(Event.objects.count(), before)

    def test_the_story_of_the_halles_reads_in_order_with_its_slips_and_costs(self):
        apply(self.sample(UPDATES[1]).pk, self.user)
        page = self.client.get("/actions/9/")
        slip = page.context["slip"]
        self.assertEqual(
            slip.sentence,
            "annoncée d’ici 2020 avec tout le plan, puis pour le 3e trimestre 2024, puis le 1er "
            "trimestre 2025, puis le 28 juin 2025 ; 7 à 8\u00a0M€, puis 12, 14, 13",
        )
        told = [event.occurred_on.iso for event in page.context["story"]]
        self.assertEqual(
            told,
            [
                *("2025-07-08", "2025", "2024-04-26", "2024-03-18", "2023-09-26", "2023-03"),
                *("2023-03", "2021-11-25", "2021-11", "2020-08", "2018", "2017-03-29"),
            ],
        )
        announced = [
            (
                event.occurred_on.iso,
                event.planned_on and event.planned_on.iso,
                str(event.cost or ""),
            )
            for event in slip.announcements
        ]
        self.assertEqual(
            announced,
            [
                ("2021-11-25", "2024-Q3", "7 à 8\u00a0M€"),
                ("2023-03", "2025-Q1", ""),
                ("2023-03", None, "12\u00a0M€"),
                ("2023-09-26", None, "14\u00a0M€"),
                ("2025", "2025-06-28", "13\u00a0M€"),
            ],
        )
        self.assertContains(page, "avec au moins 4\u00a0ans de retard")
        self.assertContains(page, "Le jour réel de l’ouverture n’a pas été retrouvé.")

    def test_the_first_shape_of_the_sheet_still_imports(self):
        for name in ("deux-statuts.xlsx", "deux-statuts.csv"):
            with self.subTest(name):
                run = self.sample(name)
                self.assertEqual((run.state, run.counts["moves"]), ("apercu", {"realisee": 2}))

    def test_the_messy_file_of_the_directorates(self):
        run = self.sample("envoi-des-directions.xlsx")
        self.assertEqual((run.state, run.counts["moves"]), ("apercu", {"realisee": 3}))
        self.assertEqual(
            [(c.number, c.kind, c.field) for c in run.changes.all()],
            [
                (1, "etape", ""),
                (9, "etape", ""),
                (12, "etape", ""),
                (7, "etape", ""),
                (26, "etape", ""),
            ],
        )
        dates = [c.after["occurred_on"] for c in run.changes.filter(kind="etape")]
        self.assertEqual(dates, ["2020-02", "2025-07-08", "2021", "2020-05-12", "2021-12-15"])
        told = " ".join(run.notes)
        self.assertIn("« Sujet », « Pilote interne », « Priorité »", told)

    def test_eight_faults_each_on_its_cell(self):
        run = self.sample("huit-erreurs.xlsx")
        self.assertEqual(run.state, "refuse")
        self.assertEqual(
            [fault.reference for fault in run.faults.order_by("row")],
            ["C3", "G4", "D5", "D6", "A7", "I8", "E9", "A10"],
        )

    def test_the_annotated_file_tells_them_and_imports_once_corrected(self):
        run = self.sample("huit-erreurs.xlsx")
        path = self.folder / name_of_annotated_file(run)
        with path.open("wb") as file:
            write_annotated_file(run, file)
        self.assertEqual(path.name, "huit-erreurs, à corriger.xlsx")
        book = load_workbook(path)
        sheet = book["Actions"]
        comments = {c.coordinate: c.comment.text for row in sheet for c in row if c.comment}
        self.assertEqual(
            comments, {fault.reference: self.sentence(fault.message) for fault in run.faults}
        )

        for cell, value in {
            "C3": "En cours",
            "G4": "https://www.ales.fr/preuve/",
            "D5": "31/03/2025",
            "D6": "12/05/2022",
            "A7": 23,
            "I8": 12_000,
            "E9": "Un défaut du dallage oblige à reprendre le chantier.",
            "A10": 10,
        }.items():
            sheet[cell] = value
        book.save(path)
        again = prepare(path, self.user)

        self.assertEqual([fault.sentence for fault in again.faults], [])
        self.assertEqual(again.counts["moves"], {"realisee": 2, "en-cours": 2})
        self.assertEqual(again.counts["back"], 1)

    @staticmethod
    def sentence(message):
        return message[:1].upper() + message[1:]

    def test_the_annotated_file_of_an_ods_imports_once_corrected(self):
        grid = layout.Grid(
            "Suivi",
            [layout.GridColumn(header, 20) for header in ("N°", "Statut", "Date", "Texte")],
            [[9, "bientôt fini", "mai 2025", "Le chantier reprend."]],
            locked=0,
        )
        book = layout.Workbook("Suivi", [grid], layout.Notes("Aide", [layout.Heading("Aide")]))
        with (self.folder / "suivi.ods").open("wb") as file:
            write_ods.write(book, file)
        run = prepare(self.folder / "suivi.ods", self.user)
        self.assertEqual([fault.reference for fault in run.faults], ["B2"])

        path = self.folder / name_of_annotated_file(run)
        with path.open("wb") as file:
            write_annotated_file(run, file)
        book = load_workbook(path)
        self.assertIn("bientôt fini", book["Suivi"]["B2"].comment.text)
        book["Suivi"]["B2"] = "en cours"
        book.save(path)
        again = prepare(path, self.user)

        self.assertEqual([fault.sentence for fault in again.faults], [])
        self.assertEqual(again.counts["news"], 1)

    def test_the_annotated_file_of_a_csv(self):
        rows = "N°;Statut\n9;fini bientôt\n9;En cours\n"
        run = prepare(self.write(rows, "suivi.csv"), self.user)
        path = self.folder / name_of_annotated_file(run)
        with path.open("wb") as file:
            write_annotated_file(run, file)
        self.assertEqual(path.name, "suivi, à corriger.xlsx")
        (sheet,) = load_workbook(path)
        self.assertEqual([c.coordinate for row in sheet for c in row if c.comment], ["B2", "A3"])

    def test_a_fault_of_a_missing_column_is_told_in_the_first_cell(self):
        run = self.prepare("9;Réalisée;Le chantier est fini.", header="N°;Statut;Texte")
        with (self.folder / "a.xlsx").open("wb") as file:
            write_annotated_file(run, file)
        (sheet,) = load_workbook(self.folder / "a.xlsx")
        (comment,) = [c.comment.text for row in sheet for c in row if c.comment]
        self.assertTrue(comment.startswith("Colonne « Date » : "), comment)

    def test_a_file_no_longer_kept_is_told(self):
        run = self.prepare("9;bientôt", header="N°;Statut")
        run.forget_file()
        with self.assertRaisesMessage(FileNotFoundError, "déposez-le à nouveau"):
            write_annotated_file(run, io.BytesIO())

    def test_the_annotated_file_is_named_after_the_one_sent(self):
        for sent, name in (
            ("statuts.csv", "statuts, à corriger.xlsx"),
            ("Suivi 2025.ods", "Suivi 2025, à corriger.xlsx"),
            ("C:\\dossier\\a.xlsx", "a, à corriger.xlsx"),
            ("", "import, à corriger.xlsx"),
        ):
            with self.subTest(sent):
                self.assertEqual(name_of_annotated_file(ImportRun(original_name=sent)), name)
