"""What happens to a request: written by the page, answered by the worker."""

import datetime
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from mail.addresses import mailbox_of
from publishing.attempts import Limit, TooMany, count, network_of
from publishing.clock import frequent

from ..models import SignUp, Subscriber, Tally
from . import notices

PER_NETWORK = Limit("newsletter.network", 20, datetime.timedelta(hours=1))
PER_MAILBOX = Limit(
    "newsletter.mailbox",
    3,
    datetime.timedelta(days=1),
    "Nous avons déjà écrit plusieurs fois à cette adresse aujourd’hui : regardez aussi dans les "
    "indésirables.",
)
ANSWERS_AT_ONCE = 50


def ask(request: HttpRequest, address: str, **details: Any) -> None:
    """Write a request down, whoever the address belongs to; raises TooMany."""
    hold_back(request, address)
    with transaction.atomic():
        SignUp.objects.create(email=address, asked_at=timezone.now(), **details)
        Tally.add(Tally.Kind.ASKED)


def hold_back(request: HttpRequest, address: str) -> None:
    """Nobody's mailbox is flooded, and no network asks without end."""
    try:
        count((PER_NETWORK, network_of(request)), (PER_MAILBOX, mailbox_of(address)))
    except TooMany:
        Tally.add(Tally.Kind.LIMITED)
        raise


@frequent
def answer_sign_ups() -> bool:
    """Write to the addresses that were given since the last look; return whether it did, since
    its messages then wait to be sent."""
    waiting = SignUp.objects.filter(answered_at__isnull=True)
    found = list(waiting.values_list("pk", flat=True)[:ANSWERS_AT_ONCE])
    for pk in found:
        answer(pk)
    return bool(found)


@transaction.atomic
def answer(pk: int) -> None:
    """What the owner of the address reads depends on what they are to us; nobody else sees it."""
    sign_up = (
        SignUp.objects.select_for_update(skip_locked=True)
        .filter(pk=pk, answered_at__isnull=True)
        .first()
    )
    if sign_up is None:
        return  # another worker has it, or a newer request took its place
    if sign_up.is_replaced:
        sign_up.delete()
        return
    sign_up.settle()
    known = Subscriber.objects.confirmed().with_address(sign_up.email).first()
    if known:
        notices.remind_of_subscription(known, sign_up)
        sign_up.delete()
    elif sign_up.subscriber_id:
        notices.ask_to_confirm_move(sign_up)
    else:
        notices.ask_to_confirm(sign_up)
