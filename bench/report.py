"""The figures as a table for people, and as a file for the next run."""

import datetime
import json
import os
import platform
import textwrap
from dataclasses import asdict
from pathlib import Path

import django

RESULTS = Path(__file__).with_name("results")
path = Path


def path_of_today():
    return RESULTS / f"{datetime.date.today():%Y-%m-%d}.json"


def number(value):
    """Three figures that count, as French people write them: « 0,873 », « 12,4 », « 54 300 »."""
    if value is None:
        return ""
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 1 else 3
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")


def verdict(row):
    if row.value is None:
        return "non mesuré"
    return {True: "atteint", False: "MANQUÉ", None: ""}[row.is_met]


def goal(row):
    if row.goal is None:
        return ""
    return f"{'≥' if row.better == 'more' else '≤'} {number(row.goal)}"


def table(outcome):
    """The rows of a module, in columns."""
    cells = [("mesure", "valeur", "référence", "ratio", "but", "")]
    for row in outcome.rows:
        reference = f"{number(row.reference)} ({row.reference_name})" if row.reference else ""
        value = f"{number(row.value)} {row.unit}"
        cells.append((row.name, value, reference, number(row.ratio), goal(row), verdict(row)))
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = [
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in cells
    ]
    notes = [f"  – {row.name} : {row.note}" for row in outcome.rows if row.note]
    text = [f"\n{outcome.name} ({number(outcome.seconds)} s)"]
    text += [f"  {line}" for line in (lines if outcome.rows else [])]
    text += [textwrap.fill(note, 110, subsequent_indent="    ") for note in notes]
    if outcome.failure:
        text.append(f"  ÉCHEC : {outcome.failure}")
    return "\n".join(text)


def missed(outcomes):
    return [row for outcome in outcomes for row in outcome.rows if row.is_met is False]


def summary(outcomes):
    rows = [row for outcome in outcomes for row in outcome.rows if row.is_met is not None]
    failed = [outcome.name for outcome in outcomes if outcome.failure]
    unmeasured = [row for outcome in outcomes for row in outcome.rows if row.value is None]
    text = f"\n{len(rows) - len(missed(outcomes))} buts atteints sur {len(rows)}"
    if unmeasured:
        text += f" ; lignes non mesurées : {len(unmeasured)}"
    return text + (f" ; en échec : {', '.join(failed)}." if failed else ".")


def machine():
    """What the figures depend on; neither a name nor a place."""
    return {
        "processeurs": os.cpu_count(),
        "systeme": platform.system(),
        "python": platform.python_version(),
        "django": django.get_version(),
        "charge": round(os.getloadavg()[0], 1),
    }


def write(path, outcomes, is_small, slowness):
    rows = [
        compact({"module": outcome.name} | asdict(row) | {"ratio": row.ratio, "met": row.is_met})
        for outcome in outcomes
        for row in outcome.rows
    ]
    content = {
        "date": f"{datetime.date.today():%Y-%m-%d}",
        "small": is_small,
        "machine": machine() | {"lenteur": round(slowness, 2)},
        "seconds": {outcome.name: outcome.seconds for outcome in outcomes},
        "failures": {outcome.name: outcome.failure for outcome in outcomes if outcome.failure},
        "rows": rows,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def compact(row):
    """Without what is empty, and with no more figures than mean something."""
    rounded = {k: float(f"{v:.4g}") if isinstance(v, float) else v for k, v in row.items()}
    return {key: value for key, value in rounded.items() if value not in (None, "")}
