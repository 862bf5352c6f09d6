"""One module, in a process of its own: whatever happens to it, the others go on."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from .rows import Row

# In the order in which they matter: what the clock cuts is at the end.
MODULES = ("pages", "rendering", "growth", "freshness", "outage", "imports", "sending")
ROOT = Path(__file__).resolve().parent.parent
LONGEST = 240  # seconds for one module


@dataclass
class Outcome:
    """What came of a module: its rows, and why it stopped if it did."""

    name: str
    rows: list[Row] = field(default_factory=list)
    failure: str = ""
    seconds: float = 0.0


def run(name, database_url, seconds, is_small=False):
    """Run a module for that many seconds at most; rows given before it fails are kept."""
    if seconds <= 0:
        return Outcome(name, failure="n’a pas été lancé : le temps prévu est écoulé")
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        rows_file = Path(folder) / "rows.jsonl"
        status, words = attend(name, rows_file, database_url, min(seconds, LONGEST), is_small)
        rows = read(rows_file)
    failure = "" if status == 0 else words or f"s’est arrêté (code {status})"
    return Outcome(name, rows, failure, round(time.monotonic() - started, 1))


def attend(name, rows_file, database_url, seconds, is_small):
    """The exit status and the last words of the process of a module."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.running", name, str(rows_file), *["--small"] * is_small],
        cwd=ROOT,
        env=environment(database_url, rows_file.parent),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,  # so that what it started ends with it
    )
    try:
        _, words = process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        words = "a été interrompu : le temps prévu est écoulé"
    finally:
        end_group(process)
    lines = [line for line in words.strip().splitlines() if line.strip()]
    return process.wait(), lines[-1] if lines else ""


def end_group(process):
    """Stop the process and whatever it left running."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
        if process.poll() is None:
            process.wait(5)
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass  # everything has ended
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
    if process.stderr:
        process.stderr.close()


def environment(database_url, folder):
    """That of a site in production, on data of its own."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("DJANGO_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "ales_services.settings",
        "SECRET_KEY": "mesures-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
        "DEBUG": "0",
        "SITE_URL": "http://127.0.0.1",
        "ALLOWED_HOSTS": "",
        "TRUSTED_PROXIES": "",
        "EMAIL_URL": "memorymail://",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_FILES_ROOT": str(folder / "page-files"),
        "TMPDIR": str(folder),
        "PYTHONDONTWRITEBYTECODE": "",  # a start that compiles everything is no measure
    }


def read(path):
    if not path.exists():
        return []
    return [Row(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def child(name, rows_file, is_small):
    """In the process: call `measure` and write each row as it comes."""
    import importlib
    import inspect

    module = name if "." in name else f"bench.{name}"
    try:
        measure = importlib.import_module(module).measure
    except ModuleNotFoundError as error:
        if error.name != module:
            raise
        sys.exit("n’existe pas encore dans cette copie")
    import django

    django.setup()
    knows_small = "small" in inspect.signature(measure).parameters
    if is_small and not knows_small:
        sys.exit("ne sait pas mesurer en petit")
    with open(rows_file, "a", encoding="utf-8") as file:
        for row in measure(small=True) if is_small else measure():
            file.write(json.dumps(asdict(row), ensure_ascii=False) + "\n")
            file.flush()


if __name__ == "__main__":
    child(sys.argv[1], sys.argv[2], "--small" in sys.argv)
