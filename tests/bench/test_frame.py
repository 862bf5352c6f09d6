"""The frame of `make bench`: a table, a file, and one failure that stops no other."""

import contextlib
import io
import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import psutil
from django.test import SimpleTestCase

from bench import databases, report, running
from bench.__main__ import main
from bench.rows import Row

SOUND, FAILING, ENDLESS = (f"tests.bench.{name}" for name in ("sound", "failing", "endless"))


class ReportTests(SimpleTestCase):
    def test_a_goal_is_a_bound_of_the_ratio(self):
        for row, met in [
            (Row("a", "a", 3, "s", "b", 2, 1.5), True),
            (Row("a", "a", 3.1, "s", "b", 2, 1.5), False),
            (Row("a", "a", 19, "r/s", "b", 20, 0.95, "more"), True),
            (Row("a", "a", 18, "r/s", "b", 20, 0.95, "more"), False),
            (Row("a", "a", 3, "s", "b", 2), None),
            (Row("a", "a", 3, "s"), None),
        ]:
            with self.subTest(row):
                self.assertEqual(row.is_met, met)

    def test_numbers_are_french_and_short(self):
        for value, text in [
            (0.8731, "0,873"),
            (12.345, "12,3"),
            (54321.6, "54\u202f322"),
            (None, ""),
        ]:
            self.assertEqual(report.number(value), text)

    def test_the_machine_is_described_without_its_name_nor_its_folders(self):
        said = json.dumps(report.machine())
        self.assertNotIn(os.uname().nodename, said)
        self.assertNotIn(str(running.ROOT), said)


class FrameTests(SimpleTestCase):
    """On SQLite whatever the tests run on: each module has a database of its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        without = mock.patch.dict(os.environ, {"DATABASE_URL": ""})
        cls.enterClassContext(without)
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))
        cls.copy = staticmethod(cls.enterClassContext(databases.template()))

    def make(self, name):
        return self.enterContext(self.copy(name))

    def test_a_database_goes_with_its_module(self):
        with self.copy("short") as address:
            path = Path(address.removeprefix("sqlite:///"))
            self.assertTrue(path.is_file())
        self.assertFalse(path.exists())

    def test_a_module_gives_its_rows(self):
        outcome = running.run(SOUND, self.make("sound"), 120, is_small=True)
        self.assertEqual(outcome.failure, "")
        self.assertEqual([row.is_met for row in outcome.rows], [True, False, None])
        table = report.table(outcome)
        self.assertRegex(table, r"services +1,00 s +2,00 \(deux\) +0,500 +≤ 1,00 +atteint")
        self.assertRegex(table, r"débit +10,0 requêtes/s +20,0 \(vingt\) +0,500 +≥ 0,900 +MANQUÉ")
        self.assertIn("dit sans promesse : rien n’est promis", table)

    def test_a_failure_is_told_with_the_rows_that_came_before(self):
        outcome = running.run(FAILING, self.make("failing"), 120)
        self.assertEqual([row.name for row in outcome.rows], ["avant l’échec"])
        self.assertEqual(outcome.failure, "RuntimeError: la mesure a échoué")
        self.assertIn("ÉCHEC : RuntimeError: la mesure a échoué", report.table(outcome))

    def test_a_module_that_is_not_there_is_told(self):
        outcome = running.run("inconnu", self.make("inconnu"), 120)
        self.assertEqual(outcome.failure, "n’existe pas encore dans cette copie")

    def test_what_does_not_end_is_cut_with_all_that_it_started(self):
        outcome = running.run(ENDLESS, self.make("endless"), 20)
        self.assertEqual(outcome.failure, "a été interrompu : le temps prévu est écoulé")
        child = int(outcome.rows[0].name)
        left = psutil.pid_exists(child) and psutil.Process(child).status() != "zombie"
        self.assertFalse(left)

    def test_nothing_is_started_once_the_time_is_over(self):
        outcome = running.run(SOUND, "sqlite://", 0)
        self.assertEqual(outcome.failure, "n’a pas été lancé : le temps prévu est écoulé")

    def call(self, *arguments):
        out = io.StringIO()
        with (
            mock.patch("bench.__main__.MODULES", (FAILING, SOUND)),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(io.StringIO()),
        ):
            status = main([*arguments, "--small", "--output", str(self.folder / "results.json")])
        return status, out.getvalue(), json.loads((self.folder / "results.json").read_text())

    def test_one_failure_stops_no_other_and_is_the_exit_status(self):
        status, said, content = self.call()
        self.assertEqual(status, 1)
        self.assertIn("1 buts atteints sur 2 ; en échec : tests.bench.failing.", said)
        self.assertEqual(content["failures"], {FAILING: "RuntimeError: la mesure a échoué"})
        self.assertEqual(
            [(row["name"], row.get("met")) for row in content["rows"]],
            [
                ("avant l’échec", None),
                ("services", True),
                ("débit", False),
                ("dit sans promesse", None),
            ],
        )

    def test_a_missed_goal_is_no_error_unless_asked(self):
        self.assertEqual(self.call(SOUND)[0], 0)
        self.assertEqual(self.call(SOUND, "--strict")[0], 2)
