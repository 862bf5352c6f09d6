"""How sure the site is of what it says of an action: drawn, counted and published everywhere."""

from django.db import models

from .statuses import Status


class Certainty(models.TextChoices):
    """Of an event, and of the status that it gives. The values are in addresses of data and in the
    history: permanent."""

    PROVED = "prouvee", "Prouvée"
    DEDUCED = "deduite", "Déduite"
    UNKNOWN = "inconnue", "Inconnue"

    @property
    def help(self) -> str:
        return HELP[self]


HELP = {
    Certainty.PROVED: "une source le dit : un document, ou le service qui publie l’étape",
    Certainty.DEDUCED: "nous le déduisons de faits datés ; la réserve dit comment",
    Certainty.UNKNOWN: "aucune source ne le dit",
}


def usual(status: str, has_evidence: bool, has_reservation: bool) -> Certainty:
    """What a spreadsheet means that does not say it, « inconnu » apart: what only a reservation
    supports is deduced, all else is said by somebody."""
    if status == Status.UNKNOWN:
        return Certainty.UNKNOWN
    return Certainty.DEDUCED if has_reservation and not has_evidence else Certainty.PROVED
