"""Imports in the back office: each gesture, and each wrong one, has its answer."""

import datetime
import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import TestCase
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from actions.imports.applying import apply
from actions.models import Action, Event, ImportRun
from publishing.text.dates import PartialDate
from staff.roles import create_roles
from tests.factories import make_action, make_theme
from tests.reading import as_read

from .files import HEADER, ImportMixin, csv_text, make_importer

SAMPLES = Path(settings.BASE_DIR) / "fixtures" / "exemples"
ADD = reverse("admin:actions_importrun_add")
LIST = reverse("admin:actions_importrun_changelist")
DONE = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


def to(run, name="change"):
    return reverse(f"admin:actions_importrun_{name}", args=[run.pk])


def words(page):
    """The page as it is read, its no-break spaces made plain."""
    return as_read(page.content.decode()).replace("\u00a0", " ").replace("\u202f", " ")


class ImportPages(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.client.force_login(self.user)
        for number in (1, 7, 9):
            make_action(number=number, status="realisee" if number == 7 else "en-cours")

    def upload(self, content, name="suivi.csv", **data):
        content = content if isinstance(content, bytes) else content.encode()
        form = {"file": SimpleUploadedFile(name, content), **data}
        return self.client.post(ADD, form, follow=True)

    def post(self, run, name):
        return self.client.post(to(run, name), follow=True)

    def told(self, answer):
        return [str(message) for message in answer.context["messages"]]

    def status_of(self, number):
        return Action.objects.get(number=number).status


class UploadTests(ImportPages):
    def test_a_file_leads_to_its_story(self):
        page = self.upload(csv_text(DONE, "1;;;;"))

        run = ImportRun.objects.get()
        self.assertRedirects(page, to(run))
        self.assertEqual((run.original_name, run.made_by), ("suivi.csv", self.user))
        self.assertIn("1 action passe à « réalisée », 1 sans changement.", words(page))
        self.assertIn("<del>En cours</del>", words(page))
        self.assertIn("<ins>1er décembre 2020</ins>", words(page))
        self.assertIn("Séparateur reconnu : point-virgule.", words(page))
        self.assertIn("Enregistrer ces changements", words(page))
        self.assertEqual(self.status_of(9), "en-cours")

    def test_a_file_that_cannot_be_read_is_refused_beside_its_field(self):
        page = self.upload(b"%PDF-1.4", "suivi.xlsx")

        self.assertEqual(page.status_code, 422)
        [message] = page.context["form"].errors["file"]
        self.assertIn("PDF", message)
        self.assertRegex(words(page), r'aria-describedby="[^"]*id_file_error')
        self.assertEqual(ImportRun.objects.count(), 0)

    def test_no_file_is_said(self):
        page = self.client.post(ADD, {})
        self.assertIn("Choisissez le fichier à lire.", words(page))

    def test_unknown_actions_are_created_only_when_asked(self):
        text = csv_text("40;Une halle neuve;Commerce", header="N°;Intitulé;Thème")
        make_theme(name="Commerce")

        refused = self.upload(text)
        self.assertIn("Aucune action ne porte le n° 40", words(refused))
        self.assertNotContains(refused, "Enregistrer ces changements")

        asked = self.upload(text, creates="on")
        self.assertIn("1 action est créée en brouillon.", words(asked))

    def test_a_file_without_news_says_so_and_offers_nothing_to_confirm(self):
        page = self.upload(csv_text("9;en cours;;;"))
        self.assertIn(
            "Rien ne change : tout ce que dit le fichier est déjà sur le site.", words(page)
        )
        self.assertNotContains(page, "Enregistrer ces changements")

    def test_a_file_without_a_line_says_so(self):
        page = self.upload("N°;Statut\n")
        self.assertIn("aucune ligne en dessous", words(page))
        self.assertNotIn("déjà sur le site", words(page))

    def test_the_name_that_the_browser_sends_names_nothing_here(self):
        self.upload(csv_text(DONE), name="../../settings.py\x00.csv")
        run = ImportRun.objects.get()
        self.assertEqual(run.path.parent, settings.PRIVATE_MEDIA_ROOT / "imports")
        self.assertRegex(run.file, r"^[0-9a-f]{32}\.csv$")


class FaultTests(ImportPages):
    FAULTY = csv_text("9;fini ?;01/12/2020;Livré.;https://ales.fr", "1;Réalisée;2020;Oui.;")

    def test_each_faulty_cell_is_told_with_its_place_and_remedy(self):
        page = self.upload(self.FAULTY)
        self.assertIn(
            "Le fichier a 2 erreurs : rien ne sera changé tant qu’il n’est pas corrigé.",
            words(page),
        )
        self.assertIn('data-label="Ligne">2</td><td data-label="Colonne">Statut', words(page))
        self.assertIn("« fini ? » n’est pas un statut", words(page))
        self.assertIn("demande une preuve, ou une réserve", words(page))

    def test_the_annotated_file_carries_a_comment_on_each_faulty_cell(self):
        self.upload(self.FAULTY)
        run = ImportRun.objects.get()

        answer = self.client.get(to(run, "corrected"))

        self.assertIn("corriger", answer["Content-Disposition"])
        sheet = load_workbook(io.BytesIO(answer.getvalue())).active
        self.assertIn("n’est pas un statut", sheet["B2"].comment.text)
        self.assertEqual(sheet["B2"].value, "fini ?")
        self.assertIsNone(sheet["B3"].comment)

    def test_a_faulty_file_is_not_confirmed_by_a_forged_request(self):
        self.upload(self.FAULTY)
        page = self.post(ImportRun.objects.get(), "confirm")
        self.assertIn("Ce fichier contient 2 erreurs", self.told(page)[0])
        self.assertEqual(self.status_of(1), "en-cours")


class ConfirmationTests(ImportPages):
    def setUp(self):
        super().setUp()
        self.upload(csv_text(DONE))
        self.run_made = ImportRun.objects.get()

    def test_what_was_shown_is_done_and_told(self):
        page = self.post(self.run_made, "confirm")

        self.assertEqual(
            self.told(page),
            ["Import appliqué : 1 action a changé de statut et 1 étape enregistrée."],
        )
        event = Event.objects.latest("rank")
        self.assertEqual((event.text, event.recorded_by), ("Livré.", self.user))
        self.assertEqual(event.import_run, self.run_made)
        self.assertIn('href="/actions/9/">voir la page publique</a>', words(page))
        self.assertIn("Annuler cet import…", words(page))
        public = self.client.get("/actions/9/")
        self.assertIn("Livré.", words(public))

    def test_a_double_click_does_it_once(self):
        self.post(self.run_made, "confirm")
        count = Event.objects.count()
        page = self.post(self.run_made, "confirm")
        self.assertIn("Cet import est déjà appliqué", self.told(page)[0])
        self.assertEqual(Event.objects.count(), count)

    def test_a_conflict_shows_the_three_values_and_changes_nothing(self):
        Action.objects.get(number=9).record(
            "Arrêté.", PartialDate.from_iso("2020-06-01"), status="suspendue"
        )
        count = Event.objects.count()

        page = self.post(self.run_made, "confirm")

        self.assertEqual(page.status_code, 409)
        self.assertIn("Le site a changé depuis l’aperçu", words(page))
        for value in ("<td>En cours</td>", "<td>Réalisée</td>", "<strong>Suspendue</strong>"):
            self.assertIn(value, words(page))
        self.assertEqual(Event.objects.count(), count)

        fresh = self.post(self.run_made, "reread")
        self.assertIn("<del>Suspendue</del>", words(fresh))
        self.run_made.refresh_from_db()
        self.assertEqual(self.run_made.state, "abandonne")

    def test_an_expired_preview_is_read_again_before_it_is_confirmed(self):
        ImportRun.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))

        page = self.post(self.run_made, "confirm")

        self.assertIn("Cet aperçu a plus de 24 heures", self.told(page)[0])
        self.assertEqual(self.status_of(9), "en-cours")
        self.assertIn("Relire le fichier", words(page))
        self.assertNotContains(page, "Enregistrer ces changements")
        self.assertIn("Enregistrer ces changements", words(self.post(self.run_made, "reread")))

    def test_somebody_else_reads_the_preview_and_cannot_confirm_it(self):
        self.client.force_login(make_importer("collegue"))

        page = self.client.get(to(self.run_made))
        self.assertIn("seule cette personne peut le confirmer", words(page))
        self.assertNotContains(page, "Enregistrer ces changements")
        page = self.post(self.run_made, "confirm")
        self.assertIn("préparé par une autre personne", self.told(page)[0])
        self.assertEqual(self.status_of(9), "en-cours")
        self.assertIn(
            "celui d’une autre personne", self.told(self.post(self.run_made, "abandon"))[0]
        )

        mine = self.post(self.run_made, "reread")
        self.assertIn("Enregistrer ces changements", words(mine))
        self.assertEqual(ImportRun.objects.get(pk=self.run_made.pk).state, "apercu")

    def test_of_two_previews_of_one_file_the_second_changes_nothing(self):
        self.upload(csv_text(DONE))
        first, second = ImportRun.objects.order_by("pk")
        self.post(first, "confirm")
        count = Event.objects.count()
        self.post(second, "confirm")
        self.assertEqual(Event.objects.count(), count)

    def test_a_right_lost_meanwhile_is_refused(self):
        self.user.user_permissions.clear()
        self.assertEqual(self.client.post(to(self.run_made, "confirm")).status_code, 403)
        self.assertEqual(self.status_of(9), "en-cours")

    def test_an_address_that_is_followed_changes_nothing_and_leads_to_the_story(self):
        for name in ("confirm", "reread", "abandon"):
            page = self.client.get(to(self.run_made, name), follow=True)
            self.assertRedirects(page, to(self.run_made))
            self.assertIn("relisez cette page", self.told(page)[0])
        self.assertEqual(ImportRun.objects.get().state, "apercu")
        self.assertEqual(self.status_of(9), "en-cours")

    def test_who_logs_in_again_to_confirm_finds_the_story_again(self):
        self.client.logout()
        asked = self.client.post(to(self.run_made, "confirm"))
        self.client.force_login(self.user)
        back = parse_qs(urlsplit(asked["Location"]).query)["next"][0]
        self.assertContains(self.client.get(back, follow=True), "Enregistrer ces changements")

    def test_an_endless_number_names_no_import(self):
        endless = to(self.run_made).replace(f"/{self.run_made.pk}/", f"/{'9' * 5000}/")
        self.assertEqual(self.client.get(endless).status_code, 404)

    def test_an_abandoned_preview_leaves_no_file_and_cannot_be_confirmed(self):
        path = self.run_made.path
        page = self.post(self.run_made, "abandon")
        self.assertIn("rien n’a été changé", self.told(page)[0])
        self.assertFalse(path.exists())
        page = self.post(self.run_made, "confirm")
        self.assertIn("a été abandonné", self.told(page)[0])
        self.assertEqual(self.status_of(9), "en-cours")
        page = self.post(self.run_made, "reread")
        self.assertIn("Ce fichier n’est plus gardé", self.told(page)[0])

    def test_an_applied_import_is_not_abandoned(self):
        self.post(self.run_made, "confirm")
        page = self.post(self.run_made, "abandon")
        self.assertIn("déjà appliqué", self.told(page)[0])
        self.assertTrue(ImportRun.objects.get().path.exists())


