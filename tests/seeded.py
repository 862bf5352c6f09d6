"""The data that `manage.py seed` loads, for tests that look at the shipped site.

The command runs once in a run of the tests; its rows are copied from that database. `test_seed.py`
tests the command.
"""

import datetime
import shutil
from contextlib import closing
from functools import cache

from django.apps import apps
from django.conf import settings
from django.core.management.color import no_style
from django.db import connection

from bench.databases import database
from publishing.models import ContentVersion

from .databases import prepared

AT_ONCE = 900  # parameters of one statement: SQLite's oldest limit is 999


def seed(demo=False):
    """As `call_command("seed")` on a site where nothing was loaded yet."""
    added = rows_added("demonstration" if demo else "seeded")
    for model, (columns, rows) in added.items():
        insert(model, columns, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(added)):
            cursor.execute(statement)


@cache
def rows_added(stage):
    """`{model: (columns, rows)}` of what seeding added; its pictures are put in their place."""
    files = prepared(stage).files
    for name, own in {
        "media": settings.MEDIA_ROOT,
        "media-private": settings.PRIVATE_MEDIA_ROOT,
    }.items():
        if (files / name).exists():
            shutil.copytree(files / name, own, dirs_exist_ok=True)
    before = rows_of("migrated")
    return {
        model: (columns, new)
        for model, (columns, rows) in rows_of(stage).items()
        if (new := [row for row in rows if row not in before[model][1]])
    }


def rows_of(stage):
    """`{model: (columns, rows)}` of all tables but the version, which triggers move."""
    found = {}
    reader = connection.copy()
    with database("rows", template=prepared(stage).name) as own:  # nobody connects to a template
        reader.settings_dict["NAME"] = own.name
        with closing(reader), reader.cursor() as cursor:
            for model in apps.get_models(include_auto_created=True):
                if model is not ContentVersion and model._meta.managed and not model._meta.proxy:
                    key = model._meta.pk.column
                    cursor.execute(f'SELECT * FROM "{model._meta.db_table}" ORDER BY "{key}"')
                    found[model] = [column[0] for column in cursor.description], cursor.fetchall()
    return found


def insert(model, columns, rows):
    names = ", ".join(f'"{name}"' for name in columns)
    into = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES '
    one = f"({', '.join(['%s'] * len(columns))})"
    most = AT_ONCE // len(columns)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            some = rows[start : start + most]
            values = [sendable(value) for row in some for value in row]
            cursor.execute(into + ", ".join([one] * len(some)), values)


def sendable(value):
    """SQLite's driver gives times, and takes none."""
    return str(value) if isinstance(value, datetime.time) else value
