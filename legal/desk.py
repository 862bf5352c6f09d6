"""What the law asks, on the desk."""

from django.urls import reverse

from backoffice.desk import Waiting, waits

from .gaps import find_deadlines, find_gaps


@waits(60, "Ce que la loi demande", "legal.change_publisher")
def duties(user):
    for deadline in find_deadlines():
        yield Waiting("À prévoir", deadline.url, deadline.text, is_late=True)
    if gaps := find_gaps():
        yield Waiting(
            f"Mentions à compléter : {len(gaps)}",
            reverse("admin:legal_gaps"),
            "Le public les voit signalées comme manquantes.",
            count=len(gaps),
        )
