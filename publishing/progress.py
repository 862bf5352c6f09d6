"""A bar that tells, to a person in front of a terminal, how far a long command is."""

from django.core.management.base import OutputWrapper

WIDTH = 30


class Progress:
    """On the error stream, so that what a command says can be piped; nothing when nobody looks."""

    def __init__(self, stream: OutputWrapper, unit: str, total: int | None = None) -> None:
        self.stream, self.unit, self.total = stream, unit, total
        self.is_seen = stream.isatty()

    def move(self, done: int, label: str = "") -> None:
        if not self.is_seen:
            return
        shown = f"{done} {self.unit}"
        if self.total:
            full = min(WIDTH, WIDTH * done // self.total)
            shown = f"{'█' * full}{'·' * (WIDTH - full)} {done}/{self.total} {self.unit}"
        self.stream.write(f"\r\x1b[K{shown} {label[:40]}", style_func=str, ending="")
        self.stream.flush()

    def end(self) -> None:
        if self.is_seen:
            self.stream.write("")
