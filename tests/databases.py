"""A database of its own, for what runs in other processes or ends in a crash."""

import os
import subprocess
import sys
from contextlib import contextmanager

from django.conf import settings

from bench.databases import database


@contextmanager
def empty_sqlite():
    with database("own", address="") as own:
        yield own.url


@contextmanager
def empty_database():
    """The address of an empty database on the engine under test, dropped at the end."""
    with database("own") as own:
        yield own.url


def run_apart(module, address, *arguments):
    """Run a module of the tests in a process of its own, on the database of that address."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": address},
        capture_output=True,
        text=True,
        timeout=600,
    )
