"""What goes wrong several times in a row says something of us or of the connection, not of one
person."""

from .models import OutgoingMail, Refusal
from .replies import SendResult, SendStatus

CUTS_IN_A_ROW = 3
DOUBTS_IN_A_ROW = 3
DELAYS_IN_A_ROW = 20
REFUSED_MESSAGES_IN_A_ROW = 5
REFUSALS_IN_A_ROW = 20


class FailureStreak:
    """Failures since the server last took a message."""

    def __init__(self) -> None:
        self.refused: list[OutgoingMail] = []
        self.refused_messages = self.cuts = self.doubts = self.delays = 0

    def add(self, mail: OutgoingMail, result: SendResult) -> None:
        match result.status:
            case SendStatus.REFUSED:
                self.refused.append(mail)
                self.refused_messages += result.refusal == Refusal.POLICY
            case SendStatus.UNKNOWN:
                self.doubts += 1
            case _ if result.is_trouble:
                self.cuts += 1
            case _:
                self.delays += 1

    @property
    def has_any(self) -> bool:
        return bool(self.refused or self.cuts or self.doubts or self.delays)

    @property
    def why_stop(self) -> str:
        """In a sentence for staff, why nothing more should be sent; empty when all is well."""
        if self.doubts >= DOUBTS_IN_A_ROW:
            return f"le serveur a coupé la ligne avant de répondre, {self.doubts} fois de suite"
        if self.refused_messages >= REFUSED_MESSAGES_IN_A_ROW:
            return f"le serveur a refusé le message {self.refused_messages} fois de suite"
        if len(self.refused) >= REFUSALS_IN_A_ROW:
            return f"le serveur a refusé {len(self.refused)} adresses de suite"
        return ""

    @property
    def should_rest(self) -> bool:
        return self.cuts >= CUTS_IN_A_ROW or self.delays >= DELAYS_IN_A_ROW
