"""What was promised, and what became of it."""

from .events import Event, Status
from .imports import ImportChange, ImportRun
from .plan import Action, Theme, Totals

__all__ = ["Action", "Event", "ImportChange", "ImportRun", "Status", "Theme", "Totals"]
