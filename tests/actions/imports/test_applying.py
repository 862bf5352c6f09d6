"""A confirmation does what was shown, once, for its author, or says why not."""

import datetime
from io import StringIO

from django.contrib.admin.models import LogEntry
from django.core.management import call_command
from django.db import connection
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.imports.applying import apply
from actions.imports.faults import AlreadyApplied, Closed, Conflict, Expired, HasFaults, NotYours
from actions.imports.planning import prepare
from actions.imports.story import sentence_after
from actions.models import Action, Event, ImportRun
from tests.factories import make_action, make_theme, record

from .files import ImportMixin, make_importer

DONE = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


class ApplyTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.halls = make_action(number=9, status="en-cours")

    def refused(self, run, kind, user=None):
        before = Event.objects.count()
        with self.assertRaises(kind) as refusal:
            apply(run.pk, user or self.user)
        self.assertEqual(Event.objects.count(), before)
        return refusal.exception

    def test_events_and_fields_are_written_and_signed(self):
        run = self.bring(
            f"{DONE};Place de l’Abbaye",
            header=("N°;Statut;Date;Ce qui s’est passé;Preuve (adresse);Lieu"),
        )
        halls = Action.objects.get(number=9)
        self.assertEqual((halls.status, halls.place), ("realisee", "Place de l’Abbaye"))
        event = run.events.get()
        self.assertEqual((event.recorded_by, event.evidence_kind), (self.user, "lien"))
        line = halls.history.first()
        self.assertEqual(
            (line.history_user, line.history_change_reason), (self.user, f"import n° {run.pk}")
        )
        self.assertEqual((run.state, run.counts["already"]), ("applique", 0))
        self.assertEqual(
            sentence_after(run),
            "1 fiche modifiée, 1 action a changé de statut et 1 étape enregistrée.",
        )
        out = StringIO()
        call_command("verify_history", stdout=out)
        self.assertIn("intact", out.getvalue())

    def test_the_public_page_shows_it(self):
        self.bring(DONE)
        self.assertContains(self.client.get("/actions/9/"), "Livré.")

    def test_the_journal_of_the_back_office_tells_it_in_french(self):
        run = self.bring(DONE)
        entry = LogEntry.objects.get()
        self.assertEqual((entry.user, entry.object_id), (self.user, str(run.pk)))
        self.assertEqual(
            entry.change_message,
            "Import « fichier.csv » appliqué : 1 action a changé de statut et 1 étape enregistrée.",
        )

    def test_a_double_click_tells_the_same_result_again(self):
        run = self.bring(DONE)
        refusal = self.refused(run, AlreadyApplied)
        self.assertIn("rien n’a été refait", str(refusal))

    def test_the_same_file_twice_changes_nothing(self):
        self.bring(DONE)
        run = self.prepare(DONE)
        self.assertEqual((run.asked.count(), run.counts["unchanged"]), (0, 1))
        before = Event.objects.count()
        run = apply(run.pk, self.user)
        self.assertEqual(Event.objects.count(), before)
        self.assertIn("rien n’a changé", sentence_after(run))

    def test_another_s_preview_is_not_confirmed(self):
        refusal = self.refused(self.prepare(DONE), NotYours, make_importer("autre"))
        self.assertIn("préparé par une autre personne", str(refusal))

    def test_a_preview_of_yesterday_is_not_confirmed(self):
        run = self.prepare(DONE)
        ImportRun.objects.update(expires_at=timezone.now() - datetime.timedelta(minutes=1))
        run.refresh_from_db()
        self.assertTrue(run.is_expired)
        self.assertIn("plus de 24 heures", str(self.refused(run, Expired)))

    def test_a_faulty_file_is_not_confirmed(self):
        run = self.prepare("9;fini!;;;", "9;En cours;;;")
        self.assertEqual(
            str(self.refused(run, HasFaults)),
            "Ce fichier contient 2 erreurs : corrigez-le, puis choisissez-le de nouveau. Rien n’a "
            "été changé.",
        )

    def test_an_abandoned_preview_is_not_confirmed_and_its_file_goes(self):
        run = self.prepare(DONE)
        path = run.path
        run.abandon()
        self.assertFalse(path.exists())
        self.assertIn("a été abandonné", str(self.refused(run, Closed)))

    def test_an_applied_import_is_not_abandoned(self):
        run = self.bring(DONE)
        run.abandon()
        self.assertEqual((run.state, run.path.exists()), ("applique", True))

    def test_a_half_read_preview_is_not_confirmed(self):
        run = ImportRun.objects.create(made_by=self.user)
        self.assertIn("n’a pas été lu", str(self.refused(run, Closed)))

    def test_of_two_editors_at_once_the_second_sees_three_values(self):
        mine, theirs = self.prepare(DONE), self.prepare("9;Suspendue;2021;Une pause.;")
        apply(mine.pk, self.user)
        refusal = self.refused(theirs, Conflict)
        self.assertEqual(
            [(c.number, c.column, c.base, c.file, c.site) for c in refusal.clashes],
            [(9, "Statut", "En cours", "Suspendue", "Réalisée")],
        )

    def test_of_two_editors_with_the_same_file_the_second_has_nothing_left_to_do(self):
        mine, theirs = self.prepare(DONE), self.prepare(DONE)
        apply(mine.pk, self.user)
        run = apply(theirs.pk, self.user)
        self.assertEqual((run.events.count(), run.counts["already"]), (0, 1))
        self.assertIn("1 changement était déjà fait", sentence_after(run))

    def test_another_deciding_event_of_the_same_status_is_a_conflict_too(self):
        """« 1 action passe à réalisée » might be true no more."""
        run = self.prepare(DONE)
        record(self.halls, "Le chantier continue.", "2021-01-01", status="en-cours")
        self.assertEqual(
            self.refused(run, Conflict).clashes[0].site, "En cours (par une autre étape)"
        )

    def test_news_told_meanwhile_are_no_conflict(self):
        run = self.prepare(DONE)
        record(self.halls, "Une visite.")
        self.assertEqual(apply(run.pk, self.user).state, "applique")

    def test_a_field_that_a_colleague_set_just_so_is_no_conflict(self):
        run = self.prepare("9;Ici", header="N°;Lieu")
        self.halls.place = "Ici"
        self.halls.save()
        lines = self.halls.history.count()
        self.assertEqual(apply(run.pk, self.user).counts["already"], 1)
        self.assertEqual(self.halls.history.count(), lines)

    def test_an_edit_of_another_field_is_kept(self):
        run = self.prepare("9;Ici", header="N°;Lieu")
        self.halls.summary = "D’une autre."
        self.halls.save()
        apply(run.pk, self.user)
        halls = Action.objects.get(number=9)
        self.assertEqual((halls.place, halls.summary), ("Ici", "D’une autre."))

    def test_a_number_that_went_away_is_a_conflict(self):
        run = self.prepare(DONE)
        Action.objects.filter(number=9).update(number=10)
        self.assertEqual(self.refused(run, Conflict).clashes[0].site, "ce numéro n’y est plus")

    def test_an_action_deleted_since_is_a_conflict_and_may_be_deleted(self):
        draft = make_action(number=8, state="brouillon")
        run = self.prepare("8;Ici", "9;Là", header="N°;Lieu")
        draft.delete()
        refusal = self.refused(run, Conflict)
        self.assertEqual(
            [(c.number, c.site) for c in refusal.clashes], [(8, "ce numéro n’y est plus")]
        )

    def test_a_run_applied_meanwhile_is_not_discarded(self):
        run = self.prepare(DONE)
        apply(run.pk, self.user)
        run.discard()
        self.assertTrue(ImportRun.objects.filter(pk=run.pk).exists())
        self.assertTrue(run.path.exists())

    def test_a_theme_deleted_since_is_a_conflict_and_no_action_loses_its_own(self):
        water = make_theme(name="Eau", slug="eau")
        own = self.halls.theme
        edit = self.prepare("9;Eau", header="N°;Thème")
        creation = self.prepare("40;Une source;Eau", header="N°;Intitulé;Thème", creates=True)
        water.delete()
        for run in (edit, creation):
            clash = self.refused(run, Conflict).clashes[0]
            self.assertEqual(
                (clash.column, clash.file, clash.site), ("Thème", "eau", "il a été supprimé")
            )
        self.halls.refresh_from_db()
        self.assertEqual(self.halls.theme, own)
        self.assertFalse(Action.objects.filter(number=40).exists())

    def test_a_number_taken_since_is_a_conflict_of_its_creation(self):
        make_theme(name="Commerces", slug="commerces")
        run = self.prepare("40;Une halte;Commerces", header="N°;Intitulé;Thème", creates=True)
        make_action(number=40, title="Déjà là")
        self.assertEqual(self.refused(run, Conflict).clashes[0].site, "Déjà là")

    def test_one_conflict_among_many_stops_them_all_and_every_one_is_told(self):
        for number in range(100, 110):
            make_action(number=number, place="Ici")
        rows = [f"{number};Là" for number in range(100, 110)]
        run = self.prepare(*rows, header="N°;Lieu")
        for action in Action.objects.filter(number__in=[103, 107]):
            action.place = "Ailleurs"
            action.save()
        refusal = self.refused(run, Conflict)
        self.assertEqual([clash.number for clash in refusal.clashes], [103, 107])
        self.assertEqual(refusal.count, 2)
        self.assertFalse(Action.objects.filter(place="Là").exists())

    def test_the_samples_change_two_statuses_then_nothing(self):
        for number in (1, 7):
            make_action(number=number, status="realisee" if number == 7 else "en-cours")
        moves = []
        for name in ("deux-statuts.xlsx", "deux-statuts.csv"):
            run = prepare(f"fixtures/exemples/{name}", self.user)
            moves.append(apply(run.pk, self.user).counts["moves"])
        self.assertEqual(moves, [{"realisee": 2}, {}])

    def test_progress_is_told(self):
        told = []
        run = self.prepare(DONE)
        apply(run.pk, self.user, progress=told.append)
        self.assertEqual(told, [1])

    def test_the_number_of_queries_does_not_follow_the_number_of_lines(self):
        for number in range(100, 140):
            make_action(number=number, status="a-venir")
        rows = [f"{n};en cours;2020;Lancée n° {n}.;" for n in range(100, 140)]
        few, many = self.prepare(*rows[:10]), self.prepare(*rows[10:])
        with CaptureQueriesContext(connection) as first:
            apply(few.pk, self.user)
        with CaptureQueriesContext(connection) as second:
            apply(many.pk, self.user)
        # SQLite inserts at most 999 values at a time.
        self.assertLess(len(second), len(first) + 8)
