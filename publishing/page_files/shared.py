"""What many pages say alike, worked out once for each version of the public content.

The totals of the plan, the figures that texts name, the mentions of the footer: an edit of
anything public makes a new version, so nothing kept here outlives what it was read from.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps

from django.db import connection
from django.utils import timezone

from .. import clock
from . import versions

# Of the request being answered: a list that the first who asks fills.
_version: ContextVar[list | None] = ContextVar("content version of the request", default=None)
_kept: dict = {}
_last = (0, timezone.now())  # a version, and until when time alone changes nothing of it


@contextmanager
def one_version():
    """What is shared within reads one version of the content, asked once."""
    token = _version.set([])
    try:
        yield
    finally:
        _version.reset(token)


def current_version():
    """The number of the content and the instant until which it says all."""
    number = versions.number()
    return number, lasts_until(number, timezone.now())


def lasts_until(number, now):
    """When time next changes what a version of the content says. Worked out once for each."""
    global _last
    if connection.in_atomic_block:
        return clock.next_change(now)
    last_number, instant = _last
    if last_number != number or now >= instant:
        instant = clock.next_change(now)
        _last = (number, instant)
    return instant


def shared(function):
    """Call a function without arguments once for each content version, or instant that makes one.

    Only for an answer (`one_version`) and outside transactions: what one reads may never be
    committed. Whoever receives the value leaves it as it is.
    """

    @wraps(function)
    def read():
        asked = _version.get()
        if asked is None or connection.in_atomic_block:
            return function()
        if not asked:
            asked.append(current_version())
        kept = _kept.get(function)
        if kept is None or kept[0] != asked[0]:
            kept = _kept[function] = (asked[0], function())
        return kept[1]

    return read
