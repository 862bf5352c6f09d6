"""Servers of their own for a measure or a test: starting, waiting for them, stopping them."""

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 120  # seconds for a server to answer: a busy machine starts slowly


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def nginx_program() -> str:
    program = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if program is None:
        raise RuntimeError("nginx is not installed: apt-get install nginx")
    return program


def environment_of_site(database_url: str, folder: Path, url: str) -> dict[str, str]:
    """That of a site in production, on data of its own."""
    return {
        "SECRET_KEY": "mesures-" + "abcdefghijklmnopqrstuvwxyz0123456789" * 2,
        "DEBUG": "0",
        "SITE_URL": url,
        "ALLOWED_HOSTS": "",
        "TRUSTED_PROXIES": "127.0.0.1",
        "EMAIL_URL": "memorymail://",
        "DATABASE_URL": database_url,
        "MEDIA_ROOT": str(folder / "media"),
        "PAGE_FILES_ROOT": str(folder / "pages"),
    }


def granian(module: str, port: int, *options: str) -> list[str]:
    """The application server of the site, for any WSGI module."""
    return [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "error"],
        *["--host", "127.0.0.1", "--port", str(port), "--no-ws", *options, module],
    ]


def run(*command: str, **environment: str) -> str:
    """What a command of Python prints; its last words are the error when it fails."""
    done = subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command[:3])}: {(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def start(command, environment, journal=None):
    journal = journal or subprocess.DEVNULL
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=journal
    )


def end(process, how=signal.SIGTERM):
    """A process and whatever it started."""
    family = []
    with suppress(psutil.NoSuchProcess):
        family = psutil.Process(process.pid).children(recursive=True)
    process.send_signal(how)
    with suppress(subprocess.TimeoutExpired):
        process.wait(15)
    for member in [process, *family]:
        with suppress(psutil.NoSuchProcess):
            member.kill()
    process.wait()


@contextmanager
def running(command, **environment):
    process = start(command, os.environ | environment)
    try:
        yield process
    finally:
        end(process)


def await_port(port, process):
    stop_at = time.monotonic() + PATIENCE
    while time.monotonic() < stop_at:
        if process.poll() is not None:
            raise RuntimeError("a server stopped while starting")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.005)  # the process gives no other sign that it listens
    raise RuntimeError(f"nothing answers on port {port}")


def first_answer(process, url, encoding="identity"):
    """The body of the first good answer."""
    await_port(int(url.split(":")[2].split("/")[0]), process)
    request = urllib.request.Request(url, headers={"Accept-Encoding": encoding})
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return answer.read()


def peak_megabytes() -> float:
    """The most memory that this process held, of Linux alone, as the rest of the bench.

    What `getrusage` says began with its parent's, before this program was loaded.
    """
    status = Path("/proc/self/status").read_text(encoding="ascii", errors="replace")
    [kilobytes] = re.findall(r"^VmHWM:\s+(\d+) kB$", status, re.MULTILINE)
    return int(kilobytes) / 1000
