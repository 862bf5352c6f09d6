"""Adding a status is adding a row and its migration: tried on a copy of the site."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from tests.databases import SHARED, prepared

ROW = """
    POSTPONED = Row(
        value="reportee",
        label="Reportée",
        plural="Reportées",
        help="Flèche : l’action se fera, plus tard que promis.",
        colour="link",
        shape="M 1 6 H 9 V 2 L 15 8 L 9 14 V 10 H 1 Z",
        pattern=Pattern("M0 2h8M0 6h8"),
        mark="→",
        stack=6,
        group=Group("reportees", "Reportées", "reportée", "reportées", 45),
        synonyms=("reporte", "differe", "differee"),
        figure="actions-reportees",
    )
"""
AFTER = "\n\ndef is_step_back("
APART = (".*", "var", "fixtures", "docs", "__pycache__", "node_modules")
# What goes through every status, from the row to the page, the chart, the sheet and the mail.
FACETS = "tests/actions/test_status_rows.py"


@pytest.mark.long
class NewStatusTests(SimpleTestCase):
    def test_a_row_and_a_migration_are_enough(self):
        with TemporaryDirectory() as folder:
            self.copy = Path(folder) / "site"
            shutil.copytree(settings.BASE_DIR, self.copy, ignore=shutil.ignore_patterns(*APART))
            table = self.copy / "actions" / "statuses.py"
            before, after = table.read_text(encoding="utf-8").split(AFTER)
            table.write_text(before.rstrip() + "\n" + ROW + AFTER + after, encoding="utf-8")
            migrations = set(self.copy.rglob("migrations/*.py"))

            self.run_there("manage.py", "makemigrations", "--name", "status_reportee")

            added = set(self.copy.rglob("migrations/*.py")) - migrations
            self.assertEqual(len(added), 1)
            self.bring_tables()
            said = self.run_there("-m", "pytest", "-q", "-p", "no:cacheprovider", FACETS)
            self.assertRegex(said, r"\d+ passed")
            self.assertNotRegex(said, "failed|error")

    def bring_tables(self):
        """The tables that this run shares, with the migration added."""
        made = prepared("migrated")
        own = self.copy / "shared" / "sqlite" / "migrated"
        shutil.copytree(Path(made.name).parent, own)
        (own / "name").write_text(str(own / "db.sqlite3"))
        address = f"sqlite:///{own}/db.sqlite3"
        self.run_there("manage.py", "migrate", "-v0", DATABASE_URL=address)

    def run_there(self, *arguments, **more):
        own = os.environ | {SHARED: str(self.copy / "shared")}  # not the tables of this run
        place = {"DATABASE_URL": f"sqlite:///{self.copy}/site.sqlite3", "SECRET_KEY": ""} | more
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=self.copy,
            env=own | place,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        return done.stdout
