"""An empty, migrated database for each module, on the server of DATABASE_URL."""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from .running import ROOT, environment


@contextmanager
def template():
    """Gives a function that makes the database of a name, gives its address, and removes it.

    Migrated once, then copied: PostgreSQL and SQLite both do it in a moment. Removed as soon as its
    module ends: PostgreSQL would clean its tables behind the back of the modules that follow.
    """
    url = os.environ.get("DATABASE_URL", "")
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if url.startswith("postgres"):
            yield copier_of_postgresql(url, Path(folder))
        else:
            yield copier_of_sqlite(Path(folder))


def copier_of_sqlite(folder):
    source = folder / "template.sqlite3"
    migrate(f"sqlite:///{source}", folder)

    @contextmanager
    def make(name):
        path = folder / f"{name}.sqlite3"
        shutil.copy(source, path)
        yield f"sqlite:///{path}"
        path.unlink()

    return make


def copier_of_postgresql(url, folder):
    """Only names that begin with `bench_` are ever made or dropped."""
    execute(url, "DROP DATABASE IF EXISTS bench_template", "CREATE DATABASE bench_template")
    migrate(address_of(url, "bench_template"), folder)

    @contextmanager
    def make(name):
        database = f"bench_{name}"
        drop = f"DROP DATABASE IF EXISTS {database} WITH (FORCE)"
        execute(url, drop, f"CREATE DATABASE {database} TEMPLATE bench_template")
        yield address_of(url, database)
        execute(url, drop)

    return make


def address_of(url, database):
    return urlsplit(url)._replace(path=f"/{database}").geturl()


def execute(url, *statements):
    import psycopg2

    connection = psycopg2.connect(address_of(url, "postgres"))
    connection.autocommit = True  # a database is not made within a transaction
    try:
        with connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)
    finally:
        connection.close()


def migrate(url, folder):
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=ROOT,
        env=environment(url, folder),
        check=True,
    )
