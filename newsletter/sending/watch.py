"""What goes wrong several times in a row says something of us or of the line, not of one person."""

from ..models import Refusal
from .replies import Fate

CUTS_IN_A_ROW = 3
DOUBTS_IN_A_ROW = 3
DELAYS_IN_A_ROW = 20
REFUSED_MESSAGES_IN_A_ROW = 5
REFUSALS_IN_A_ROW = 20


class Watch:
    """Counts since the server last took a message."""

    def __init__(self):
        self.start_again()

    def start_again(self):
        self.refused = []
        self.cuts = self.doubts = self.delays = 0

    def see(self, result):
        outcome = result.outcome
        if outcome.fate == Fate.SENT:
            self.start_again()
        elif outcome.fate == Fate.REFUSED:
            self.refused.append(result)
        elif outcome.fate == Fate.UNKNOWN:
            self.doubts += 1
        elif outcome.is_trouble:
            self.cuts += 1
        else:
            self.delays += 1

    @property
    def why_stop(self):
        """In a sentence for staff, why nothing more should be sent; empty when all is well."""
        if self.doubts >= DOUBTS_IN_A_ROW:
            return f"le serveur a coupé la ligne avant de répondre, {self.doubts} fois de suite"
        of_the_message = [one for one in self.refused if one.outcome.refusal == Refusal.POLICY]
        if len(of_the_message) >= REFUSED_MESSAGES_IN_A_ROW:
            return f"le serveur a refusé le message {len(of_the_message)} fois de suite"
        if len(self.refused) >= REFUSALS_IN_A_ROW:
            return f"le serveur a refusé {len(self.refused)} adresses de suite"
        return ""

    @property
    def should_rest(self):
        return self.cuts >= CUTS_IN_A_ROW or self.delays >= DELAYS_IN_A_ROW
