import os
import subprocess
import sys

from django.conf import settings
from django.db import connection
from django.test import TransactionTestCase

from tests.databases import empty_postgresql, empty_sqlite

SCRIPT = "tests.actions.imports.killed_confirmations"


class KilledConfirmationTests(TransactionTestCase):
    """Outside any transaction, since PostgreSQL makes no database inside one."""

    def _fixture_teardown(self):
        """Nothing was written here, and events cannot be flushed."""

    def test_a_confirmation_killed_at_any_moment_leaves_nothing_or_everything(self):
        database = empty_postgresql if connection.vendor == "postgresql" else empty_sqlite
        with database() as address:
            done = subprocess.run(
                [sys.executable, "-m", SCRIPT],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": address},
                capture_output=True,
                text=True,
                timeout=300,
            )

        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        self.assertGreaterEqual(done.stdout.count(": apercu"), 9)  # killed before the commit
        self.assertIn(": applique", done.stdout)
        self.assertIn("L’historique est intact", done.stdout)
