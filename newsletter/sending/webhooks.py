"""Bounces and complaints as a mail provider tells them: django-anymail checks who speaks, and puts
all providers' events in the same words.

A message carries the reference of its row as metadata: providers give it back with each event,
whatever they make of its Message-ID.
"""

import re
from typing import Any

from anymail import urls as anymail
from anymail.signals import EventType, RejectReason, tracking
from django.dispatch import receiver

from mail.message import find_reference
from mail.models import Refusal
from mail.replies import kind_of

from .bounces import Report, record

CODE = re.compile(r"\b[45]\d\d\b")
LEAVING = (EventType.COMPLAINED, EventType.UNSUBSCRIBED)
FAILURES = (EventType.BOUNCED, EventType.REJECTED, EventType.FAILED)


def webhooks_of(provider: str) -> list[Any]:
    """Where that provider speaks of what it sent: no other, and nothing about messages received."""
    return [
        route
        for route in anymail.urlpatterns
        if route.name.startswith(f"{provider}_") and "inbound" not in route.name
    ]


@receiver(tracking)
def receive(sender: Any, event: Any, **kwargs: Any) -> None:
    """Write what an event says of one of our copies; anything else is not ours to keep."""
    metadata = event.metadata or {}
    found = find_reference(f"{metadata.get('envoi', '')} {event.message_id}")
    if found is None:
        return
    if event.event_type in LEAVING:
        record(Report(found, is_complaint=True))
    elif event.event_type in FAILURES:
        answer = event.mta_response or event.description or event.reject_reason or event.event_type
        record(Report(found, refusal=refusal_of(event), answer=answer))


def refusal_of(event: Any) -> Refusal:
    """What the failure says of the address: the mail server's own words first."""
    if code := CODE.search(event.mta_response or ""):
        return kind_of(int(code[0]), event.mta_response)
    if event.reject_reason == RejectReason.INVALID or is_hard(event.esp_event):
        return Refusal.ADDRESS
    refused_before = event.event_type == EventType.REJECTED
    if refused_before or event.reject_reason in (RejectReason.BOUNCED, RejectReason.TIMED_OUT):
        return Refusal.MAILBOX  # it may mend: three issues in a row
    return Refusal.POLICY


def is_hard(event: dict[str, Any]) -> bool:
    """Anymail has no word for it; Brevo and Mailjet do."""
    return event.get("event") == "hard_bounce" or event.get("hard_bounce") is True
