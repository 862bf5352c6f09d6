"""From 38 to 10 000 actions, twenty events each: what must not grow, and what grows in line.

Pages are rendered cold. What they share is kept from one to the next, as after the first page that
follows an edit; that first page, which counts the whole plan, is told apart, without a promise.
"""

from collections.abc import Iterator

from . import big_plan
from .measuring import OURS, probe
from .probe import MOVED
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
PAGE_GOAL, LINE_GOAL, MEMORY_GOAL = 1.3, 1.3, 1.3


def measure(small: bool = False) -> Iterator[Row]:
    sizes = (3, 6, 60) if small else (38, 1_000, 10_000)
    rounds = 1 if small else 6
    found = []
    for size in sizes:
        big_plan.grow(size)
        moved = [MOVED + path for path in STEADY]
        pages = probe(OURS, rounds, *STEADY) | probe(OURS, rounds, *moved, turns=4)
        # One process each: its peak of memory is that of one file.
        files = {path: probe(OURS, 1, path, turns=1)[path] for path in LINEAR}
        found.append((pages, files))
    yield from steady(sizes, found)
    yield from linear(sizes, found)


def steady(sizes, found):
    small, large = found[0][0], found[-1][0]
    against, unit = f"{sizes[0]} actions", "ms de processeur"
    for path, page in STEADY.items():
        name, before, after = f"{page}, {sizes[-1]} actions", small[path], large[path]
        yield Row(
            *("growth", name, after["cpu_ms"], unit, against, before["cpu_ms"], PAGE_GOAL),
            note=f"{after['ms']:.1f} ms de temps écoulé, contre {before['ms']:.1f}",
        )
        yield Row(
            *("growth", f"{name} : requêtes", after["queries"], "requêtes SQL"),
            *(against, before["queries"], 1),
        )
    for path, page in STEADY.items():
        name, before, after = (
            f"{page} après une modification",
            small[MOVED + path],
            large[MOVED + path],
        )
        yield Row(
            *("growth", f"{name}, {sizes[-1]} actions", after["cpu_ms"], unit, against),
            before["cpu_ms"],
            note="la première page après une modification compte tout le plan",
        )


def linear(sizes, found):
    """Each action as dear at the largest size as at the middle one; the smallest says nothing."""
    (_, middle), (_, last) = found[1:]
    for path, name in LINEAR.items():
        each = [
            files[path]["cpu_ms"] / size for files, size in ((middle, sizes[1]), (last, sizes[2]))
        ]
        yield Row(
            *("growth", f"{name}, par action, {sizes[2]} actions", 1000 * each[1], "µs"),
            *(f"{sizes[1]} actions", 1000 * each[0], LINE_GOAL),
            note=f"{last[path]['ms'] / 1000:.2f} s et {last[path]['bytes'] / 1e6:.1f} Mo en tout",
        )
        yield Row(
            *("growth", f"{name}, mémoire à {sizes[2]} actions", last[path]["peak_mb"], "Mo"),
            *(f"{sizes[1]} actions", middle[path]["peak_mb"], MEMORY_GOAL),
        )