class UndoPageTests(ImportPages):
    def setUp(self):
        super().setUp()
        run = self.prepare(DONE + ";Ici", header=f"{HEADER};Lieu", original_name="suivi.csv")
        self.run_made = apply(run.pk, self.user)

    def test_what_undoing_does_is_read_then_done(self):
        page = self.client.get(to(self.run_made, "undo"))
        self.assertIn("1 étape retirée par rectification et 1 information rétablie.", words(page))
        self.assertIn("Ce que cet import a changé, et qui sera défait", words(page))
        self.assertIn("<del>En cours</del>", words(page))
        self.assertIn("<ins>Ici</ins>", words(page))
        self.assertEqual(self.status_of(9), "realisee")

        page = self.post(self.run_made, "undo")

        self.assertIn("Import annulé", self.told(page)[0])
        self.assertEqual(self.status_of(9), "en-cours")
        undoing = ImportRun.objects.get(undoes=self.run_made)
        self.assertRedirects(page, to(undoing))
        self.assertIn("Cet import a été annulé", words(self.client.get(to(self.run_made))))
        page = self.post(self.run_made, "undo")
        self.assertIn("déjà annulé", self.told(page)[0])

    def test_the_reasons_of_a_refusal_are_told(self):
        action = Action.objects.get(number=9)
        action.place = "Là"
        action.save()
        for page in (
            self.client.get(to(self.run_made, "undo")),
            self.client.post(to(self.run_made, "undo")),
        ):
            text = words(page)
            self.assertIn("ne peut plus être annulé d’un coup", text)
            self.assertIn("« Lieu » a changé depuis", text)
            self.assertNotIn("<button", text.partition('id="content-main"')[2])
        self.assertEqual(self.status_of(9), "realisee")

    def test_an_undoing_is_not_undone(self):
        self.post(self.run_made, "undo")
        page = self.post(ImportRun.objects.get(undoes=self.run_made), "undo")
        self.assertIn("Une annulation ne s’annule pas", self.told(page)[0])


