"""Where a reader finds a fact, in the order of reading: the group of each status, and of what is
no status reached."""

from actions.models import Status
from actions.statuses import Group

LATE = Group("en-retard", "En retard", "en retard", "en retard", 30)
BACK = Group(
    "reculs",
    "Revenues à un statut antérieur",
    "revenue à un statut antérieur",
    "revenues à un statut antérieur",
    60,
)
CORRECTED = Group(
    *("rectifiees", "Rectifiées", "rectification", "rectifications", 70), counts_actions=False
)
NEWS = Group(
    *("etapes", "Les autres étapes", "autre étape", "autres étapes", 90), counts_actions=False
)

GROUPS = sorted(
    [LATE, BACK, CORRECTED, NEWS, *(status.row.group for status in Status)],
    key=lambda group: group.rank,
)
