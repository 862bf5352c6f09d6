"""Pages rendered cold, against a bare Django project that lists the same rows (bench/bare).

Cold: by the application alone, no page file. What pages share is kept from one to the next, as
it is for as long as nobody edits anything; « après une modification » is the page that comes first
after an edit, and works it all out again.
"""

import statistics
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator

from .bare import loading
from .measuring import BARE, OURS, probe, settings_of
from .probe import MOVED
from .rows import Row
from .servers import answered, free_port, granian, running, weight

SITES = {BARE: "/", OURS: "/actions/"}  # where the list is
PAGES = {"/actions/": ("liste", 1.5), "/actions/9/": ("action", 2), "/": ("accueil", 3)}


def measure(small: bool = False) -> Iterator[Row]:
    from django.core.management import call_command

    call_command("seed", verbosity=0, stdout=sys.stderr)
    count = loading.load()
    yield from rendered(1 if small else 12, count)
    yield from started(1 if small else 7)


def rendered(rounds, count):
    """The bare project before and after ours: what the machine does meanwhile weighs on both."""
    before = probe(BARE, rounds, "/")["/"]
    ours = probe(OURS, rounds, *PAGES)
    ours |= probe(OURS, rounds, *[MOVED + path for path in PAGES])
    after = probe(BARE, rounds, "/")["/"]
    reference = (before["cpu_ms"] + after["cpu_ms"]) / 2
    against = f"Django nu, {count} lignes"
    for path, (name, goal) in PAGES.items():
        page = ours[path]
        yield Row(
            *("rendering", f"{name}, à froid", page["cpu_ms"], "ms de processeur"),
            *(against, reference, goal),
            note=f"{page['queries']} requêtes SQL et {page['bytes']} octets ; Django nu : "
            f"{before['queries']} et {before['bytes']}",
        )
    for path, (name, _) in PAGES.items():
        page = ours[MOVED + path]
        yield Row(
            *("rendering", f"{name}, après une modification", page["cpu_ms"]),
            *("ms de processeur", against, reference),
            note=f"{page['queries'] - 1} requêtes SQL",
        )


# --- Starting, and memory ---------------------------------------------------------------


def started(rounds):
    times: dict[str, list[float]] = {OURS: [], BARE: []}
    weights = {}
    for turn in range(rounds):
        for application, path in SITES.items():
            seconds, weights[application] = start(application, path, turn == rounds - 1)
            times[application].append(seconds)
    yield Row(
        *("rendering", "démarrage, première bonne réponse", statistics.median(times[OURS]), "s"),
        *("Django nu", statistics.median(times[BARE]), 1.5),
        note="Granian, deux processus, du lancement à la liste",
    )
    yield Row(
        *("rendering", "mémoire de deux processus", weights[OURS], "Mo"),
        *("Django nu", weights[BARE], 1.3),
        note="après 200 pages ; mémoire partagée comptée une fois (PSS)",
    )


def start(application, path, is_weighed):
    """Seconds to the first good answer, and the memory of two workers that have all worked."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    module = application.partition(":")[0]
    command = granian(f"{module}:application", port, "--workers", "2", "--blocking-threads", "4")
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "DJANGO_SETTINGS_MODULE": settings_of(application),
            "SITE_URL": url,
            "PAGE_FILES_ROOT": folder,
        }
        started = time.perf_counter()
        with running(command, **environment) as server:
            answered(server, url + path)
            seconds = time.perf_counter() - started
            if not is_weighed:
                return seconds, 0.0
            visit(url, path)
            return seconds, weight(server)


def visit(url, path):
    """Each on a connection of its own, so that every worker has its share; never a page file."""
    for number in range(200):
        with urllib.request.urlopen(f"{url}{path}?n={number}", timeout=10) as answer:
            answer.read()