class ListTests(ImportPages):
    def test_the_list_has_the_name_of_what_it_lists(self):
        self.assertContains(self.client.get(LIST), "<h1>Imports</h1>", html=True)

    def test_the_list_tells_file_state_person_and_counts(self):
        self.upload(csv_text(DONE))
        self.post(ImportRun.objects.get(), "confirm")
        self.upload(csv_text("9;fini ?;;;"), name="erreurs.csv")
        self.upload(csv_text("9;Suspendue;2021;Pause."), name="vieux.csv")
        ImportRun.objects.filter(original_name="vieux.csv").update(expires_at=timezone.now())

        page = self.client.get(LIST)

        rows = [[str(cell) for cell in row] for row in _rows(page)]
        self.assertEqual(
            [row[1:5] for row in rows],
            [
                ["vieux.csv", "Aperçu périmé", "editrice", "1 action passe à « suspendue »."],
                ["erreurs.csv", "Refusé", "editrice", "1 erreur"],
                [
                    "suivi.csv",
                    "Appliqué",
                    "editrice",
                    "1 action a changé de statut et 1 étape enregistrée.",
                ],
            ],
        )
        found = self.client.get(LIST, {"q": "erreurs"})
        self.assertEqual(len(_rows(found)), 1)

    def test_the_kept_file_comes_back_byte_for_byte_to_those_with_the_right_only(self):
        content = (SAMPLES / "deux-statuts.xlsx").read_bytes()
        self.upload(content, "deux-statuts.xlsx")
        run = ImportRun.objects.get()
        answer = self.client.get(to(run, "file"))
        self.assertEqual(answer.getvalue(), content)
        self.assertIn('filename="deux-statuts.xlsx"', answer["Content-Disposition"])
        self.client.logout()
        self.assertEqual(self.client.get(to(run, "file")).status_code, 302)
        run.forget_file()
        self.client.force_login(self.user)
        self.assertEqual(self.client.get(to(run, "file")).status_code, 404)

    def test_a_run_is_neither_changed_nor_deleted(self):
        self.client.force_login(User.objects.create_superuser("cheffe"))
        run = self.prepare(DONE)
        self.client.post(to(run), {"state": "applique"})
        self.assertEqual(ImportRun.objects.get().state, "apercu")
        self.assertEqual(self.client.post(to(run, "delete"), {"post": "yes"}).status_code, 403)

    def test_the_action_of_long_previews_is_paged(self):
        for number in range(100, 220):
            make_action(number=number, status="a-venir")
        rows = [f"{number};;2021;Annoncée." for number in range(100, 220)]
        run = self.prepare(*rows)
        self.client.get(to(run))  # content types are asked once
        with self.assertNumQueries(19):
            page = self.client.get(to(run))
        self.assertIn("page 1 sur 3", words(page))
        # « n° » alone would also find the number of the import, which grows from test to test.
        self.assertIn("n° 149, Action 149", words(page))
        self.assertNotIn("n° 150, Action 150", words(page))
        last = self.client.get(to(run), {"page": 3})
        self.assertIn("n° 219, Action 219", words(last))


