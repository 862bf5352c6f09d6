"""What comes back: messages that could not be delivered in the end, and complaints.

A report is believed if it names one of our deliveries with its true signature: only who received
a message can know it, so nobody can silence anybody but themselves.
"""

import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from itertools import islice
from typing import Any

from django.db import transaction

from mail.addresses import key_of
from mail.message import find_reference
from mail.models import OutgoingMail, Refusal
from mail.replies import (
    is_vague,
    kind_of,
    kind_of_status,
    without_address,
)

from ..models import Delivery
from .distribution import retire

LARGEST = 1024 * 1024  # bytes of one report; the rest is an attachment that nobody needs
MOST_PARTS = 50

STATUS = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
CODE = re.compile(r"\b[45]\d\d\b(?!\.)")
FAILED = re.compile(r"\s*(failed|failure)\b", re.IGNORECASE)
POSTMASTER = re.compile(r"\b(mailer-daemon|postmaster)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Report:
    """What a mail server or a provider says of one delivery."""

    delivery_pk: int
    is_complaint: bool = False
    refusal: str = ""
    answer: str = ""


def record(report: Report) -> bool:
    """Write what a report says; False if it changes nothing: known already, or unknown to us."""
    with transaction.atomic():
        rows = Delivery.objects.select_for_update(of=["mail"]).select_related("mail", "subscriber")
        delivery = rows.filter(pk=report.delivery_pk).first()
        if delivery is None:
            return False
        if report.is_complaint:
            return complain(delivery)
        return bounce(delivery, report)


def complain(delivery: Delivery) -> bool:
    """« This is spam » is a way of leaving."""
    if delivery.subscriber is None:
        return False
    delivery.subscriber.leave()
    return True


def bounce(delivery: Delivery, report: Report) -> bool:
    """Sent, or perhaps sent, and come back. The server itself will say what becomes of a row
    that waits or is being sent."""
    mail = delivery.mail
    if mail.state not in (OutgoingMail.State.SENT, OutgoingMail.State.DOUBTFUL):
        return False
    address = delivery.subscriber.email if delivery.subscriber else ""
    mail.state, mail.refusal = OutgoingMail.State.REFUSED, report.refusal
    mail.answer = without_address(report.answer, address)
    mail.save(update_fields=["state", "refusal", "answer"])
    if delivery.subscriber_id is not None:
        retire([delivery.subscriber_id])
    return True


# --- Reports as messages (RFC 3464, RFC 5965) ---------------------------------------------


def read_report(data: bytes) -> Report | None:
    """The report that a message is, or None: an absence, a delay, an answer, an advertisement."""
    mail = message_from_bytes(data[:LARGEST])
    parts = list(parts_of(mail))
    kinds = {part.get_content_type() for part in parts}
    if "message/feedback-report" in kinds:
        return complaint_in(parts)
    if "message/delivery-status" in kinds:
        return failure_in(parts)
    return None


def parts_of(mail: Message) -> Iterator[Message]:
    """The first parts, more than any honest report has."""
    return islice(mail.walk(), MOST_PARTS)


def complaint_in(parts: list[Message]) -> Report | None:
    for part in parts:
        if part.get_content_type() == "message/feedback-report":
            fields = fields_of(part)
            if fields.get("feedback-type", "").lower() not in ("abuse", "fraud", "opt-out"):
                return None  # « not-spam », or a test of the provider's
    found = delivery_named_in(parts)
    return Report(found, is_complaint=True) if found else None


def failure_in(parts: list[Message]) -> Report | None:
    """Only « failed » says that a message will never arrive; « delayed » is no news."""
    for part in parts:
        if part.get_content_type() != "message/delivery-status":
            continue
        fields = fields_of(part)
        found = delivery_named_in(parts)
        if not FAILED.match(fields.get("action", "")) or is_forward(fields) or not found:
            return None
        refusal = refusal_in(fields)
        answer = fields.get("diagnostic-code", "") or fields.get("status", "")
        return Report(found, refusal=refusal, answer=answer) if refusal else None
    return None


def refusal_in(fields: dict[str, str]) -> Refusal | None:
    """What the report says of the address; None for a success."""
    status, said = STATUS.search(fields.get("status", "")), fields.get("diagnostic-code", "")
    if status and status[0].startswith("2"):
        return None
    code = CODE.search(said)
    if code and (not status or is_vague(status[0])):
        return kind_of(int(code[0]), said)
    return kind_of_status(status[0]) if status else Refusal.POLICY


def is_forward(fields: dict[str, str]) -> bool:
    """The mailbox took the message, and sent it on to another that did not."""
    original, final = (
        key_of(fields.get(f"{name}-recipient", "").rpartition(";")[2].strip(" <>"))
        for name in ("original", "final")
    )
    return bool(original and final and original != final)


def fields_of(part: Message) -> dict[str, str]:
    """The fields of a report: of the message first, then of the recipient; the last one wins."""
    blocks = part.get_payload()
    if not isinstance(blocks, list):
        blocks = [message_from_bytes(str(blocks).encode("utf-8", "replace"))]
    if str(part["Content-Transfer-Encoding"]).strip().lower() == "base64":
        blocks = decoded(blocks)
    found = {}
    for block in blocks[:MOST_PARTS]:
        if isinstance(block, Message):
            found |= {name.lower(): clean(value) for name, value in block.items()}
    return found


def decoded(blocks: list[Any]) -> list[Message]:
    """Python takes the blocks of a report as they stand; some servers send them in base64."""
    text = "".join(str(block.get_payload()) for block in blocks if isinstance(block, Message))
    try:
        content = b64decode(text)
    except ValueError:
        return []
    return [message_from_bytes(block) for block in re.split(rb"\r?\n\r?\n", content)]


def is_old_failure(data: bytes) -> bool:
    """A failure in words alone, as before RFC 3464: nobody can read them all."""
    mail = message_from_bytes(data[:LARGEST])
    kinds = {part.get_content_type() for part in parts_of(mail)}
    return "message/delivery-status" not in kinds and bool(POSTMASTER.search(clean(mail["From"])))


def delivery_named_in(parts: list[Message]) -> int | None:
    """The reference in the message that came back, or in what the report answers to."""
    for part in parts:
        for name, value in part.items():
            if name.lower() in ("message-id", "x-envoi", "in-reply-to", "references") and (
                found := find_reference(clean(value))
            ):
                return found
        if part.get_content_type() == "text/rfc822-headers" and (
            found := find_reference(clean(part.get_payload())[:20_000])
        ):
            return found
    return None


def clean(value: object) -> str:
    """One line of text, whatever bytes a stranger put there."""
    return " ".join(str(value).encode("utf-8", "replace").decode().split())
