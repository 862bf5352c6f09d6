"""Messages as Django writes them, and the name that each bears outside of the house."""

import re
from email.header import Header
from email.utils import formataddr, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils.crypto import constant_time_compare, salted_hmac

SENDER = "À votre service, Alès"
REFERENCE_HEADER = "X-Envoi"
REFERENCE = re.compile(r"(?<![\w.-])envoi\.(\d{1,18})\.([0-9a-f]{20})(?![0-9a-f])")
LONGEST_WORD = 75  # characters of an encoded-word in a header (RFC 2047, section 2)


class Message(EmailMultiAlternatives):
    """A message to one address, in plain text and in HTML."""

    def __init__(self, to: str, subject: str, text: str, html: str = "", **options: Any) -> None:
        sender = formataddr((parseaddr(settings.DEFAULT_FROM_EMAIL)[0] or SENDER, domain_address()))
        super().__init__(subject, text, sender, [to], **options)
        self.extra_headers.setdefault("Auto-Submitted", "auto-generated")
        if html:
            self.attach_alternative(html, "text/html")

    @property
    def html(self) -> str:
        return "".join(str(content) for content, _ in self.alternatives)

    def message(self, **options: Any) -> Any:
        """Django 5.2 leaves the words of a subject up to 77 characters."""
        message = super().message(**options)
        if not self.subject.isascii():
            subject = Header(str(self.subject), "utf-8", LONGEST_WORD, "Subject")
            message.replace_header("Subject", subject.encode(linesep="\n"))
        return message

    def bear(self, reference: str) -> None:
        """The same at each try: a mail program shows it once, even if it was received twice."""
        self.extra_headers |= {
            "Message-ID": f"<{reference}@{domain()}>",
            REFERENCE_HEADER: reference,
        }
        self.metadata = {"envoi": reference}  # what django-anymail has providers give back


def domain_address() -> str:
    return parseaddr(settings.DEFAULT_FROM_EMAIL)[1]


def domain() -> str:
    """The domain that signs our mail."""
    return domain_address().rpartition("@")[2].lower()


def reference(pk: int) -> str:
    """The name of a row of the outbox outside of the house, so that what comes back finds it.

    It is signed, so nobody makes one up to silence somebody else; it says nothing of the person.
    """
    return f"envoi.{pk}.{signature(pk)}"


def signature(pk: int) -> str:
    return salted_hmac("mail.reference", str(pk), algorithm="sha256").hexdigest()[:20]


def find_reference(text: str) -> int | None:
    """The key of the row that a text names with a true signature, or None."""
    for pk, signed in REFERENCE.findall(text):
        if constant_time_compare(signed, signature(int(pk))):
            return int(pk)
    return None
