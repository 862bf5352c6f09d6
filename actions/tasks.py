"""What the worker does for the actions (see publishing.clock)."""

from publishing import clock

from . import orphan_evidence  # noqa: F401  importing it registers its task
from .imports import purging  # noqa: F401  the same
from .models import Action

clock.daily(Action.objects.refresh_statuses)
