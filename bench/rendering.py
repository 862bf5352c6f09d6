"""Pages rendered cold, against a bare Django project that lists the same rows (bench/bare).

Cold: by the application alone, no page file. What pages share is kept from one to the next, as
it is for as long as nobody edits anything.
"""

import statistics
import sys
import tempfile
import time
import urllib.request

import psutil

from .bare import loading
from .probe import BARE, OURS, probe, settings_of
from .processes import first_answer, free_port, granian, running
from .rows import Row

SITES = {BARE: "/", OURS: "/actions/"}  # where the list is
PAGES = {"/actions/": ("liste", 2.5), "/actions/9/": ("action", 3.5), "/": ("accueil", 4)}


def measure(small=False):
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0, stdout=sys.stderr)
    count = loading.load()
    yield from rendered(1 if small else 12, count)
    yield from started(1 if small else 7)


def rendered(rounds, count):
    """The bare project before and after ours: what the machine does meanwhile weighs on both."""
    before = probe(BARE, rounds, "/")["/"]
    ours = probe(OURS, rounds, *PAGES)
    after = probe(BARE, rounds, "/")["/"]
    reference = (before["cpu_ms"] + after["cpu_ms"]) / 2
    for path, (name, goal) in PAGES.items():
        page, against = ours[path], (f"Django nu, {count} lignes", reference, goal)
        note = "{queries} requêtes SQL et {bytes} octets".format_map(page)
        note += " ; Django nu : {queries} et {bytes}".format_map(before)
        yield Row(f"{name}, à froid", page["cpu_ms"], "ms de processeur", *against, note=note)


# --- Starting, and memory ---------------------------------------------------------------


def started(rounds):
    times: dict[str, list[float]] = {OURS: [], BARE: []}
    weights = {}
    for turn in range(rounds):
        for application, path in SITES.items():
            seconds, weights[application] = start(application, path, turn == rounds - 1)
            times[application].append(seconds)
    name, seconds = "démarrage, première bonne réponse", statistics.median(times[OURS])
    note = "Granian, deux processus, du lancement à la liste"
    yield Row(name, seconds, "s", "Django nu", statistics.median(times[BARE]), 2.5, note=note)
    name, note = "mémoire de deux processus", "après 200 pages ; mémoire partagée comptée une fois"
    yield Row(name, weights[OURS], "Mo", "Django nu", weights[BARE], 1.5, note=note)


def start(application, path, is_weighed):
    """Seconds to the first good answer, and the memory of two workers that have all worked."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    module = application.partition(":")[0]
    command = granian(f"{module}:application", port, "--workers", "2", "--blocking-threads", "4")
    with tempfile.TemporaryDirectory() as folder:
        environment = {"SITE_URL": url, "PAGE_FILES_ROOT": folder}
        environment["DJANGO_SETTINGS_MODULE"] = settings_of(application)
        began = time.perf_counter()
        with running(command, **environment) as server:
            first_answer(server, url + path)
            seconds = time.perf_counter() - began
            if not is_weighed:
                return seconds, 0.0
            visit(url, path)
            return seconds, weight(server)


def visit(url, path):
    """Each on a connection of its own, so that every worker has its share; never a page file."""
    for number in range(200):
        with urllib.request.urlopen(f"{url}{path}?n={number}", timeout=30) as answer:
            answer.read()


def weight(process):
    """The memory of a process and its children, in megabytes; shared pages counted once."""
    parent = psutil.Process(process.pid)
    family = [parent, *parent.children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6
