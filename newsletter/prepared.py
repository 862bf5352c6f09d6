"""An UPDATE written with the ORM and compiled once, then run thousands of times.

Building and compiling a query takes Django longer than the database takes to run it, and the
sending runs two for each message. The rule stays where it is readable; its SQL is kept.
"""

import datetime

from django.db import connection, transaction
from django.db.models.sql import UpdateQuery

# What stands for each value when the query is compiled: found again among its parameters.
MARKS = {
    "key": 2**61 + 1,
    "attempt": 32_001,
    "worker": "\ue200worker",
    "email": "\ue200email",
    "answer": "\ue200answer",
    "now": datetime.datetime(1971, 1, 1, tzinfo=datetime.UTC),
    "until": datetime.datetime(1972, 1, 1, tzinfo=datetime.UTC),
}


class Prepared:
    """`build(**marks)` gives `(rows, changes)`: a queryset, and what its update changes."""

    def __init__(self, build):
        self.build = build
        self.compiled = {}

    def __call__(self, **values):
        """The statement with these values: run it with `run`."""
        sql, parameters = self.for_this_database(values)
        values = {name: for_database(value) for name, value in values.items()}
        return sql, [
            values[known.name] if isinstance(known, Mark) else known for known in parameters
        ]

    def for_this_database(self, names):
        if connection.vendor not in self.compiled:
            rows, changes = self.build(**{name: MARKS[name] for name in names})
            query = rows.query.chain(UpdateQuery)
            query.add_update_values(changes)
            sql, parameters = query.get_compiler(connection.alias).as_sql()
            self.compiled[connection.vendor] = sql, marked(parameters, names)
        return self.compiled[connection.vendor]


class Mark:
    def __init__(self, name):
        self.name = name


def marked(parameters, names):
    marks = {for_database(MARKS[name]): Mark(name) for name in names}
    found = [marks.get(value, value) for value in parameters]
    if missing := set(marks.values()) - {one for one in found if isinstance(one, Mark)}:
        raise ValueError(f"not in the query: {', '.join(sorted(m.name for m in missing))}")
    return found


def for_database(value):
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def run(*statements):
    """Run them in one transaction; return how many rows the last one changed."""
    if connection.vendor == "postgresql":  # one journey there and back, and one transaction
        sql = "; ".join(sql for sql, _ in statements)
        with connection.cursor() as cursor:
            cursor.execute(sql, [value for _, values in statements for value in values])
            return cursor.rowcount
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, values in statements:
            cursor.execute(sql, values)
        return cursor.rowcount
