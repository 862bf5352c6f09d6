"""The column « Numéro officiel trouvé », and files made before a number changed."""

import io

from django.core.management import call_command
from django.test import TestCase

from actions.imports.applying import apply
from actions.imports.faults import CannotUndo, Conflict
from actions.imports.planning import prepare
from actions.imports.story import sentence_after, sentence_before
from actions.imports.template import template_workbook
from actions.imports.undoing import undo
from actions.models import Action, ImportChange
from actions.numbers import official, provisional_again
from tests.factories import make_action, record

from .files import ImportMixin

HEADER = "N°;Intitulé;Numéro officiel trouvé;Preuve (adresse);Titre de la preuve"
EVENTS = "N°;Date;Ce qui s’est passé;Statut atteint"
URL = "https://lemag.ales.fr/liste"
ROW = f"33;Espace partagé;20;{URL};La liste"


class NumbersCase(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        self.shared = make_action(number=33, title="Espace partagé", is_number_provisional=True)
        self.other = make_action(number=35, title="Autre", is_number_provisional=True)
        self.lost = make_action(number=20, title="", is_number_provisional=True)
        self.known = make_action(number=7, title="Une heure gratuite")
        for action in (self.shared, self.other, self.lost, self.known):
            record(action, "Annoncée.", occurred_on="2017-03-29", status="a-venir")


class OfficialNumbersTests(NumbersCase):
    def numbers(self):
        return {a.title: (a.number, a.is_number_provisional) for a in Action.objects.all()}

    def test_it_is_previewed_in_words_then_done(self):
        run = self.prepare(ROW, header=HEADER)
        self.assertEqual(list(run.faults), [])
        self.assertEqual(sentence_before(run), "1 action prend son numéro officiel.")
        self.assertEqual(self.numbers()["Espace partagé"], (33, True))
        run = apply(run.pk, self.user)
        self.assertEqual(sentence_after(run), "1 numéro officiel donné.")
        self.assertEqual(self.numbers()["Espace partagé"], (20, False))
        self.assertEqual(self.numbers()[""], (33, True))
        told = self.shared.events.order_by("rank").last()
        self.assertEqual((told.new_number, told.evidence_url, told.import_run), (20, URL, run))
        self.assertEqual(told.evidence_title, "La liste")
        call_command("verify_history", stdout=io.StringIO())

    def test_the_same_file_twice_changes_nothing(self):
        self.bring(ROW, header=HEADER)
        again = self.prepare(ROW, header=HEADER)
        self.assertEqual((list(again.changes.all()), again.counts["unchanged"]), ([], 1))

    def test_undone_all_is_as_before(self):
        before = self.numbers()
        run = self.bring(ROW, header=HEADER)
        done = undo(run, self.user)
        self.assertEqual(self.numbers(), before)
        self.assertEqual(sentence_after(done), "1 numéro provisoire repris.")
        call_command("verify_history", stdout=io.StringIO())

    def test_given_back_since_it_cannot_be_undone(self):
        run = self.bring(ROW, header=HEADER)
        provisional_again(Action.objects.get(pk=self.shared.pk)).carry_out(
            self.user, reason="Une erreur."
        )
        with self.assertRaises(CannotUndo) as refused:
            undo(run, self.user)
        self.assertEqual(refused.exception.reasons, ["action n° 20 : son numéro a changé depuis."])

    def test_what_may_not_be_is_refused_with_the_remedy(self):
        cases = {
            f"33;;57;{URL};": "aucune action ne porte le n° 57 : le numéro officiel est l’un de",
            f"33;;7;{URL};": "le n° 7 est déjà le numéro officiel de l’action « Une heure",
            f"20;;33;{URL};": "cette action n’a pas de titre : donnez-lui d’abord son intitulé",
            f"7;;20;{URL};": "le n° 7 de cette action est déjà officiel : revenez d’abord",
            "33;;20;;": "un numéro officiel demande la source qui le donne : écrivez son adresse",
            "33;;vingt;;": "« vingt » n’est pas un numéro d’action",
        }
        for row, message in cases.items():
            with self.subTest(row):
                self.assertIn(message, self.faults(row, header=HEADER)[0])

    def test_two_rows_may_not_want_one_number(self):
        (fault,) = self.faults(ROW, f"35;;20;{URL};", header=HEADER)
        self.assertIn("le n° 20 est demandé aux lignes 2 et 3 : gardez-en un.", fault)

    def test_the_file_may_not_change_the_untitled_action_too(self):
        for rows in ([ROW, "20;Un titre;;;"], ["20;Un titre;;;", ROW]):
            with self.subTest(rows[0]):
                (fault,) = self.faults(*rows, header=HEADER)
                self.assertIn("faites-le en deux imports.", fault)

    def test_what_changed_since_the_preview_stops_it(self):
        run = self.prepare(ROW, header=HEADER)
        official(self.other, 20).carry_out(self.user, evidence_url=URL)
        with self.assertRaises(Conflict):
            apply(run.pk, self.user)
        self.assertEqual(self.numbers()["Espace partagé"], (33, True))
        self.assertEqual(ImportChange.objects.filter(kind="numero").count(), 1)


class FormerFilesTests(NumbersCase):
    """Workbooks in people's hands carry the numbers of before."""

    def setUp(self):
        super().setUp()
        self.path = self.folder / "modele.xlsx"
        self.path.write_bytes(template_workbook("xlsx"))

    def change(self):
        official(Action.objects.get(pk=self.shared.pk), 20).carry_out(self.user, evidence_url=URL)

    def test_a_former_template_never_writes_over_another_action(self):
        self.change()
        run = prepare(self.path, self.user)
        told = [fault.message for fault in run.faults]
        self.assertIn(
            "le n° 33 n’est plus celui de « Espace partagé », qui est le n° 20 : reprenez le "
            "tableur à jour, ou corrigez le numéro.",
            told,
        )
        self.assertFalse(run.asked.exists())

    def test_a_plain_file_is_told_where_the_action_went(self):
        self.change()
        rows = "33;en cours;01/02/2018;Les travaux commencent.;"
        (fault,) = self.faults(rows)
        self.assertIn("le n° 33 n’est plus celui de « Espace partagé »", fault)
        (fault,) = self.faults("33;01/02/2018;Une étape.;en cours", header=EVENTS)
        self.assertIn("le n° 33 n’est plus celui de « Espace partagé »", fault)

    def test_a_row_without_the_name_of_its_action_is_told(self):
        self.change()
        (fault,) = self.faults("20;;;;;Un lieu", header=HEADER + ";Lieu")[:1]
        self.assertIn("le n° 20 est maintenant celui de « Espace partagé »", fault)

    def test_events_recorded_before_are_known(self):
        self.change()
        run = self.prepare("33;29/03/2017;Annoncée.;à venir", header=EVENTS)
        self.assertEqual((list(run.changes.all()), run.counts["unchanged"]), ([], 1))
