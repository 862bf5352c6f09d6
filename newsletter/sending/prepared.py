"""An UPDATE written with the ORM and compiled once, then run thousands of times.

Building and compiling a query takes Django longer than the database takes to run it, and the
sending runs two for each message. The rule stays where it is readable; its SQL is kept, and
PostgreSQL is asked to keep its plan too.
"""

import datetime
from dataclasses import dataclass
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

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


@dataclass(frozen=True)
class Mark:
    """Where a value comes, in what was compiled."""

    name: str


@dataclass(frozen=True)
class Compiled:
    """An UPDATE for one kind of database. `parameters`: constants, and marks.

    `name` is that of its plan on a server; nothing when it serves but once.
    """

    sql: str
    parameters: list[Any]
    name: str = ""

    @classmethod
    def of(cls, rows, changes, marks=(), name=""):
        """`rows`: a queryset; `changes`: what its update writes; `marks`: names, in both."""
        query = rows.query.chain(UpdateQuery)
        query.add_update_values(changes)
        sql, parameters = query.get_compiler(connection.alias).as_sql()
        return cls(sql, marked(parameters, marks), name)

    def with_values(self, values):
        found = (values[one.name] if isinstance(one, Mark) else one for one in self.parameters)
        return self.sql, list(found)


@dataclass(frozen=True)
class Statement:
    """A compiled UPDATE with its values: `run` runs it."""

    compiled: Compiled
    values: dict[str, Any]


numbers = count(1)


class Prepared:
    """`build(**marks)` gives `(rows, changes)`; calling this with values gives a statement."""

    def __init__(self, build):
        self.build = build
        self.name = f"newsletter_{next(numbers)}"
        self.compiled = {}

    def __call__(self, **values):
        compiled = self.compiled.get(connection.vendor) or self.compile(values)
        return Statement(compiled, {name: adapted(value) for name, value in values.items()})

    def compile(self, names):
        rows, changes = self.build(**{name: MARKS[name] for name in names})
        compiled = Compiled.of(rows, changes, names, self.name)
        self.compiled[connection.vendor] = compiled
        return compiled


def once(rows, changes):
    """The statement of an update that is not run often enough to be kept."""
    return Statement(Compiled.of(rows, changes), {})


def marked(parameters, names):
    marks = {adapted(MARKS[name]): Mark(name) for name in names}
    found = [marks.get(value, value) for value in parameters]
    if missing := set(marks.values()) - {one for one in found if isinstance(one, Mark)}:
        raise ValueError(f"not in the query: {', '.join(sorted(m.name for m in missing))}")
    return found


def adapted(value):
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return value


def run(*statements):
    """Run them in one transaction; return how many rows the last one changed."""
    if connection.vendor == "postgresql":  # one journey there and back, and one transaction
        with connection.cursor() as cursor:
            cursor.execute(b"; ".join(for_postgresql(cursor, one) for one in statements))
            return cursor.rowcount
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(*statement.compiled.with_values(statement.values))
        return cursor.rowcount


# --- PostgreSQL keeps the plan ------------------------------------------------------------

# It spends more on planning these statements than on running them, and forgets plans with the
# connection: names of those that each connection has.
plans = WeakKeyDictionary()


def for_postgresql(cursor, statement):
    """The statement as text: the call of its plan where there may be one."""
    compiled = statement.compiled
    # Behind a pooler that lends another connection to each transaction, no plan is kept.
    if not compiled.name or connection.settings_dict.get("DISABLE_SERVER_SIDE_CURSORS"):
        return cursor.mogrify(*compiled.with_values(statement.values))
    known = plans_of(cursor, connection.connection)
    names = list(dict.fromkeys(one.name for one in compiled.parameters if isinstance(one, Mark)))
    if compiled.name not in known:
        prepare(cursor, compiled, names)
        known.add(compiled.name)
    places = ", ".join(["%s"] * len(names))
    values = [statement.values[name] for name in names]
    return cursor.mogrify(f"EXECUTE {compiled.name} ({places})", values)


def plans_of(cursor, raw):
    if raw not in plans:
        # Left to choose, it may go on planning at each call: its guess is lower with the values.
        cursor.execute("SET plan_cache_mode = force_generic_plan")
        plans[raw] = set()
    return plans[raw]


def prepare(cursor, compiled, names):
    from psycopg2.extensions import AsIs

    numbered = {name: AsIs(f"${n}") for n, name in enumerate(names, 1)}
    cursor.execute(
        b"PREPARE %b AS %b"
        % (compiled.name.encode(), cursor.mogrify(*compiled.with_values(numbered)))
    )
