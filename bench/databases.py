"""Databases for a while: made, stopped, started again, dropped. On PostgreSQL or SQLite."""

import os
import shutil
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2


@contextmanager
def database(name, address=None, template=None):
    """One on the server of this address; else SQLite, in a folder of its own.

    Empty, or a copy of the template: a database of that server, or a file of SQLite.
    It goes as soon as its user ends: PostgreSQL would clean its tables behind the back of others.
    """
    address = os.environ.get("DATABASE_URL", "") if address is None else address
    with tempfile.TemporaryDirectory(prefix="database-") as folder:
        is_server = address.startswith("postgres")
        made = Postgresql(name, address, template) if is_server else Sqlite(Path(folder), template)
        try:
            yield made
        finally:
            made.remove()


class Sqlite:
    def __init__(self, folder, template=None):
        self.folder, self.away = folder / "there", folder / "away"
        self.folder.mkdir()
        self.name = str(self.folder / "own.sqlite3")
        if template is not None:
            shutil.copy(template, self.name)
        self.url = f"sqlite:///{self.name}"

    def stop(self):
        """As if the disk that holds it were away."""
        self.folder.rename(self.away)

    def start(self):
        self.away.rename(self.folder)

    def remove(self):
        """It goes with its folder."""


class Postgresql:
    def __init__(self, name, address, template=None):
        self.name = f"{name}_{os.getpid()}"
        self.address = address
        self.url = urlsplit(address)._replace(path=f"/{self.name}").geturl()
        self.execute(f"CREATE DATABASE {self.name} TEMPLATE {template or 'template1'}")

    def execute(self, *statements):
        execute(self.address, *statements)

    def stop(self):
        """It ends every connection and takes no other: that is what its clients see of a stop."""
        self.execute(
            f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false",
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.name}' AND pid <> pg_backend_pid()",
        )

    def start(self):
        self.execute(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    def remove(self):
        self.execute(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")


def execute(address, *statements):
    """On the server of this address, outside of its databases."""
    server = urlsplit(address)._replace(path="/postgres").geturl()
    with closing(psycopg2.connect(server)) as connection:
        connection.autocommit = True  # a database is not made within a transaction
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
