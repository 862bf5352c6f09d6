import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection
from django.test import SimpleTestCase

SCRIPT = "tests.actions.eight_writers"


@contextmanager
def empty_sqlite():
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'chain.sqlite3'}"


@contextmanager
def empty_postgresql():
    name = f"chain_{os.getpid()}"
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield address_of(connection.settings_dict, name)
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def address_of(options, name):
    account = quote(options["USER"])
    if options["PASSWORD"]:
        account += f":{quote(options['PASSWORD'])}"
    host = options["HOST"] or options["OPTIONS"].get("host", "")
    if host.startswith("/"):
        return f"postgres://{account}@/{name}?host={host}"
    return f"postgres://{account}@{host}:{options['PORT'] or 5432}/{name}"


class ParallelWritersTests(SimpleTestCase):
    databases = {"default"}

    def test_two_hundred_events_by_eight_connections_leave_one_valid_chain(self):
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

        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("L’historique est intact : 200 étapes", done.stdout)
