"""What many pages say alike, worked out once for each version of the public content.

The totals of the plan, the figures that texts name, the mentions of the footer: an edit of
anything public makes a new version, so nothing kept here outlives what it was read from.
"""

import datetime
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, TypeVar

from django.db import connection
from django.utils import timezone

from .. import clock
from . import versions

Value = TypeVar("Value")
Version = tuple[int, datetime.datetime]  # a number, and until when time alone changes nothing of it

# Of the request being answered: a list that the first who asks fills.
_version: ContextVar[list[Version] | None] = ContextVar("content version", default=None)
_values: dict[Callable[[], Any], tuple[Version, Any]] = {}
_last: Version = (0, timezone.now())


@contextmanager
def one_version() -> Iterator[None]:
    """What is shared within reads one version of the content, asked once."""
    token = _version.set([])
    try:
        yield
    finally:
        _version.reset(token)


def lasts_until(number: int, now: datetime.datetime) -> datetime.datetime:
    """When time next changes what a version of the content says. Worked out once for each."""
    global _last
    if connection.in_atomic_block:
        return clock.next_change(now)
    last_number, instant = _last
    if last_number != number or now >= instant:
        instant = clock.next_change(now)
        _last = (number, instant)
    return instant


def shared(function: Callable[[], Value]) -> Callable[[], Value]:
    """Call a function without arguments once for each content version, or instant that makes one.

    Only for an answer (`one_version`) and outside transactions: what one reads may never be
    committed. Whoever receives the value leaves it as it is.
    """

    @wraps(function)
    def read() -> Value:
        asked = _version.get()
        if asked is None or connection.in_atomic_block or not versions.is_trusted:
            return function()
        if not asked:
            number = versions.number()
            asked.append((number, lasts_until(number, timezone.now())))
        known = _values.get(function)
        if known is None or known[0] != asked[0]:
            known = _values[function] = (asked[0], function())
        value: Value = known[1]
        return value

    return read