class RightTests(ImportPages):
    def staff(self, *codenames):
        user = User.objects.create_user("lecteur", is_staff=True)
        user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
        self.client.force_login(user)

    def test_changing_actions_is_not_importing(self):
        run = self.prepare(DONE)
        self.staff("view_action", "change_action", "view_importrun")
        self.assertEqual(self.client.get(ADD).status_code, 403)
        for name in ("confirm", "reread", "abandon", "undo"):
            self.assertEqual(self.client.post(to(run, name)).status_code, 403)
        page = self.client.get(to(run))
        self.assertIn("Le confirmer demande le droit d’importer.", words(page))
        self.assertNotContains(self.client.get(LIST), ADD)
        actions = self.client.get(reverse("admin:actions_action_changelist"))
        self.assertNotContains(actions, "Importer un tableur")

    def test_without_any_right_there_is_nothing_to_see(self):
        run = self.prepare(DONE)
        self.staff("view_action")
        for address in (LIST, to(run), to(run, "file"), "/admin/actions/importrun/modele.xlsx"):
            self.assertEqual(self.client.get(address).status_code, 403)

    def test_the_group_that_follows_actions_may_import(self):
        create_roles()
        for name, expected in [("Suivi des actions", 200), ("Communication", 403)]:
            user = User.objects.create_user(name, is_staff=True)
            user.groups.set([user.groups.model.objects.get(name=name)])
            self.client.force_login(user)
            self.assertEqual(self.client.get(ADD).status_code, expected)

    def test_the_old_address_of_the_import_leads_to_the_new_one(self):
        self.assertRedirects(self.client.get("/admin/actions/action/import/"), ADD, 301)


class TemplateDownloadTests(ImportPages):
    def test_the_workbook_to_fill_comes_in_both_formats_and_back_without_change(self):
        for format in ("xlsx", "ods"):
            with self.subTest(format):
                answer = self.client.get(f"/admin/actions/importrun/modele.{format}")
                self.assertIn(f".{format}", answer["Content-Disposition"])
                page = self.upload(answer.content, f"modele.{format}")
                self.assertIn("Rien ne change", words(page))

    def test_another_format_does_not_exist(self):
        self.assertEqual(self.client.get("/admin/actions/importrun/modele.pdf").status_code, 404)


def _rows(page):
    """The cells of the list, as texts."""
    table = page.content.decode().partition('id="result_list"')[2].partition("</table>")[0]
    rows = re.findall(r"<tr>(.*?)</tr>", table.partition("<tbody>")[2], re.DOTALL)
    return [
        [re.sub(r"<[^>]+>", "", cell) for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.DOTALL)]
        for row in rows
    ]
