"""What was promised, and what became of it."""

from ..statuses import Status
from .events import Event
from .imports import ImportChange, ImportRun
from .plan import Action, Theme, Totals
from .rows import LedgerRow

__all__ = [
    "Action",
    "Event",
    "ImportChange",
    "ImportRun",
    "LedgerRow",
    "Status",
    "Theme",
    "Totals",
]
