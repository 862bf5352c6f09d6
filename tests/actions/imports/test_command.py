from io import StringIO

from django.core.management import call_command
from django.core.management.base import CommandError
from django.test import TestCase

from actions.models import Action, Event, ImportRun
from tests.factories import make_action, make_theme

from .files import HEADER, ImportMixin, csv_text

DONE = "9;Réalisée;01/12/2020;Livré.;https://ales.fr/halles"


class Terminal(StringIO):
    def isatty(self):
        return True


class ImportCommandTests(ImportMixin, TestCase):
    def setUp(self):
        super().setUp()
        make_action(number=9, status="en-cours")

    def call(self, *rows, header=HEADER, stderr=None, **options):
        out = StringIO()
        path = self.write(csv_text(*rows, header=header))
        call_command("import_actions", path, stdout=out, stderr=stderr or StringIO(), **options)
        return out.getvalue()

    def refused(self, *rows, **options):
        with self.assertRaises(CommandError) as refusal:
            self.call(*rows, **options)
        return refusal.exception

    def test_it_applies_and_tells_the_story(self):
        out = self.call(DONE)
        run = ImportRun.objects.get()
        self.assertEqual(
            out.splitlines(),
            [
                "1 action passe à « réalisée ».",
                "Séparateur reconnu : point-virgule.",
                "- n° 9, Statut : En cours → Réalisée",
                "- n° 9, Date : 1er décembre 2020",
                "- n° 9, Ce qui s’est passé : Livré.",
                "- n° 9, Preuve (adresse) : https://ales.fr/halles",
                "- n° 9, Certitude : Prouvée",
                f"Import n° {run.pk} appliqué : 1 action a changé de statut et 1 étape "
                "enregistrée.",
            ],
        )
        self.assertEqual(Action.objects.get(number=9).status, "realisee")

    def test_a_dry_run_changes_nothing_and_leaves_nothing(self):
        out = self.call(DONE, dry_run=True)
        self.assertIn("1 action passe à « réalisée »", out)
        self.assertEqual((Event.objects.count(), ImportRun.objects.count()), (1, 0))

    def test_nothing_to_do_is_well(self):
        self.assertIn("Rien ne change", self.call("9;en cours;;;"))
        self.assertFalse(ImportRun.objects.exists())

    def test_a_faulty_file_is_told_by_cell_and_refused(self):
        with self.assertRaises(CommandError) as refusal:
            self.call("9;fini!;;;")
        self.assertEqual(refusal.exception.returncode, 1)
        self.assertFalse(ImportRun.objects.exists())

    def test_an_unreadable_file_is_refused(self):
        path = self.write(b"%PDF-1.4", "f.xlsx")
        with self.assertRaises(CommandError) as refusal:
            call_command("import_actions", path, stdout=StringIO(), stderr=StringIO())
        self.assertEqual(refusal.exception.returncode, 1)

    def test_a_missing_file_or_account_is_a_mistake_of_use(self):
        with self.assertRaises(CommandError) as refusal:
            call_command("import_actions", self.folder / "absent.csv", stderr=StringIO())
        self.assertEqual(refusal.exception.returncode, 2)
        refusal = self.refused(DONE, utilisateur="personne")
        self.assertEqual(refusal.returncode, 2)

    def test_somebody_may_sign_and_needs_the_right(self):
        self.call(DONE, utilisateur="editrice")
        self.assertEqual(ImportRun.objects.get().made_by, self.user)
        self.user.user_permissions.clear()
        self.assertEqual(self.refused(DONE, utilisateur="editrice").returncode, 1)

    def test_unknown_actions_are_created_when_asked(self):
        make_theme(name="Commerces", slug="commerces")
        row, header = "40;Une halte;Commerces", "N°;Intitulé;Thème"
        self.assertEqual(self.refused(row, header=header).returncode, 1)
        self.assertIn("1 action créée en brouillon", self.call(row, header=header, creer=True))

    def test_a_bar_moves_on_a_terminal_only(self):
        terminal, pipe = Terminal(), StringIO()
        self.call(DONE, stderr=terminal, dry_run=True)
        self.call(DONE, stderr=pipe)
        self.assertIn("1 lignes lues", terminal.getvalue())
        self.assertEqual(pipe.getvalue(), "")
