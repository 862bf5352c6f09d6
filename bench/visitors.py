"""Visitors who ask for one page again and again, over connections that stay open."""

import socket
import threading
import time


class Visitor:
    """The least that HTTP asks, so that little of the time is ours."""

    def __init__(self, port, path, encoding="gzip"):
        self.port = port
        self.request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nAccept-Encoding: {encoding}\r\n\r\n"
        ).encode()
        self.socket = None

    def visit(self):
        """`(status, body)` of one answer."""
        if self.socket is None:
            self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
            self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.sendall(self.request)
        received = self.socket.recv(65536)
        while b"\r\n\r\n" not in received:
            received += self.more()
        head, _, body = received.partition(b"\r\n\r\n")
        length = int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])
        while len(body) < length:
            body += self.more()
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return int(head[9:12]), body

    def more(self):
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionError("the answer was cut")
        return received

    def close(self):
        if self.socket is not None:
            self.socket.close()
            self.socket = None


class Crowd:
    """Several visitors at once; `look(started, status, body)` is told each of their answers."""

    def __init__(self, port, path, count=16, encoding="gzip", look=None):
        self.visitors = [Visitor(port, path, encoding) for _ in range(count)]
        self.look = look
        self.answered = self.refused = 0
        self.stopped = threading.Event()
        self.threads = [
            threading.Thread(target=self.keep_visiting, args=(visitor,))
            for visitor in self.visitors
        ]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stopped.set()
        for thread in self.threads:
            thread.join()

    def keep_visiting(self, visitor):
        while not self.stopped.is_set():
            started = time.monotonic()
            try:
                status, body = visitor.visit()
            except (OSError, IndexError):
                visitor.close()
                status, body = 0, b""
            if status == 200:
                self.answered += 1
            else:
                self.refused += 1
            if self.look:
                self.look(started, status, body)
        visitor.close()

    def rate_during(self, seconds):
        """Good answers a second, for that long."""
        before, started = self.answered, time.monotonic()
        time.sleep(seconds)
        return (self.answered - before) / (time.monotonic() - started)
