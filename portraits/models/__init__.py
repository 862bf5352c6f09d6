from .consents import Consent, State
from .portraits import Portrait, PortraitPicture
from .removals import GoneAddress, Removal

__all__ = ["Consent", "GoneAddress", "Portrait", "PortraitPicture", "Removal", "State"]
