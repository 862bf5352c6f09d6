"""A message as bytes, made fast: what is common to all who follow the same is encoded once.

Python's generator of messages takes longer over a body than the mail server does to receive it.
"""

import email
import quopri
import re
from dataclasses import dataclass, field
from email.header import Header
from email.utils import format_datetime, formataddr, parseaddr
from functools import cached_property, lru_cache

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import sanitize_address
from django.utils import timezone

BOUNDARY = "=_a-votre-service_"  # « =_ » is found in no quoted-printable text
PLAIN = re.compile(r"[\w.+-]+@[\w.-]+", re.ASCII)
SENDER = "À votre service, Alès"


@dataclass
class Encoder:
    """The bodies already encoded, by the pieces they are made of."""

    known: dict = field(default_factory=dict)

    def part(self, kind, pieces, links):
        """A part of the message, its personal addresses put in their places."""
        if pieces not in self.known:
            self.known[pieces] = [piece if piece in links else quoted(piece) for piece in pieces]
        encoded = b"".join(
            piece if isinstance(piece, bytes) else quoted(links[piece])
            for piece in self.known[pieces]
        )
        return (
            (
                f"--{BOUNDARY}\r\nContent-Type: text/{kind}; charset=utf-8\r\n"
                "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
            ).encode()
            + encoded.removesuffix(b"=\r\n")
            + b"\r\n"
        )


def quoted(text):
    """Quoted-printable whose last line goes on: pieces are put end to end."""
    lines = quopri.encodestring(text.encode()).replace(b"\n", b"\r\n")
    return lines if lines.endswith(b"=\r\n") else lines + b"=\r\n"


class Sealed:
    """A finished message, with what the backends of Django and our tests ask of one."""

    def __init__(self, raw):
        self.raw = raw

    def as_bytes(self, unixfrom=False, linesep="\n"):
        return self.raw if linesep == "\r\n" else self.raw.replace(b"\r\n", linesep.encode())

    @cached_property
    def parsed(self):
        return email.message_from_bytes(self.raw)

    def __getattr__(self, name):
        return getattr(self.parsed, name)

    def __getitem__(self, name):
        return self.parsed[name]


class Envelope(EmailMultiAlternatives):
    """A message to one address. Any backend sends it; those that want bytes get them ready."""

    def seal(self, *parts):
        self.parts = parts
        return self

    def message(self):
        head = "".join(f"{name}: {value}\r\n" for name, value in self.head())
        raw = [head.encode("ascii"), b"\r\n", *self.parts, f"--{BOUNDARY}--\r\n".encode()]
        return Sealed(b"".join(raw))

    def head(self):
        """Every header, in ASCII. Raises ValueError for an address that makes none."""
        yield "From", self.from_email
        yield "To", ", ".join(address_header(to) for to in self.to)
        yield "Subject", folded(self.subject)
        yield "Date", format_datetime(timezone.localtime())
        yield from ((name, one_line(value)) for name, value in self.extra_headers.items())
        yield "MIME-Version", "1.0"
        yield "Content-Type", f'multipart/alternative; boundary="{BOUNDARY}"'


def one_line(value):
    if "\n" in value or "\r" in value:
        raise ValueError("A header holds one line.")
    return value


def address_header(to):
    """An address as a header takes it; most are already so, and parsing takes longer than all the
    rest of a message."""
    return to if PLAIN.fullmatch(to) else sanitize_address(one_line(to), "utf-8")


@lru_cache(maxsize=64)
def folded(text):
    return Header(one_line(text), "utf-8", header_name="Subject").encode(linesep="\r\n")


def from_address():
    """The site's name before the address, unless the setting gives one."""
    return named(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=8)
def named(sender):
    name, address = parseaddr(sender)
    return formataddr((name or SENDER, address))
