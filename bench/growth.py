"""From 38 to 10 000 actions, twenty events each: what must not grow, and what grows in line.

Pages are rendered cold. What they share is kept from one to the next; the first page after an
edit, which works it out again, has a promise in seconds of processor, as a few others that read
the whole plan do. Seconds are those of the machine of reference (`calibration`).
"""

import time

from . import big_plan
from .calibration import slowness
from .probe import MOVED, OURS, probe
from .rows import Row

STEADY = {"/": "accueil", "/actions/9/": "page d’une action", "/actions/": "liste, première page"}
# What it costs for each action must not grow.
LINEAR = {
    "/actions/au/2020-06-01/": "plan à une date",
    "/actions/au/2020-06-01.json": "plan à une date, JSON",
    "/actions/flux.atom": "flux Atom",
    "/donnees/actions.csv": "export des actions",
    "/donnees/etapes.csv": "export des étapes",
}
GOAL = 1.3
# The first time after an edit, in seconds: with 10 000 events, then with all the actions.
FIRST_OF_EVENTS = {
    "/donnees/": "données ouvertes",
    "/recherche/?q=travaux": "recherche",
    "/actions/entre/2018-01-01/2020-06-01/": "comparaison de deux dates",
    "/donnees/etapes.json": "étapes en JSON",
}
FIRST_OF_ACTIONS = {"/": "accueil", "/actions/": "liste"}
EVENTS_GOAL, ACTIONS_GOAL = 1.0, 0.1
FEW, MIDDLE, MANY = 38, 10_000 // big_plan.EVENTS_EACH, 10_000
SECONDS_TO_GROW = 90


def measure(small=False):
    from django.core.management import call_command

    rounds, sizes = (1, [12, 24, 96]) if small else (6, [FEW, MIDDLE, MANY])
    call_command("migrate", verbosity=0)
    big_plan.grow(sizes[0])
    small_pages = probe(OURS, rounds, *STEADY)
    started = time.monotonic()
    big_plan.grow(sizes[1])
    growing = time.monotonic() - started
    middle_files = files()
    yield from first(FIRST_OF_EVENTS, EVENTS_GOAL, f"{sizes[1] * big_plan.EVENTS_EACH} étapes")
    if not small:
        sizes[2] = size_for(growing)
    big_plan.grow(sizes[2])
    yield from steady(sizes, small_pages, probe(OURS, rounds, *STEADY))
    yield from first(FIRST_OF_ACTIONS, ACTIONS_GOAL, f"{sizes[2]} actions")
    yield from linear(sizes, middle_files, files())


def size_for(seconds):
    """As many actions as this machine makes in the time that there is, by what the first took."""
    return min(MANY, max(4 * MIDDLE, int(MIDDLE * SECONDS_TO_GROW / seconds)))


def files():
    """One process each: its peak of memory is that of one file."""
    return {path: probe(OURS, 1, path, turns=1)[path] for path in LINEAR}


def first(pages, goal, size):
    before = slowness()
    found = probe(OURS, 5, *(MOVED + path for path in pages), turns=1)
    machine = (before + slowness()) / 2
    for path, name in pages.items():
        seconds, name = found[MOVED + path]["cpu_ms"] / 1000, f"{name}, après une modification"
        against = ("une seconde de la machine de référence", machine, goal)
        yield Row(f"{name}, {size}", seconds, "s de processeur", *against)


def steady(sizes, small, large):
    for path, page in STEADY.items():
        name, before, after = f"{page}, {sizes[2]} actions", small[path], large[path]
        for kind, unit, goal in (("cpu_ms", "ms de processeur", GOAL), ("queries", "requêtes", 1)):
            yield Row(name, after[kind], unit, f"{sizes[0]} actions", before[kind], goal)


def linear(sizes, middle, last):
    """Each action as dear at the largest size as at the middle one; the smallest says nothing."""
    for path, name in LINEAR.items():
        few, many = middle[path], last[path]
        name, against = f"{name}, {sizes[2]} actions", f"{sizes[1]} actions"
        each = [1000 * few["cpu_ms"] / sizes[1], 1000 * many["cpu_ms"] / sizes[2]]
        note = f"{many['cpu_ms'] / 1000:.2f} s et {many['bytes'] / 1e6:.1f} Mo en tout"
        yield Row(name, each[1], "µs par action", against, each[0], GOAL, note=note)
        yield Row(name, many["peak_mb"], "Mo de mémoire", against, few["peak_mb"], GOAL)
