"""A bar that tells, to a person in front of a terminal, how far a long command is."""

import sys
from typing import Any

WIDTH = 30


class Progress:
    """On the error stream, so that what a command says can be piped; nothing when nobody looks."""

    def __init__(self, total: int, stream: Any = None) -> None:
        self.stream = stream or sys.stderr
        self.total, self.done = total, 0
        self.is_seen = total > 0 and self.stream.isatty()

    def advance(self, label: str = "") -> None:
        self.done += 1
        if self.is_seen:
            full = WIDTH * self.done // self.total
            bar = "█" * full + "·" * (WIDTH - full)
            self.stream.write(f"\r\x1b[K{bar} {self.done}/{self.total} {label[:40]}")
            self.stream.flush()

    def end(self) -> None:
        if self.is_seen:
            self.stream.write("\r\x1b[K")
            self.stream.flush()
