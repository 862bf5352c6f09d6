"""A whole import is taken back, nothing erased; or refused, with the reasons."""

from io import StringIO

from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.test import TestCase

from actions.imports.applying import apply
from actions.imports.faults import AlreadyApplied, CannotUndo, Impossible, NotAllowed
from actions.imports.undoing import prepare_undo, undo
from actions.models import Action, Event, ImportRun, Theme
from tests.factories import make_action, make_theme, record

from .files import ImportMixin

ROW = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles;Place de l’Abbaye"
HEADER = "N°;Statut;Date;Ce qui s’est passé;Preuve (adresse);Lieu"


class UndoTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.halls = make_action(number=9, status="en-cours", place="Ici")
        self.run_made = self.bring(ROW, header=HEADER)

    def halls_now(self):
        return Action.objects.get(number=9)

    def test_a_preview_tells_and_touches_nothing(self):
        undoing = prepare_undo(self.run_made)
        self.assertTrue(undoing.is_possible)
        self.assertEqual(
            undoing.sentence, "1 étape retirée par rectification et 1 information rétablie."
        )
        self.assertEqual(self.halls_now().status, "realisee")

    def test_statuses_and_fields_come_back_and_the_history_tells_all(self):
        done = undo(self.run_made, self.user)
        halls = self.halls_now()
        self.assertEqual((halls.status, halls.place), ("en-cours", "Ici"))
        event = done.events.get()
        self.assertEqual(event.corrects, self.run_made.events.get())
        self.assertEqual((event.status, event.recorded_by), ("", self.user))
        self.assertIn(f"l’import n° {self.run_made.pk} du", event.text)
        self.assertIn("est annulé", event.text)
        self.assertEqual(
            halls.history.first().history_change_reason,
            (f"annulation de l’import n° {self.run_made.pk}"),
        )
        out = StringIO()
        call_command("verify_history", stdout=out)
        self.assertIn("intact", out.getvalue())

    def test_the_two_runs_name_each_other(self):
        done = undo(self.run_made, self.user)
        run = ImportRun.objects.get(pk=self.run_made.pk)
        self.assertEqual((run.state, run.undone_by, done.undoes), ("annule", done, run))
        self.assertEqual(done.asked.count(), 2)

    def test_the_journal_tells_it(self):
        undo(self.run_made, self.user)
        self.assertEqual(
            LogEntry.objects.first().change_message,
            "Import annulé : 1 étape retirée par rectification et 1 information rétablie.",
        )

    def test_the_file_can_be_brought_again_and_undone_again(self):
        undo(self.run_made, self.user)
        again = self.bring(ROW, header=HEADER)
        self.assertEqual((again.counts["events"], again.counts["fields"]), (1, 1))
        self.assertEqual(self.halls_now().status, "realisee")
        undo(again, self.user)
        self.assertEqual((self.halls_now().status, self.halls_now().place), ("en-cours", "Ici"))

    def test_a_second_click_undoes_nothing_more(self):
        undo(self.run_made, self.user)
        before = Event.objects.count()
        with self.assertRaises(AlreadyApplied) as refusal:
            undo(self.run_made, self.user)
        self.assertIn("déjà annulé", str(refusal.exception))
        self.assertEqual(Event.objects.count(), before)

    def test_an_undoing_and_a_preview_are_not_undone(self):
        done = undo(self.run_made, self.user)
        with self.assertRaises(Impossible) as refusal:
            prepare_undo(done)
        self.assertIn("importez de nouveau le fichier", str(refusal.exception))
        with self.assertRaises(Impossible):
            prepare_undo(self.prepare(ROW, header=HEADER))

    def test_the_right_to_import_is_asked(self):
        self.user.user_permissions.clear()
        user = type(self.user).objects.get(pk=self.user.pk)
        with self.assertRaises(NotAllowed):
            undo(self.run_made, user)

    def refused(self):
        before = Event.objects.count()
        with self.assertRaises(CannotUndo) as refusal:
            undo(self.run_made, self.user)
        self.assertEqual(Event.objects.count(), before)
        self.assertEqual(prepare_undo(self.run_made).reasons, refusal.exception.reasons)
        return refusal.exception.reasons

    def test_a_correction_since_is_a_reason_not_to(self):
        record(self.halls, "Pas encore.", "2020-12-01", corrects=self.run_made.events.get())
        self.assertEqual(
            self.refused(),
            ["action n° 9, 1er décembre 2020 : « Livré. » : cette étape a été rectifiée depuis."],
        )

    def test_a_status_recorded_since_is_a_reason_not_to(self):
        record(self.halls, "Fermé.", "2021-05-01", status="suspendue")
        self.assertEqual(
            self.refused(),
            [
                "action n° 9, 1er mai 2021 : « Fermé. » : cette étape, enregistrée depuis, porte "
                "l’action à « Suspendue »."
            ],
        )

    def test_news_since_are_no_reason(self):
        record(self.halls, "Une visite.", "2021-05-01")
        undo(self.run_made, self.user)
        self.assertEqual(self.halls_now().status, "en-cours")

    def test_a_field_edited_since_is_a_reason_not_to(self):
        halls = self.halls_now()
        halls.place = "Là"
        halls.save()
        self.assertEqual(
            self.refused(), ["action n° 9 : « Lieu » a changé depuis ; sur le site : « Là »."]
        )

    def test_an_action_deleted_since_is_a_reason_not_to(self):
        draft = make_action(number=8, state="brouillon")
        self.run_made = self.bring("8;Rue Haute", header="N°;Lieu")
        draft.delete()
        self.assertEqual(self.refused(), ["action n° 8 : elle a été supprimée depuis."])

    def test_a_theme_deleted_since_is_a_reason_not_to(self):
        halls = self.halls_now()
        halls.theme = make_theme(name="Eau", slug="eau")
        halls.save()
        make_theme(name="Commerces", slug="commerces")
        run = self.bring("9;Commerces", header="N°;Thème")
        Theme.objects.get(slug="eau").delete()
        with self.assertRaises(CannotUndo) as refusal:
            undo(run, self.user)
        self.assertEqual(
            refusal.exception.reasons,
            ["action n° 9 : « Thème » ne peut pas redevenir « eau », supprimé depuis."],
        )
        self.assertEqual(self.halls_now().theme.slug, "commerces")

    def test_what_a_colleague_had_done_already_stays(self):
        run = self.prepare("9;Rue Haute", header="N°;Lieu")
        halls = self.halls_now()
        halls.place = "Rue Haute"
        halls.save()
        undo(apply(run.pk, self.user), self.user)
        self.assertEqual(self.halls_now().place, "Rue Haute")

    def test_actions_it_created_go_back_to_draft(self):
        make_theme(name="Commerces", slug="commerces")
        rows = ["40;Une halte;Commerces;en cours;2020;Lancée."]
        header = "N°;Intitulé;Thème;Statut;Date;Texte"
        run = self.bring(*rows, header=header, creates=True)
        action = Action.objects.get(number=40)
        action.state = "publie"
        action.save()
        self.assertEqual(self.client.get("/actions/40/").status_code, 200)

        undo(run, self.user)

        action.refresh_from_db()
        self.assertEqual((action.state, action.status), ("brouillon", "a-venir"))
        self.assertNotEqual(self.client.get("/actions/40/").status_code, 200)
        again = self.bring(*rows, header=header, creates=True)
        action.refresh_from_db()
        self.assertEqual((again.counts["events"], action.status), (1, "en-cours"))
