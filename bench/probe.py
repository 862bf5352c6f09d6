"""What pages of a project cost, rendered by Django alone, in a process of its own.

Processor time is that of the process and of its PostgreSQL session, since both are the page's.
"""

import json
import statistics
import sys
import time
from importlib import import_module
from typing import Any
from wsgiref.util import setup_testing_defaults

import psutil

from .processes import peak_megabytes, run

OURS, BARE = "ales_services.wsgi:django_application", "bench.bare.wsgi:application"
MOVED = "moved:"  # before a path: the content has moved since the page before


def probe(application: str, rounds: int, *paths: str, turns: int = 20) -> dict[str, Any]:
    """What each path costs, by path: see `measure`."""
    arguments = ("-m", "bench.probe", application, str(rounds), str(turns), *paths)
    return json.loads(run(*arguments, DJANGO_SETTINGS_MODULE=settings_of(application)))


def settings_of(application):
    return f"{application.partition(':')[0].rpartition('.')[0]}.settings"


# --- In the process ---------------------------------------------------------------------


def environ(path):
    """A WSGI request for a path, as an application server makes it."""
    path, _, query = path.partition("?")
    request = {"PATH_INFO": path, "QUERY_STRING": query, "REMOTE_ADDR": "127.0.0.1"}
    setup_testing_defaults(request)
    return request | {"HTTP_HOST": "127.0.0.1", "wsgi.errors": sys.stderr}


def get(application, path):
    """The weight of a page; anything but 200 ends the measure."""
    if path.startswith(MOVED):
        from publishing.page_files import versions

        versions.move()
        path = path.removeprefix(MOVED)
    statuses = []
    answer = application(environ(path), lambda status, headers, error=None: statuses.append(status))
    try:
        size = sum(map(len, answer))
    finally:
        if hasattr(answer, "close"):
            answer.close()
    if statuses != ["200 OK"]:
        raise SystemExit(f"{path} : {statuses}")
    return size


class Clock:
    """Processor time of this process and of its session of the database."""

    def __init__(self):
        from django.db import connection

        # One session for the whole measure, however slow the machine: not renewed by its age.
        connection.close()
        connection.settings_dict["CONN_MAX_AGE"] = None
        self.session = None
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_backend_pid()")
                self.session = psutil.Process(cursor.fetchone()[0])

    def read(self):
        spent = time.process_time()
        if self.session is not None:
            times = self.session.cpu_times()
            spent += times.user + times.system
        return spent


def measure(application, paths, rounds, pages):
    """For each path: processor milliseconds, queries, bytes, peak of memory.

    The paths take turns, so that a busy moment of the machine is shared by all. The session's
    clock ticks every 10 ms: hence whole turns of several pages, and the median of the turns. A
    turn of one page is for what is large: neither warmed nor asked for its queries.
    """
    is_large = pages == 1
    for path in [] if is_large else paths:
        for _ in range(5):
            get(application, path)
    clock, turns, sizes = Clock(), {path: [] for path in paths}, {}
    for _ in range(rounds):
        for path in paths:
            before = clock.read()
            for _ in range(pages):
                sizes[path] = get(application, path)
            turns[path].append(clock.read() - before)
    return {
        path: {
            "cpu_ms": middle(turns[path]) / pages,
            "queries": 0 if is_large else queries(application, path),
            "bytes": sizes[path],
            "peak_mb": peak_megabytes(),
        }
        for path in paths
    }


def middle(values):
    """In milliseconds, the median of the calmer half of the turns: others disturbed it least."""
    values = sorted(values)
    return 1000 * statistics.median(values[: (len(values) + 1) // 2])


def queries(application, path):
    from django.db import connection, reset_queries

    get(application, path)  # what pages share is there
    connection.force_debug_cursor = True
    # A request begins by forgetting the queries of the one before.
    get(application, path)
    connection.force_debug_cursor = False
    count = len(connection.queries)
    reset_queries()
    return count


def main(name, rounds, pages, *paths):
    module, _, attribute = name.partition(":")
    application = getattr(import_module(module), attribute)
    print(json.dumps(measure(application, paths, int(rounds), int(pages))))


if __name__ == "__main__":
    main(*sys.argv[1:])
