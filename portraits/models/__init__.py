from .consents import Consent, State
from .portraits import Portrait
from .removals import GoneAddress, Removal

__all__ = ["Consent", "GoneAddress", "Portrait", "Removal", "State"]
