"""What the worker does for the actions (see publishing.clock)."""

from publishing import clock

from .imports import purging  # noqa: F401  importing it registers its task
from .models import Action

clock.daily(Action.objects.refresh_statuses)
