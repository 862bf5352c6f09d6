"""What every test stands on: its own folders, no slow hashing, the same examples each time."""

import os
import sqlite3
import tempfile
from contextlib import closing

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import SimpleTestCase, override_settings
from hypothesis import settings as hypothesis_settings

from . import databases

# The same examples on every machine and at every run; a slow machine is not a failure.
hypothesis_settings.register_profile("stable", derandomize=True, deadline=None, database=None)
hypothesis_settings.load_profile("stable")
NO_DATABASE = "sqlite:////no-such-folder/db.sqlite3"


def pytest_configure(config):
    """One folder for all the processes of the run: those that pytest-xdist starts inherit it."""
    if databases.SHARED not in os.environ:
        folder = tempfile.TemporaryDirectory(prefix="tests-")
        os.environ[databases.SHARED] = folder.name

        def put_away():
            databases.drop_all()
            del os.environ[databases.SHARED]
            folder.cleanup()

        config.add_cleanup(put_away)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix):
    """The tables are copied instead of migrated once more by each process."""
    test, tables = connection.settings_dict["TEST"], databases.prepared("migrated").name
    test["MIGRATE"] = False
    if connection.vendor == "postgresql":
        test["TEMPLATE"] = tables
        yield
        return
    # In memory, under the name that Django gives it there; it lasts while somebody holds it.
    name = connection.creation._get_test_db_name()
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(tables)) as kept:
            kept.backup(memory)
        yield


def pytest_collection_modifyitems(items):
    """Mark what may reach the database: the rest has nothing to say twice.

    A test case says it by its `databases`, which Django holds it to; a function by a fixture.
    """
    for item in items:
        case = getattr(item, "cls", None)
        if case and issubclass(case, SimpleTestCase):
            reaches = bool(case.databases)
        else:
            reaches = {"db", "transactional_db"} & set(item.fixturenames)
        if reaches:
            item.add_marker("database")
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """A process that a test starts finds no database either, unless the test says that it may."""
    with pytest.MonkeyPatch.context() as patch:
        if not any(item.get_closest_marker(name) for name in ("database", "browser")):
            patch.setenv("DATABASE_URL", NO_DATABASE)
        return (yield)


@pytest.fixture(scope="session", autouse=True)
def own_places(tmp_path_factory):
    """Nothing a test writes reaches the data of this copy.

    Once for the session, since `setUpTestData` runs before any fixture of a test.
    """
    root = tmp_path_factory.mktemp("var")
    (root / "static").mkdir()  # WhiteNoise warns when it is missing
    files = "django.core.files.storage.FileSystemStorage"
    with override_settings(
        MEDIA_ROOT=root / "media",
        PRIVATE_MEDIA_ROOT=root / "media-private",
        STATIC_ROOT=root / "static",
        PAGE_FILES_ROOT=None,  # asked for by the tests that look at them
        STORAGES={
            "default": {"BACKEND": files},
            "private": {
                "BACKEND": files,
                "OPTIONS": {"location": root / "media-private", "base_url": None},
            },
            "import_export": {
                "BACKEND": files,
                "OPTIONS": {"location": root / "media-private", "base_url": None},
            },
            "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
        },
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
    ):
        yield


@pytest.fixture(autouse=True)
def empty_cache():
    cache.clear()
