"""What many pages say alike, worked out once for each version of the public content.

The totals of the plan, the figures that texts name, the mentions of the footer: an edit of
anything public makes a new version, so nothing kept here outlives what it was read from.
"""

from functools import wraps

from django.db import connection
from django.utils import timezone

_kept: dict = {}


def content_version():
    """The version that this request reads, or None where nothing may be kept."""
    return None


def shared(function):
    """Call a function without arguments once for each content version and day.

    Within a transaction nothing is kept nor reused: what it reads may never be committed. Whoever
    receives the value leaves it as it is.
    """

    @wraps(function)
    def read():
        version = None if connection.in_atomic_block else content_version()
        if version is None:
            return function()
        state = (version, timezone.localdate())
        kept = _kept.get(function)
        if kept is None or kept[0] != state:
            kept = _kept[function] = (state, function())
        return kept[1]

    return read
