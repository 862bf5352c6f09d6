"""Visitors who ask for one page again and again, over connections that stay open.

`rate` counts with wrk how many are answered; `Crowd` looks at each answer.
"""

import http.client
import re
import shutil
import subprocess
import threading
import time

CONNECTIONS, THREADS = 16, 2


def has_wrk() -> bool:
    return shutil.which("wrk") is not None


def rate(url: str, seconds: int, encoding: str = "br") -> float:
    """Requests answered each second, over 16 connections; any error is an exception."""
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{seconds}s"]
    found = subprocess.run(
        [*command, "--timeout", "30s", "-H", f"Accept-Encoding: {encoding}", url],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    per_second = re.search(r"Requests/sec:\s+([\d.]+)", found)
    if "Non-2xx" in found or "Socket errors" in found or not per_second:
        raise RuntimeError(f"wrk, {url}: {found.strip()[-200:]}")
    return float(per_second[1])


class Crowd:
    """Several visitors at once; `look(started, status, body)` is called with each answer."""

    def __init__(self, port, path, count=CONNECTIONS, encoding="gzip", look=None):
        self.look = look
        self.answered = self.refused = 0
        self.stopped = threading.Event()
        visit = (port, path, {"Accept-Encoding": encoding})
        self.threads = [
            threading.Thread(target=self.keep_visiting, args=visit) for _ in range(count)
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def keep_visiting(self, port, path, headers):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while not self.stopped.is_set():
            started = time.monotonic()
            try:
                connection.request("GET", path, headers=headers)
                answer = connection.getresponse()
                status, body = answer.status, answer.read()
            except (OSError, http.client.HTTPException):
                connection.close()  # the next visit opens it again
                status, body = 0, b""
            if status == 200:
                self.answered += 1
            else:
                self.refused += 1
            if self.look:
                self.look(started, status, body)
        connection.close()

    def rate_during(self, seconds):
        """Good answers a second, for that long."""
        before, started = self.answered, time.monotonic()
        time.sleep(seconds)
        return (self.answered - before) / (time.monotonic() - started)
