"""One module, in a process of its own: whatever happens to it, the others go on."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from importlib import import_module
from pathlib import Path

from .processes import ROOT, end, environment_of_site
from .rows import Row

MODULES = ("pages", "rendering", "growth", "imports", "sending")


@dataclass
class Outcome:
    """What came of a module: its rows, and why it stopped if it did."""

    name: str
    rows: list[Row] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0


def run(name, database_url, seconds, is_small=False):
    """Run a module for that many seconds at most; rows given before it fails are kept."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows_file = Path(folder) / "rows.jsonl"
        process = subprocess.Popen(
            [sys.executable, "-m", "bench.running", name, str(rows_file), *["--small"] * is_small],
            cwd=ROOT,
            env=environment(database_url, rows_file.parent),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        try:
            _, words = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            end(process, signal.SIGKILL)
            _, words = process.communicate()
            words = "a été interrompu : le temps prévu est écoulé"
        rows = read(rows_file)
    last = (words.strip().splitlines() or [f"s’est arrêté (code {process.returncode})"])[-1]
    failure = last if process.returncode else ""
    return Outcome(name, rows, failure, round(time.monotonic() - started, 1))


def environment(database_url, folder):
    own = environment_of_site(database_url, folder, "http://127.0.0.1")
    own |= {"DJANGO_SETTINGS_MODULE": "ales_services.settings", "TMPDIR": str(folder)}
    own["PYTHONDONTWRITEBYTECODE"] = ""  # a start that compiles everything is no measure
    return os.environ | own


def read(path):
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def child(name, rows_file, is_small):
    """In the process: call `measure` and write each row as it comes."""
    import django

    django.setup()
    measure = import_module(name if "." in name else f"bench.{name}").measure
    with open(rows_file, "a", encoding="utf-8") as file:
        for row in measure(small=is_small):
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            file.flush()


if __name__ == "__main__":
    child(sys.argv[1], sys.argv[2], "--small" in sys.argv)
