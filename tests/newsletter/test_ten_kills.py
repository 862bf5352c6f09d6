import json
import os
import subprocess
import sys
from functools import cache

import pytest
from django.conf import settings
from django.test import SimpleTestCase

from tests.databases import migrated_database

SCRIPT = "tests.newsletter.ten_kills"
SUBSCRIBERS = 3_000  # a dozen of the batches that a worker claims


@cache
def what_became_of_everybody():
    """Played once for all the tests below."""
    with migrated_database() as address:
        done = subprocess.run(
            [sys.executable, "-m", SCRIPT, str(SUBSCRIBERS)],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": address},
            capture_output=True,
            text=True,
            timeout=600,
        )
    if done.returncode:
        raise AssertionError(done.stderr)
    return json.loads(done.stdout)


@pytest.mark.long
class TenKillsTests(SimpleTestCase):
    """Three thousand people, two workers, ten `kill -9`."""

    databases = {"default"}

    @property
    def report(self):
        return what_became_of_everybody()

    def test_the_workers_were_killed_ten_times_and_the_last_two_ended_in_order(self):
        self.assertEqual(self.report["kills_left"], 0)
        self.assertEqual(self.report["exit_codes"], [0, 0])

    def test_nobody_gets_it_twice(self):
        self.assertEqual(self.report["twice"], [])
        self.assertEqual(self.report["messages"], self.report["people"])

    def test_nobody_else_gets_it(self):
        self.assertEqual(self.report["strangers"], [])

    def test_everybody_has_it_or_is_listed_as_doubtful(self):
        self.assertEqual(self.report["forgotten"], [])
        self.assertEqual(self.report["sent_unreceived"], 0)
        states = self.report["states"]
        self.assertEqual(states["envoye"] + states["douteux"], SUBSCRIBERS)

    def test_a_kill_leaves_one_doubt_at_most(self):
        self.assertLessEqual(len(self.report["doubtful"]), 10)
        self.assertGreater(len(self.report["doubtful"]), 0)  # else nothing was put to the test
