"""What the worker does for the actions (see publishing.clock)."""

from publishing.clock import daily

from .imports import purging  # noqa: F401  importing it registers its task
from .models import Action


@daily
def refresh_statuses() -> None:
    """A step known to the month or the year begins to count without an edit."""
    Action.objects.all().refresh_statuses()
