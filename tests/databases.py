"""Databases made once in a run, on the engine under test, then copied for whoever needs one.

Migrating takes ten seconds and seeding twenty: too long for each process of the tests, and for each
test that starts processes on a database of its own.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from bench import processes
from bench.databases import Postgresql, database, execute
from bench.live_site import only_one

SHARED = "TESTS_SHARED"  # the variable that names the folder common to the processes of a run
STAGES = {  # each is made from the one before
    "migrated": ("migrate", "-v0"),
    "seeded": ("seed",),
    "demonstration": ("seed", "--demo"),
}


@dataclass(frozen=True)
class Prepared:
    """A database that nobody changes: its name (for SQLite, its file), the site's files, and what
    the command that made it printed."""

    name: str
    files: Path
    report: str


def is_on_server():
    return os.environ.get("DATABASE_URL", "").startswith("postgres")


def own_folder():
    """That of the engine under test."""
    return Path(os.environ[SHARED]) / ("postgresql" if is_on_server() else "sqlite")


def prepared(stage):
    """The database at this stage, made by the first that asks."""
    folder = own_folder() / stage
    with only_one(own_folder() / f"{stage}.lock"):
        if not folder.exists():
            make(stage)
    report = (folder / "report").read_text(encoding="utf-8")
    return Prepared((folder / "name").read_text(), folder / "files", report)


def make(stage):
    stages = list(STAGES)
    before = prepared(stages[stages.index(stage) - 1]) if stage != stages[0] else None
    with tempfile.TemporaryDirectory(dir=own_folder()) as folder:
        folder = Path(folder) / stage  # in its place once it is whole
        if before:
            shutil.copytree(before.files, folder / "files")
        else:
            (folder / "files").mkdir(parents=True)
        if is_on_server():
            made = Postgresql(stage, os.environ["DATABASE_URL"], before and before.name)
            name, url = made.name, made.url
        else:
            name, file = str(own_folder() / stage / "db.sqlite3"), folder / "db.sqlite3"
            url = f"sqlite:///{file}"
            if before:
                shutil.copy(before.name, file)
        environment = processes.environment_of_site(url, folder / "files", "http://127.0.0.1")
        report = processes.run("manage.py", *STAGES[stage], **environment)
        (folder / "report").write_text(report, encoding="utf-8")
        (folder / "name").write_text(name)
        folder.rename(own_folder() / stage)


def drop_all():
    """At the end of a run: its server may outlive it."""
    for kept in Path(os.environ[SHARED]).glob("postgresql/*/name"):
        execute(os.environ["DATABASE_URL"], f"DROP DATABASE {kept.read_text()}")


@contextmanager
def empty_sqlite():
    with database("own", address="") as own:
        yield own.url


@contextmanager
def empty_database():
    """The address of an empty database on the engine under test, dropped at the end."""
    with database("own") as own:
        yield own.url


@contextmanager
def migrated_database():
    """The address of one with its tables, as `migrate` leaves them; dropped at the end."""
    with database("own", template=prepared("migrated").name) as own:
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
