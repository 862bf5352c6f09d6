"""A constant load of requests on one address: wrk where it is, our own otherwise."""

import multiprocessing
import re
import shutil
import socket
import subprocess
import time
from urllib.parse import urlsplit

CONNECTIONS, THREADS = 16, 2


def has_wrk():
    return shutil.which("wrk") is not None


def rate(url, seconds, encoding="br"):
    """Requests answered each second, over 16 connections kept open; any error is an exception."""
    if has_wrk():
        return rate_by_wrk(url, seconds, encoding)
    share = [(url, seconds, encoding, CONNECTIONS // THREADS)] * THREADS
    with multiprocessing.get_context("spawn").Pool(THREADS) as pool:
        return sum(pool.starmap(ask, share)) / seconds


def rate_by_wrk(url, seconds, encoding):
    command = ["wrk", f"-t{THREADS}", f"-c{CONNECTIONS}", f"-d{max(1, round(seconds))}s"]
    found = subprocess.run(
        [*command, "-H", f"Accept-Encoding: {encoding}", url],
        capture_output=True,
        text=True,
        check=True,
    )
    if "Non-2xx" in found.stdout or "Socket errors" in found.stdout:
        raise RuntimeError(f"{url} : {found.stdout.strip()[-200:]}")
    said = re.search(r"Requests/sec:\s+([\d.]+)", found.stdout)
    if not said:
        raise RuntimeError(f"wrk: {found.stdout.strip()[-200:]}")
    return float(said[1])


def ask(url, seconds, encoding, connections):
    """How many answers in that time: slower than wrk, and enough to compare."""
    parts = urlsplit(url)
    request = (
        f"GET {parts.path} HTTP/1.1\r\nHost: {parts.netloc}\r\nAccept-Encoding: {encoding}\r\n\r\n"
    ).encode()
    sockets = [
        socket.create_connection((parts.hostname, parts.port), timeout=10)
        for _ in range(connections)
    ]
    try:
        length = answer_length(sockets[0], request)
        end, answers = time.monotonic() + seconds, 0
        while time.monotonic() < end:
            for one in sockets:
                one.sendall(request)
            for one in sockets:
                receive(one, length)
            answers += connections
        return answers
    finally:
        for one in sockets:
            one.close()


def answer_length(one, request):
    """The bytes of a whole answer, head included: they are all alike."""
    one.sendall(request)
    head = b""
    while b"\r\n\r\n" not in head:
        head += one.recv(65536)
    head, _, body = head.partition(b"\r\n\r\n")
    if not head.startswith(b"HTTP/1.1 200"):
        raise RuntimeError(head.decode("latin-1").splitlines()[0])
    size = int(re.search(rb"(?i)content-length: (\d+)", head)[1])
    receive(one, size - len(body))
    return len(head) + 4 + size


def receive(one, length):
    while length:
        received = one.recv(min(length, 1 << 20))
        if not received:
            raise RuntimeError("the server closed the connection")
        length -= len(received)
