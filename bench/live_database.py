"""A database for a while, which can be stopped and started like a real one."""

import os
import shutil
from contextlib import closing
from urllib.parse import urlsplit

import psycopg2


def database_for_a_while(folder):
    """On the PostgreSQL of DATABASE_URL if there is one; else SQLite, in this folder."""
    address = os.environ.get("DATABASE_URL", "")
    if address.startswith("postgres"):
        return LivePostgresql(address)
    return LiveSqlite(folder)


class LiveSqlite:
    def __init__(self, folder):
        self.path = folder / "live.sqlite3"
        self.url = f"sqlite:///{self.path}"

    def stop(self):
        """As if the disk that holds it were away."""
        for path in self.files():
            path.rename(path.with_name(f"away-{path.name}"))
        self.path.mkdir()

    def start(self):
        shutil.rmtree(self.path)
        for path in self.path.parent.glob("away-*"):
            path.rename(path.with_name(path.name.removeprefix("away-")))

    def files(self):
        return list(self.path.parent.glob(f"{self.path.name}*"))

    def remove(self):
        """It goes with its folder."""


class LivePostgresql:
    def __init__(self, address):
        self.name = f"live_{os.getpid()}"
        self.server = urlsplit(address)._replace(path="/postgres").geturl()
        self.url = urlsplit(address)._replace(path=f"/{self.name}").geturl()
        self.ask(f"DROP DATABASE IF EXISTS {self.name}", f"CREATE DATABASE {self.name}")

    def ask(self, *statements):
        with closing(psycopg2.connect(self.server)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                for statement in statements:
                    cursor.execute(statement)

    def stop(self):
        """It ends every connection and takes no other: that is what its clients see of a stop."""
        self.ask(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false", self.disconnect)

    def start(self):
        self.ask(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    @property
    def disconnect(self):
        return (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            f" WHERE datname = '{self.name}' AND pid <> pg_backend_pid()"
        )

    def remove(self):
        self.ask(self.disconnect, f"DROP DATABASE IF EXISTS {self.name}")
