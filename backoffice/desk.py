"""The desk: what waits for somebody, what changed lately, what they come to do.

One list. Each app says its own in a module `desk.py`, found by that name as `admin.py` is; the
index of the back office and the weekly mail read it here.
"""

import datetime
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.urls import reverse

SHOWN = 5  # lines of one kind; a count leads to the others
LATELY = 10


@dataclass(frozen=True)
class Waiting:
    """One thing to do: `lead` is the link, `text` what is said after it."""

    lead: str
    url: str
    text: str = ""
    is_late: bool = False
    count: int = 1


class News(NamedTuple):
    """Something that changed."""

    at: datetime.datetime
    kind: str
    text: str
    url: str


@dataclass(frozen=True)
class Gesture:
    """What somebody comes to do, in one click."""

    label: str
    address: str  # the name of it
    permission: str

    @property
    def url(self) -> str:
        return reverse(self.address)


class Section(NamedTuple):
    title: str
    lines: list[Waiting]


_waiting: list[tuple[int, str, str, Callable[[Any], Iterable[Waiting]]]] = []
_news: list[tuple[str, Callable[[Any, int], Iterable[News]]]] = []
_gestures: list[tuple[int, Gesture]] = []


def waits(rank: int, title: str, permission: str = "") -> Callable[[Any], Any]:
    """Register what waits for whoever has that right: a function of the user. Sections of the same
    title are one; « rank » is their order."""

    def register(function: Callable[[Any], Iterable[Waiting]]) -> Any:
        _waiting.append((rank, title, permission, function))
        return function

    return register


def happened(permission: str) -> Callable[[Any], Any]:
    """Register what changed lately: a function of the user and of how many are asked, newest
    first."""

    def register(function: Callable[[Any, int], Iterable[News]]) -> Any:
        _news.append((permission, function))
        return function

    return register


def gesture(rank: int, label: str, address: str, permission: str) -> None:
    _gestures.append((rank, Gesture(label, address, permission)))


def sections(user: Any) -> list[Section]:
    """What waits for this person: what is late comes first, in its section."""
    found: dict[str, list[Waiting]] = {}
    for _, title, permission, function in sorted(_waiting, key=lambda one: one[0]):
        if not permission or user.has_perm(permission):
            found.setdefault(title, []).extend(function(user))
    return [
        Section(title, sorted(lines, key=lambda line: not line.is_late))
        for title, lines in found.items()
        if lines
    ]


def lately(user: Any) -> list[News]:
    news = [
        one
        for permission, function in _news
        if user.has_perm(permission)
        for one in function(user, LATELY)
    ]
    return sorted(news, key=lambda one: one.at, reverse=True)[:LATELY]


def gestures(user: Any) -> list[Gesture]:
    return [
        one for _, one in sorted(_gestures, key=lambda g: g[0]) if user.has_perm(one.permission)
    ]


def some(lines: Iterable[Waiting], rest: str, url: str) -> list[Waiting]:
    """The first ones, and one line that counts and leads to the others."""
    lines = list(lines)
    if len(lines) <= SHOWN:
        return lines
    left = len(lines) - SHOWN
    return [*lines[:SHOWN], Waiting(rest.format(left), url, count=left)]
