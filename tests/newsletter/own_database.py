"""A database for processes of a test, empty, away from the tests' own."""

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

from tests.actions.test_chain import address_of


@contextmanager
def empty_database():
    """The address (DATABASE_URL) of a new database of the kind that the tests run on."""
    if connection.vendor == "postgresql":
        with empty_postgresql() as address:
            yield address
    else:
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
