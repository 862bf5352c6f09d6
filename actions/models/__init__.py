"""What was promised, and what became of it."""

from ..statuses import Status
from .events import Event
from .imports import ImportChange, ImportRun
from .plan import Action, Theme, Totals

__all__ = [
    "Action",
    "Event",
    "ImportChange",
    "ImportRun",
    "Status",
    "Theme",
    "Totals",
]
