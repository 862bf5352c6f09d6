from .consents import Consent, State
from .portraits import Portrait

__all__ = ["Consent", "Portrait", "State"]
