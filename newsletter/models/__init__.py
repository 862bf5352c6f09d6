"""The newsletter: who asked for it, what each issue tells, and what was sent to whom."""

from .deliveries import Delivery, Refusal, Relay
from .issues import Issue, Item
from .subscribers import Consent, ForgottenAddress, Rhythm, Subscriber

__all__ = [
    "Consent",
    "Delivery",
    "ForgottenAddress",
    "Issue",
    "Item",
    "Refusal",
    "Relay",
    "Rhythm",
    "Subscriber",
]
