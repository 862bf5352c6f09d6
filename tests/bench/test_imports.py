"""The measures of imports run, on two hundred rows; what they find is for `make bench`."""

from django.test import SimpleTestCase

from tests.databases import empty_sqlite, run_apart


class ImportMeasuresTests(SimpleTestCase):
    def test_every_promise_has_its_row(self):
        with empty_sqlite() as address:
            done = run_apart("tests.bench.measured_imports", address)

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
