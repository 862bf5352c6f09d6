"""The site's clock, set to an instant: what the passing of time changes is told by tests."""

import datetime
from unittest import mock

from django.utils import timezone


def clock_at(iso):
    """Within this context it is that instant, in Paris unless the text says otherwise."""
    instant = datetime.datetime.fromisoformat(iso)
    if instant.tzinfo is None:
        instant = timezone.make_aware(instant)
    return mock.patch("django.utils.timezone.now", return_value=instant)


def a_minute_later():
    """Within this context a minute has passed: no other change can bear the same second."""
    return clock_at((timezone.now() + datetime.timedelta(minutes=1)).isoformat())
