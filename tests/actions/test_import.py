import csv
import datetime
import io
from pathlib import Path

from actions.formats import SafeCSV, SafeXLSX
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from openpyxl import load_workbook

from actions.models import Action, Event
from tests.factories import make_action

SAMPLES = Path(settings.BASE_DIR) / "fixtures" / "exemples"
XLSX, CSV = 0, 1
IMPORT = "admin:actions_action_import"


class ImportTests(TestCase):
    def setUp(self):
        self.user = User.objects.create_superuser("editrice", password="x")
        self.client.force_login(self.user)
        for number in (1, 7, 9):
            make_action(number=number, status="realisee" if number == 7 else "en-cours")

    def preview(self, content, name="f.csv", format=CSV):
        upload = SimpleUploadedFile(name, content)
        return self.client.post(reverse(IMPORT), {"format": format, "import_file": upload})

    def confirm(self, preview):
        form = preview.context["confirm_form"]
        return self.client.post(
            reverse("admin:actions_action_process_import"), form.initial, follow=True
        )

    def csv(self, *rows, header="N°;Statut;Date;Ce qui s’est passé;Preuve (adresse)"):
        return "\n".join([header, *rows]).encode()

    def faults(self, *rows, **kwargs):
        """The messages of the preview, and proof that nothing was written."""
        before = Event.objects.count()
        page = self.preview(self.csv(*rows, **kwargs))
        self.assertNotIn("confirm_form", page.context)
        self.assertEqual(Event.objects.count(), before)
        result = page.context["result"]
        return [message for row in result.invalid_rows for message in row.error.messages] + [
            message for error in result.base_errors for message in error.error.messages
        ]

    def statuses(self):
        return dict(Action.objects.values_list("number", "status"))

    def test_the_samples_change_two_statuses_then_nothing(self):
        for name, format in [("deux-statuts.xlsx", XLSX), ("deux-statuts.csv", CSV)]:
            with self.subTest(name):
                content = (SAMPLES / name).read_bytes()
                before = Event.objects.count()

                preview = self.preview(content, name, format)
                self.assertEqual(Event.objects.count(), before)
                page = self.confirm(preview)

                changed = 2 if name.endswith("xlsx") else 0
                self.assertEqual(Event.objects.count(), before + changed)
                self.assertEqual(self.statuses(), {1: "realisee", 7: "realisee", 9: "realisee"})
                self.assertContains(page, "Import terminé")
        halles = Event.objects.filter(action__number=9).latest("rank")
        self.assertEqual(halles.occurred_on.first_day, datetime.date(2025, 7, 8))
        self.assertEqual(halles.recorded_by, self.user)
        self.assertEqual(halles.import_run.made_by, self.user)
        self.assertEqual(halles.import_run.events.count(), 2)
        library = Event.objects.filter(action__number=1).latest("rank")
        self.assertEqual(str(library.occurred_on), "février 2020")

    def test_a_french_day_is_read_day_first(self):
        page = self.preview(self.csv("9;réalisée;01/12/2020;Livré.;https://ales.fr/halles"))
        self.confirm(page)
        event = Event.objects.latest("rank")
        self.assertEqual(event.occurred_on.first_day, datetime.date(2020, 12, 1))

    def test_empty_status_changes_nothing(self):
        page = self.preview(self.csv("9;;;;", "1;en cours;;;"))
        self.assertEqual(page.context["result"].totals["skip"], 2)

    def test_faults_are_told_by_column(self):
        self.assertEqual(
            self.faults("9;fini;01/02/2020;Livré.;https://ales.fr/halles"),
            [
                "Colonne « Statut » : « fini » n’est pas un statut ; attendu : « Réalisée », "
                "« En cours », « À venir », « Suspendue », « Abandonnée »."
            ],
        )
        self.assertEqual(
            self.faults("9;Réalisée;32/02/2020;Livré.;https://ales.fr/halles"),
            [
                "Colonne « Date » : « 32/02/2020 » n’est pas une date lisible ; "
                "attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017."
            ],
        )
        self.assertEqual(
            self.faults("9;Réalisée;;;"),
            [
                "Colonne « Date » : ce qui s’est passé demande sa date ; "
                "attendu : 19/05/2017, 19 mai 2017, mai 2017, T2 2017 ou 2017.",
                "Colonne « Ce qui s’est passé » : un changement de statut demande une phrase "
                "qui le raconte.",
            ],
        )

    def test_done_needs_evidence(self):
        self.assertEqual(
            self.faults("9;Réalisée;01/02/2020;Livré.;"),
            ["« Réalisée » demande une preuve, ou une réserve que le public verra."],
        )

    def test_unknown_and_unreadable_numbers_are_refused(self):
        self.assertEqual(
            self.faults("99;Réalisée;01/02/2020;Livré.;https://ales.fr/halles"),
            [
                "Aucune action ne porte le numéro « 99 ». Vérifiez le numéro ; "
                "une action nouvelle se crée d’abord dans « Actions »."
            ],
        )
        self.assertEqual(
            self.faults("neuf;Réalisée;01/02/2020;Livré.;https://ales.fr/halles"),
            ["« neuf » n’est pas un numéro d’action ; attendu : 9."],
        )

    def test_the_same_number_twice_is_refused(self):
        self.assertEqual(
            self.faults("9;en cours;;;", "9;en cours;;;"),
            ["L’action n° 9 figure sur plusieurs lignes : gardez-en une seule."],
        )

    def test_the_same_number_is_recognised_however_it_is_written(self):
        self.assertEqual(
            self.faults("9;en cours;;;", "9.0;en cours;;;"),
            ["L’action n° 9 figure sur plusieurs lignes : gardez-en une seule."],
        )

    def test_columns_are_known_by_their_usual_names(self):
        page = self.preview(self.csv("9;en cours", header="Numéro;État"))
        self.assertEqual(page.context["result"].totals["skip"], 1)

    def test_news_is_recorded_without_moving_the_action_and_once_only(self):
        news = self.csv("9;;2022;Les étaliers sont consultés.;")
        page = self.confirm(self.preview(news))
        self.assertContains(page, "1 étape enregistrée sans changement de statut")
        event = Event.objects.latest("rank")
        self.assertEqual((event.status, event.text), ("", "Les étaliers sont consultés."))

        page = self.confirm(self.preview(news))
        self.assertContains(page, "rien n’a changé")
        self.assertEqual(Event.objects.latest("rank"), event)

    def test_a_status_that_does_not_apply_is_said_and_not_recorded_twice(self):
        old = self.csv("9;Suspendue;2016;Pause.;")
        page = self.preview(old)
        self.assertContains(page, "Aucune action ne change de statut")
        self.assertContains(page, "Le statut demandé ne s’applique pas")
        self.confirm(page)
        self.assertEqual(self.statuses()[9], "en-cours")

        before = Event.objects.count()
        self.confirm(self.preview(old))
        self.assertEqual(Event.objects.count(), before)

    def test_a_missing_column_is_named(self):
        self.assertEqual(
            self.faults("9;x", header="N°;Phase"),
            [
                "Colonne absente : « Statut ». Colonnes lues : « N° », « Phase ». "
                "La première ligne du fichier doit porter les titres des colonnes."
            ],
        )

    def test_one_faulty_row_stops_the_whole_file(self):
        faults = self.faults(
            "1;Réalisée;02/2020;Rouverte.;https://ales.fr/mediatheque", "9;fini;2020;Livré.;"
        )
        self.assertEqual(len(faults), 1)
        self.assertEqual(self.statuses()[1], "en-cours")

    def test_a_file_that_is_no_workbook_is_refused(self):
        page = self.preview(b"%PDF-1.4", "f.xlsx", XLSX)
        self.assertContains(page, "Ce fichier n’a pas pu être lu.")

    def test_nothing_is_said_done_when_the_site_moved_on(self):
        page = self.preview(self.csv("9;Réalisée;01/02/2020;Livré.;https://ales.fr/halles"))
        Action.objects.filter(number=9).update(number=10)
        before = Event.objects.count()

        page = self.confirm(page)

        self.assertContains(page, "L’import n’a rien changé")
        self.assertEqual(Event.objects.count(), before)

    def test_those_who_only_read_cannot_import(self):
        reader = User.objects.create_user("lecteur", is_staff=True)
        reader.user_permissions.add(Permission.objects.get(codename="view_action"))
        self.client.force_login(reader)
        self.assertEqual(self.client.get(reverse(IMPORT)).status_code, 403)

    def test_the_export_imports_back_without_change(self):
        for format, name in [(XLSX, "x.xlsx"), (CSV, "x.csv")]:
            with self.subTest(name):
                response = self.client.post(
                    reverse("admin:actions_action_export"), {"format": format}
                )
                self.assertEqual(response.status_code, 200)
                page = self.preview(response.content, name, format)
                self.assertEqual(page.context["result"].totals["skip"], 3)
                self.assertEqual(page.context["result"].totals["update"], 0)

    def test_an_exported_text_is_never_a_formula_and_comes_back_exact(self):
        texts = ["=1+1", "+33 4", "-2+3", "@SUM(A1)", "\tTab", "\rCR", "l;=1", "'=1", "'été"]
        Action.objects.filter(number=9).update(title="À sa place")
        texts = ["Action 1", "Action 7", "À sa place", *texts]
        for number, text in enumerate(texts[3:], 10):
            make_action(number=number, title=text)

        written = csv.reader(
            io.StringIO(self.export(CSV).decode("utf-8-sig"), newline=""), delimiter=";"
        )
        for row in list(written)[1:]:
            for cell in row:
                self.assertNotRegex(cell, r"(^|[;\t\r\n])[=+\-@\t\r\n]")

        sheet = load_workbook(io.BytesIO(self.export(XLSX))).active
        for row, text in zip(sheet.iter_rows(min_row=2), texts, strict=True):
            self.assertEqual({cell.data_type for cell in row if cell.value is not None}, {"s"})
            self.assertTrue(row[1].quotePrefix)
            self.assertEqual(row[1].value.replace("\r", "\n"), text.replace("\r", "\n"))

        for format in (SafeCSV(), SafeXLSX()):
            read = format.create_dataset(self.export(CSV if format.get_title() == "csv" else XLSX))
            self.assertEqual(
                [title.replace("\r", "\n") for title in read["Intitulé"]],
                [text.replace("\r", "\n") for text in texts],
            )

    def test_an_apostrophe_that_people_typed_stays(self):
        read = SafeCSV().create_dataset("N°;Réserve\n9;'70 et 'été".encode())
        self.assertEqual(read["Réserve"], ["'70 et 'été"])

    def test_dangerous_titles_import_back_without_change(self):
        Action.objects.filter(number=9).update(title="=1+1")
        for format, name in [(XLSX, "x.xlsx"), (CSV, "x.csv")]:
            page = self.preview(self.export(format), name, format)
            self.assertEqual(page.context["result"].totals["skip"], 3)
            self.assertEqual(page.context["result"].totals["update"], 0)

    def export(self, format):
        return self.client.post(
            reverse("admin:actions_action_export"), {"format": format}
        ).getvalue()
