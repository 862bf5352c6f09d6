import pytest
from django.test import SimpleTestCase

from tests.databases import migrated_database, run_apart


@pytest.mark.long
class KilledConfirmationTests(SimpleTestCase):
    databases = {"default"}

    def test_a_confirmation_killed_at_any_moment_leaves_nothing_or_everything(self):
        with migrated_database() as address:
            done = run_apart("tests.actions.imports.killed_confirmations", address)

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(done.stdout.count(": apercu"), 9)  # killed before the commit
        self.assertIn(": applique", done.stdout)
        self.assertIn("L’historique est intact", done.stdout)
