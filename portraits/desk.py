"""The portraits on the desk: consents that end soon, changes that persons ask for."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from backoffice.desk import Waiting, gesture, waits

from .approving import asked_changes
from .endings import about_to_end

gesture(50, "Enregistrer une autorisation", "admin:portraits_consent_add", "portraits.add_consent")
gesture(51, "Ajouter un portrait", "admin:portraits_portrait_add", "portraits.add_portrait")


@waits(11, "Protéger une personne", "portraits.view_consent")
def ending(user: Any) -> Iterator[Waiting]:
    for consent in about_to_end():
        days = consent.days_left
        when = f"dans {days} jour{'s' if days > 1 else ''}" if days else "aujourd’hui"
        yield Waiting(
            "Autorisation bientôt finie",
            reverse("admin:portraits_consent_change", args=[consent.pk]),
            f"{consent.person}, le {consent.ends_on:%d/%m/%Y} ({when}). Le lendemain, ce qu’elle "
            "couvre n’est plus public.",
            is_late=days <= 15,
        )


@waits(12, "Protéger une personne", "portraits.change_portrait")
def asked(user: Any) -> Iterator[Waiting]:
    for portrait in asked_changes():
        yield Waiting(
            "Changement demandé",
            reverse("admin:portraits_portrait_approve", args=[portrait.pk]),
            f"{portrait} : la personne attend que sa page soit corrigée.",
        )
