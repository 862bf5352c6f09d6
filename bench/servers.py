"""Starting a server, waiting for its first good answer, weighing it, stopping it."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager

import psutil

from .running import ROOT


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def granian(module, port, *options):
    """The application server of the site, for any WSGI module."""
    return [
        *[sys.executable, "-m", "granian", "--interface", "wsgi", "--log-level", "error"],
        *["--host", "127.0.0.1", "--port", str(port), *options, module],
    ]


@contextmanager
def running(command, **environment):
    """A process and all it starts, stopped at the end."""
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        children = psutil.Process(process.pid).children(recursive=True) if alive(process) else []
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        for child in children:
            if child.is_running():
                child.kill()


def alive(process):
    return process.poll() is None


def answered(process, url, seconds=30):
    """Wait for the first good answer."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not alive(process):
            raise RuntimeError("the server stopped while starting")
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:
                return answer.read()
        except OSError:
            time.sleep(0.002)
    raise RuntimeError(f"no answer within {seconds} s")


def weight(process):
    """The memory of a process and its children, in megabytes; shared pages counted once."""
    family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
    return sum(member.memory_full_info().pss for member in family) / 1e6
