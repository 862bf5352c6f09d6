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

from bench import report, running
from bench.__main__ import main
from bench.databases import database
from bench.rows import Row

SOUND, FAILING, ENDLESS = (f"tests.bench.{name}" for name in ("sound", "failing", "endless"))


class ReportTests(SimpleTestCase):
    def test_a_goal_is_a_bound_of_the_ratio(self):
        for row, met in [
            (Row("a", 3, "s", "b", 2, 1.5), True),
            (Row("a", 3.1, "s", "b", 2, 1.5), False),
            (Row("a", 19, "r/s", "b", 20, 0.95, "more"), True),
            (Row("a", 18, "r/s", "b", 20, 0.95, "more"), False),
            (Row("a", 3, "s", "b", 2), None),
            (Row("a", 3, "s"), None),
            (Row("a", None, "s", "b", 2, 1.5), None),
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
        cls.enterClassContext(mock.patch.dict(os.environ, {"DATABASE_URL": ""}))
        cls.folder = Path(cls.enterClassContext(TemporaryDirectory()))

    def run_module(self, name, seconds=300):
        with database("bench") as own:
            return running.run(name, own.url, seconds)

    def test_a_database_goes_with_its_module(self):
        with database("short") as own:
            path = Path(own.url.removeprefix("sqlite:///"))
            path.touch()
        self.assertFalse(path.exists())

    def test_what_does_not_end_is_cut_with_all_that_it_started(self):
        seconds = 15
        outcome = self.run_module(ENDLESS, seconds)
        while not outcome.rows and seconds < 300:  # a busy machine had not begun yet
            seconds *= 2
            outcome = self.run_module(ENDLESS, seconds)
        self.assertEqual(outcome.failure, "a été interrompu : le temps prévu est écoulé")
        child = int(outcome.rows[0].name)
        left = psutil.pid_exists(child) and psutil.Process(child).status() != "zombie"
        self.assertFalse(left)

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
        self.assertRegex(said, r"services +1,00 s +2,00 \(deux\) +0,500 +≤ 1,00 +atteint")
        self.assertRegex(said, r"débit +10,0 requêtes/s +20,0 \(vingt\) +0,500 +≥ 0,900 +MANQUÉ")
        self.assertIn("dit sans promesse : rien n’est promis", said)
        self.assertIn("débit de wrk : non mesuré : wrk manque", said)
        self.assertIn("ÉCHEC : RuntimeError: la mesure a échoué", said)
        self.assertIn("1 buts atteints sur 2 ; lignes non mesurées : 1 ; en échec : ", said)
        self.assertEqual(content["failures"], {FAILING: "RuntimeError: la mesure a échoué"})
        self.assertEqual(
            [(row["name"], row.get("met")) for row in content["rows"]],
            [
                ("avant l’échec", None),
                ("services", True),
                ("débit", False),
                ("dit sans promesse", None),
                ("débit de wrk", None),
            ],
        )

    def test_a_missed_goal_is_no_error_unless_asked(self):
        missed = running.Outcome(SOUND, [Row("débit", 10, "requêtes/s", "vingt", 20, 0.9, "more")])
        with mock.patch("bench.__main__.run", return_value=missed):
            self.assertEqual(self.call(SOUND)[0], 0)
            self.assertEqual(self.call(SOUND, "--strict")[0], 2)
