"""What was promised, and what became of it."""

from .events import Event, ImportRun, Status
from .plan import Action, Theme, Totals

__all__ = ["Action", "Event", "ImportRun", "Status", "Theme", "Totals"]
