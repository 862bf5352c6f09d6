"""Proposals that a date publishes; those that cannot be are told, not forced."""

import logging

from django.db import transaction
from django.utils import timezone

from .models import Proposal
from .replay import is_changed_since, send

logger = logging.getLogger(__name__)
CHANGED = "la fiche a été changée par une autre personne depuis que cette version est écrite."


def publish_planned() -> bool:
    """One; whether another is due."""
    due = Proposal.objects.filter(state=Proposal.State.PLANNED, publish_at__lte=timezone.now())
    first = due.order_by("publish_at", "pk").first()
    if first is None:
        return False
    why = "le site a rencontré une erreur."
    try:
        with transaction.atomic():
            proposal = due.select_for_update().filter(pk=first.pk).first()
            if proposal is None:  # another worker's
                return True
            if not (why := obstacle(proposal)):
                return True
            transaction.set_rollback(True)
    except Exception:  # whatever it is: the others go on, and people are told
        logger.exception("A planned version could not be published")
    stop(first, why)
    return True


def obstacle(proposal: Proposal) -> str:
    """Publish it; or say why it is not."""
    publisher = proposal.publisher
    if proposal.record is None:
        return "la fiche n’existe plus."
    if publisher is None or not publisher.is_active or not proposal.may_be_published(publisher):
        return "la personne qui a choisi la date n’a plus le droit de publier."
    if is_changed_since(proposal):
        return CHANGED
    sent = send(proposal, publisher)
    return "" if sent.is_done else sent.refusal


@transaction.atomic
def stop(proposal: Proposal, why: str) -> None:
    told = {proposal.author, proposal.publisher}
    proposal.move(Proposal.State.STOPPED, None, f"Pas publiée : {why}")
    text = "Une version qui devait être publiée à cette heure ne l’est pas. La raison est ici :"
    for one in told:
        proposal.tell(one, "Une page n’a pas été publiée", text)
