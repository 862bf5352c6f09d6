"""Run apart: renders pages of a project cold, and says what each costs, as JSON.

`python -m bench.probe MODULE:APPLICATION ROUNDS PAGES PATH…`, with the settings in the
environment: so many rounds, in which each path is asked so many times.
Processor time is that of this process and of its PostgreSQL session, since both are the page's.
"""

import io
import json
import statistics
import sys
import time
from importlib import import_module

import psutil

from .memory import peak_megabytes


def environ(path):
    """A WSGI request for a path, as an application server makes it."""
    path, _, query = path.partition("?")
    return {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "127.0.0.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.input": io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.url_scheme": "http",
        "wsgi.version": (1, 0),
        "wsgi.multithread": False,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }


MOVED = "moved:"  # before a path: the content has moved since the page before


def get(application, path):
    """The weight of a page; anything but 200 ends the measure."""
    if path.startswith(MOVED):
        from publishing.page_files import versions

        versions.move()
        path = path.removeprefix(MOVED)
    told = []
    answer = application(environ(path), lambda status, headers, error=None: told.append(status))
    try:
        size = sum(map(len, answer))
    finally:
        if hasattr(answer, "close"):
            answer.close()
    if told != ["200 OK"]:
        raise SystemExit(f"{path} : {told}")
    return size


class Clock:
    """Processor time and time of this process and of its session of the database."""

    def __init__(self):
        from django.db import connection

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
        return spent, time.perf_counter()


def measure(application, paths, rounds, pages):
    """For each path: processor milliseconds, milliseconds, queries, bytes, peak of memory.

    The paths take turns, so that a busy moment of the machine is shared by all. The session's
    clock ticks every 10 ms: hence whole turns of several pages, and the median of the turns. A
    turn of one page is for what is large: made once, neither warmed nor asked for its queries.
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
            turns[path].append([b - a for a, b in zip(before, clock.read(), strict=True)])
    return {
        path: {
            "cpu_ms": middle(turn[0] for turn in turns[path]) / pages,
            "ms": middle(turn[1] for turn in turns[path]) / pages,
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
    application = getattr(import_module(module), attribute or "application")
    print(json.dumps(measure(application, paths, int(rounds), int(pages))))


if __name__ == "__main__":
    main(*sys.argv[1:])
