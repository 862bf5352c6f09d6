"""The measures run, in small, on the code as it is; what they find is for `make bench`."""

import os
from unittest import mock

import pytest
from django.test import SimpleTestCase

from bench import running
from bench.databases import database
from tests.databases import prepared


@pytest.mark.long
class MeasuresTests(SimpleTestCase):
    def names(self, module, stage="migrated"):
        with (
            mock.patch.dict(os.environ, {"DATABASE_URL": ""}),
            database("bench", template=prepared(stage).name) as own,
        ):
            outcome = running.run(module, own.url, 600, is_small=True)
        self.assertEqual(outcome.failure, "")
        self.assertTrue(all(row.ratio for row in outcome.rows))
        return [row.name for row in outcome.rows]

    def test_imports(self):
        self.assertEqual(
            self.names("imports"),
            [
                "aperçu, 200 lignes",
                "confirmation, 200 lignes, toutes changent",
                "confirmation, 200 lignes, une sur 100 change",
                "mémoire, 200 lignes",
            ],
        )

    def test_sending(self):
        self.assertEqual(self.names("sending", "seeded"), ["messages envoyés, 200 abonnés"])
