"""The workbook that comes back after others changed the site; faults corrected on the page."""

import io

import openpyxl
from django.test import TestCase
from django.urls import reverse

from actions.imports.applying import apply
from actions.imports.planning import prepare
from actions.imports.story import sentences
from actions.imports.template import template_workbook
from actions.models import Action, ImportRun, Status
from publishing.text.dates import PartialDate
from spreadsheets import open_book
from tests.factories import make_action

from .files import ImportMixin


class ComingBackTests(ImportMixin, TestCase):
    @classmethod
    def setUpTestData(cls):
        for number in (1, 2, 3):
            make_action(
                "a-venir",
                number=number,
                title=f"Action {number}",
                place="Centre",
                summary="S" * 300,
            )

    def taken(self):
        """The workbook as an office takes it, open to be changed; its columns by title."""
        book = openpyxl.load_workbook(io.BytesIO(template_workbook("xlsx")))
        titles = {cell.value: cell.column for cell in book["Actions"][1]}
        return book, titles

    def saved(self, book, name="retour.xlsx"):
        book.save(self.folder / name)
        return self.folder / name

    def test_two_offices_and_an_editor(self):
        first, titles = self.taken()
        second, _ = self.taken()
        first["Actions"].cell(2, titles["Lieu"]).value = "Halles"
        first["Actions"].cell(3, titles["Lieu"]).value = "Gare"
        second["Actions"].cell(3, titles["Lieu"]).value = "Parc"
        second["Actions"].cell(4, titles["Lieu"]).value = "Stade"
        Action.objects.filter(number=3).update(summary="Changé par une éditrice")
        apply(prepare(self.saved(first), self.user).pk, self.user)

        path = self.saved(second, "second.xlsx")
        run = prepare(path, self.user)

        [asked] = run.faults
        self.assertEqual(asked.before, {"base": "Centre", "file": "Parc", "site": "Gare"})
        self.assertIn("ont changé chacun de leur côté", asked.sentence)
        self.assertIn("1 valeur est à choisir", sentences(run)[0])
        for side, place in (("site", "Gare"), ("file", "Parc")):
            answers = {"keep": [[asked.sheet, asked.row, asked.field, side]]}
            again = prepare(path, self.user, answers=answers)
            self.assertEqual(again.faults_count, 0)
            apply(again.pk, self.user)
            self.assertEqual(self.action(2).place, place)
        self.assertEqual([self.action(n).place for n in (1, 3)], ["Halles", "Stade"])
        self.assertEqual(self.action(3).summary, "Changé par une éditrice")

    def action(self, number):
        return Action.objects.get(number=number)

    def test_both_formats_carry_it_and_a_forged_one_is_told(self):
        for format in ("xlsx", "ods"):
            path = self.write(template_workbook(format), f"modele.{format}")
            Action.objects.filter(number=1).update(place="Changé depuis")
            with self.subTest(format), open_book(path) as book:
                self.assertTrue(book.sheets[-1].is_hidden)
                run = prepare(path, self.user)
                self.assertEqual((run.changes.count(), run.notes), (0, []))
        forged, _ = self.taken()
        sheet = forged["Valeurs d’origine"]
        self.assertEqual(sheet.sheet_state, "veryHidden")
        sheet.cell(2, 2).value = '"Autre"'
        Action.objects.filter(number=1).update(place="Encore")
        run = prepare(self.saved(forged), self.user)
        self.assertEqual(run.counts["fields"], 1)
        self.assertIn("Les valeurs d’origine de ce classeur ont été modifiées", run.notes[-1])
        plain = self.prepare("1;Ailleurs", header="N°;Lieu")
        self.assertIn("ne dit pas de quelles valeurs il est parti", " ".join(plain.notes))

    def test_the_open_data_brought_back_asks_nothing(self):
        self.action(1).record("Vu.", PartialDate.from_iso("2019-Q3"), reservation="Un doute.")
        for name in ("actions.csv", "etapes.csv", "actions.xlsx", "actions.ods"):
            content = b"".join(self.client.get(f"/donnees/{name}"))
            path = self.write(content, name)
            with self.subTest(name):
                run = prepare(path, self.user)
                self.assertEqual([str(change) for change in run.changes.all()], [])
                self.assertGreater(run.counts["lines"], 0)
        added = self.client.get("/donnees/etapes.csv")
        lines = b"".join(added).decode().splitlines()
        titles = lines[0].split(",")
        row = dict.fromkeys(titles, "") | {"action": "2", "date": "2019-07-01", "texte": "Ajout."}
        row |= {"precision": "trimestre"}
        path = self.write("\n".join([*lines, ",".join(row[title] for title in titles)]))
        [event] = prepare(path, self.user).changes.all()
        self.assertEqual((event.number, event.after["occurred_on"]), (2, "2019-Q3"))

    def test_a_fault_is_corrected_on_the_page_in_three_gestures(self):
        self.client.force_login(self.user)
        run = self.prepare("1;livrée partiellement;01/03/2024;Vu", "2;En cours;hier;Vu")
        url = reverse("admin:actions_importrun_change", args=[run.pk])
        page = self.client.get(url)
        first, second = run.faults
        self.assertContains(page, f'name="cell-{first.pk}" value="livrée partiellement"')
        self.assertContains(page, '<option value="En cours">')

        mend = reverse("admin:actions_importrun_mend", args=[run.pk])
        posted = {f"cell-{first.pk}": "en cours", f"cell-{second.pk}": "avant-hier"}
        page = self.client.post(mend, posted, follow=True)
        [fault] = page.context["run"].faults
        self.assertIn("« avant-hier » n’est pas une date lisible", fault.message)
        mend = reverse("admin:actions_importrun_mend", args=[page.context["run"].pk])
        page = self.client.post(mend, {f"cell-{fault.pk}": "mars 2024"}, follow=True)
        fresh = page.context["run"]
        self.assertEqual((fresh.state, fresh.faults_count), (ImportRun.State.PREVIEWED, 0))
        self.assertContains(page, "2 cellules corrigées sur cette page")
        self.assertFalse(ImportRun.objects.exclude(pk=fresh.pk).exists())

        corrected = self.client.get(reverse("admin:actions_importrun_corrected", args=[fresh.pk]))
        self.assertIn("corrig%C3%A9.xlsx", corrected["Content-Disposition"])
        content = io.BytesIO(b"".join(corrected.streaming_content))
        sheet = openpyxl.load_workbook(content).active
        self.assertEqual([sheet["B2"].value, sheet["C3"].value], ["en cours", "mars 2024"])
        apply(fresh.pk, self.user)
        self.assertEqual(self.action(1).status, Status.ONGOING)
