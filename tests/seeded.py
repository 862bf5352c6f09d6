"""The data that `manage.py seed` loads, for tests that look at the shipped site.

The command runs once in each process of the tests, and the rows that it wrote are put back for the
others: it reads and checks every fixture, which takes seconds. `test_seed.py` tests the command.
"""

import datetime
import io

from django.apps import apps
from django.core.management import call_command
from django.core.management.color import no_style
from django.db import connection

from publishing.models import ContentVersion

AT_ONCE = 900  # parameters of one statement: SQLite's oldest limit is 999
kept = {}  # {with the demonstration?: {model: (columns, rows)}}


def seed(demo=False):
    """As `call_command("seed")` on a site where nothing was loaded yet."""
    if demo not in kept:
        before = everything()
        call_command("seed", demo=demo, stdout=io.StringIO())
        kept[demo] = {
            model: (columns, new)
            for model, (columns, rows) in everything().items()
            if (new := [row for row in rows if row not in before[model][1]])
        }
        return
    for model, (columns, rows) in kept[demo].items():
        insert(model, columns, rows)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), list(kept[demo])):
            cursor.execute(statement)


def everything():
    """`{model: (columns, rows)}` of all tables but the version, which triggers move."""
    found = {}
    with connection.cursor() as cursor:
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
