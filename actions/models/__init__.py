"""What was promised, and what became of it."""

from ..certainty import Certainty
from ..statuses import Status
from .events import Event
from .import_words import ImportWord
from .imports import ImportChange, ImportRun
from .plan import Action, Theme, Totals
from .redactions import Redaction
from .remits import Remit
from .tallies import Tally

__all__ = [
    "Action",
    "Certainty",
    "Event",
    "ImportChange",
    "ImportRun",
    "ImportWord",
    "Redaction",
    "Remit",
    "Status",
    "Tally",
    "Theme",
    "Totals",
]
