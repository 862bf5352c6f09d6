from contextlib import contextmanager
from typing import Any

from django.core.management.commands import migrate
from django.db import connection

LOCK = 7_301_120  # any number, the same for all: PostgreSQL's advisory locks have no names


@contextmanager
def one_at_a_time() -> Any:
    """Several machines may be updated at once: the second waits, then finds nothing to do. SQLite
    has one machine, and its own lock."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [LOCK])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        with one_at_a_time():
            super().handle(*args, **options)
