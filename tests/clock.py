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
