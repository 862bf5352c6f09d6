"""What was promised, and what became of it."""

from .events import Event, ImportRun, Status
from .plan import Action, Theme, Totals
from .rows import LedgerRow

__all__ = ["Action", "Event", "ImportRun", "LedgerRow", "Status", "Theme", "Totals"]
