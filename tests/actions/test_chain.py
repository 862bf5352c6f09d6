import pytest
from django.test import SimpleTestCase

from tests.databases import migrated_database, run_apart


@pytest.mark.long
class ParallelWritersTests(SimpleTestCase):
    databases = {"default"}

    def test_two_hundred_events_by_eight_connections_leave_one_valid_chain(self):
        with migrated_database() as address:
            done = run_apart("tests.actions.eight_writers", address)

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("L’historique est intact : 200 étapes", done.stdout)

    def test_of_eight_people_who_correct_one_event_at_once_one_does_and_seven_are_told(self):
        with migrated_database() as address:
            done = run_apart("tests.actions.eight_correctors", address)

        self.assertEqual(done.returncode, 0, done.stderr)
        *answers, verdict = done.stdout.splitlines()
        self.assertEqual(answers, ["rectification enregistrée", *["étape déjà rectifiée"] * 7])
        self.assertIn("L’historique est intact : 2 étapes", verdict)
