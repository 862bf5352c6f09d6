"""Databases for a while: made, stopped, started again, dropped. On PostgreSQL or SQLite."""

import os
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2


@contextmanager
def database(name, address=None):
    """An empty one, on the server of this address; else SQLite, in a folder of its own.

    It goes as soon as its user ends: PostgreSQL would clean its tables behind the back of others.
    """
    address = os.environ.get("DATABASE_URL", "") if address is None else address
    with tempfile.TemporaryDirectory(prefix="database-") as folder:
        is_server = address.startswith("postgres")
        made = Postgresql(name, address) if is_server else Sqlite(Path(folder))
        try:
            yield made
        finally:
            made.remove()


class Sqlite:
    def __init__(self, folder):
        self.folder, self.away = folder / "there", folder / "away"
        self.folder.mkdir()
        self.url = f"sqlite:///{self.folder / 'own.sqlite3'}"

    def stop(self):
        """As if the disk that holds it were away."""
        self.folder.rename(self.away)

    def start(self):
        self.away.rename(self.folder)

    def remove(self):
        """It goes with its folder."""


class Postgresql:
    def __init__(self, name, address):
        self.name = f"{name}_{os.getpid()}"
        self.server = urlsplit(address)._replace(path="/postgres").geturl()
        self.url = urlsplit(address)._replace(path=f"/{self.name}").geturl()
        self.execute(f"CREATE DATABASE {self.name}")

    def execute(self, *statements):
        with closing(psycopg2.connect(self.server)) as connection:
            connection.autocommit = True  # a database is not made within a transaction
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

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
