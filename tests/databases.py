"""A database of its own, for what runs in other processes or ends in a crash."""

import os
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection


@contextmanager
def empty_sqlite():
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{Path(folder) / 'own.sqlite3'}"


@contextmanager
def empty_postgresql():
    name = f"own_{os.getpid()}"
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    try:
        yield address_of(connection.settings_dict, name)
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {name}")


def address_of(options, name):
    account = quote(options["USER"])
    if options["PASSWORD"]:
        account += f":{quote(options['PASSWORD'])}"
    host = options["HOST"] or options["OPTIONS"].get("host", "")
    if host.startswith("/"):
        return f"postgres://{account}@/{name}?host={host}"
    return f"postgres://{account}@{host}:{options['PORT'] or 5432}/{name}"


def empty_database():
    """The address of an empty database on the engine under test, dropped at the end."""
    return empty_postgresql() if connection.vendor == "postgresql" else empty_sqlite()


def run_apart(module, address, *arguments):
    """Run a module of the tests in a process of its own, on the database of that address."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=300,
    )
