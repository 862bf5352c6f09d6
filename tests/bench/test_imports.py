"""The measures of imports run, on two hundred rows; what they find is for `make bench`."""

import os
import subprocess
import sys

from django.conf import settings
from django.test import SimpleTestCase

from tests.actions.test_chain import empty_sqlite


class ImportMeasuresTests(SimpleTestCase):
    def test_every_promise_has_its_row(self):
        with empty_sqlite() as address:
            done = subprocess.run(
                [sys.executable, "-m", "tests.bench.measured_imports"],
                cwd=settings.BASE_DIR,
                env=os.environ | {"DATABASE_URL": address},
                capture_output=True,
                text=True,
                timeout=300,
            )

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(
            done.stdout.splitlines(),
            [
                "aperçu, 200 lignes | s | openpyxl, lecture seule | True",
                "confirmation, 200 lignes, toutes changent | s | django-import-export | True",
                "confirmation, 200 lignes, une sur 100 change | s | django-import-export | True",
                "mémoire, 200 lignes | Mo | django-import-export | True",
                "mémoire de l’aperçu, 200 lignes, une sur 100 change | Mo | "
                "cinq fois moins de lignes | True",
            ],
        )
