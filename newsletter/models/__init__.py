"""The newsletter: who asked for it, what each issue contains, and what was sent to whom."""

from .additions import Addition
from .deliveries import Delivery
from .issues import Issue, Item
from .list_imports import ListImport
from .sign_ups import SignUp
from .subscribers import Consent, ForgottenAddress, Rhythm, Subscriber
from .tallies import Tally

__all__ = [
    "Addition",
    "Consent",
    "Delivery",
    "ForgottenAddress",
    "Issue",
    "Item",
    "ListImport",
    "Rhythm",
    "SignUp",
    "Subscriber",
    "Tally",
]
