from .approvals import Approval, approval_label
from .consents import Consent, Medium, State
from .portraits import Portrait, PortraitPicture
from .removals import GoneAddress, Removal

__all__ = [
    "Approval",
    "Consent",
    "GoneAddress",
    "Medium",
    "Portrait",
    "PortraitPicture",
    "Removal",
    "State",
    "approval_label",
]
