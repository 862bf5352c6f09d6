"""What a mail server's answer says: about this address, about us, or nothing for good."""

import enum
import re
from dataclasses import dataclass

from .models import Refusal


class SendStatus(enum.Enum):
    """What became of a message."""

    SENT = "the server took it"
    RETRY = "not sent; the same address may be tried later"
    REFUSED = "not sent, and refused for good"
    UNKNOWN = "perhaps sent: the connection was cut before the answer"
    BLOCKED = "not sent: the server refuses us, whoever we write to"


@dataclass(frozen=True)
class SendResult:
    """How an attempt ended. `is_trouble`: the connection failed, so others may fare alike."""

    status: SendStatus
    answer: str = ""
    refusal: str = ""
    is_trouble: bool = False


# Where in the conversation an answer was given.
SENDER, RECIPIENT, CONTENT = "sender", "recipient", "content"

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
# RFC 3463: X.1.x is about the address (but 7 to 9 are the sender's), X.2.x about the mailbox
# (but 3 is a message too long).
OF_THE_SENDER = {"1.7", "1.8", "1.9"}
# Their domain cannot be reached: it may be for a while.
ABOUT_THEIR_SERVER = {"4.0", "4.1", "4.3", "4.4", "4.6"}
# Without an enhanced code, RFC 5321 alone: no such mailbox; not local; over quota; bad name.
BY_CODE = {550: Refusal.ADDRESS, 551: Refusal.ADDRESS, 552: Refusal.MAILBOX, 553: Refusal.ADDRESS}
# Servers that answer a bare 550 to what they think of us.
SPEAKS_OF_US = re.compile(
    r"relay|spam|blocked|black ?list|block ?list|polic|reputation|denied|reject|authenticat"
    r"|spf|dkim|dmarc|sender",
    re.IGNORECASE,
)

UNKNOWN_USER = re.compile(
    r"\b(user|recipient|mailbox|account|address)\b[^.;]{0,60}\b(unknown|not (exist|found|known))\b"
    r"|\b(unknown|no such|invalid) (user|recipient|mailbox|account|address)"
    r"|n['’]t have an? \S+ account",
    re.IGNORECASE,
)


def judge(code: int, text: str, stage: str) -> SendResult:
    """The result of a final answer: 2yz, 4yz or 5yz."""
    answer = f"{code} {text}".strip()
    if 200 <= code < 300:
        return SendResult(SendStatus.SENT, answer)
    if not 500 <= code < 600:
        return SendResult(SendStatus.RETRY, answer, is_trouble=code == 421 or stage == SENDER)
    if stage == SENDER:
        return SendResult(SendStatus.BLOCKED, answer)
    return SendResult(SendStatus.REFUSED, answer, refusal=kind_of(code, text, stage))


def kind_of(code: int, text: str, stage: str = RECIPIENT) -> Refusal:
    """What a permanent refusal says. In doubt it is about the message, which harms no address."""
    found = ENHANCED.search(text)
    if found and not is_vague(found[0]):
        return kind_of_status(found[0])
    if code < 500:
        return Refusal.DELAY
    if stage != RECIPIENT:
        return Refusal.POLICY
    if UNKNOWN_USER.search(text) and "sender" not in text.lower():
        return Refusal.ADDRESS
    if SPEAKS_OF_US.search(text):
        return Refusal.POLICY
    return BY_CODE.get(code, Refusal.POLICY)


def is_vague(status: str) -> bool:
    """« 5.0.0 » is all that Exim ever says; « 5.5.0 » what others say of an unknown mailbox."""
    return status.partition(".")[2] in ("0.0", "5.0")


def kind_of_status(status: str) -> Refusal:
    """The same from an enhanced code alone, « 5.1.1 », as delivery reports give it."""
    kind, subject, detail = status.split(".")
    if kind == "4":  # a relay reports it once it has given up
        return Refusal.MAILBOX if subject == "2" else Refusal.DELAY
    if subject == "1" and f"{subject}.{detail}" not in OF_THE_SENDER:
        return Refusal.ADDRESS
    if (subject == "2" and detail != "3") or f"{subject}.{detail}" in ABOUT_THEIR_SERVER:
        return Refusal.MAILBOX
    return Refusal.POLICY


ADDRESS = re.compile(r"<[^<>]*>|[^\s<>()\"',;:=]+@[^\s<>()\"',;]+")


def without_address(text: str, address: str = "") -> str:
    """An answer fit to be kept: nothing in it says who was written to."""
    text = ADDRESS.sub("<…>", " ".join(text.split()))
    local = address.partition("@")[0]
    if len(local) > 1 and local.lower() in text.lower():
        text = re.sub(rf"(?<!\w){re.escape(local)}(?!\w)", "<…>", text, flags=re.IGNORECASE)
    return text[:200]
