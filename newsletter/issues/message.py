"""A message to one person: what the sending asks for.

`render_message(issue, subscriber)` tells it in plain values; `compose(issue, subscriber, to)` makes
it ready for any e-mail backend of Django, cheaply: the bodies are encoded once for all who follow
the same things.
"""

import hmac
from dataclasses import dataclass
from email.utils import parseaddr
from functools import lru_cache

from django.conf import settings
from django.urls import reverse

from ..sending.envelope import Envelope, from_address
from ..subscribers.links import preferences_url, unsubscribe_url
from .letter import EVERYTHING, LEAVE, PREFERENCES, Letter
from .topics import Topics


@dataclass(frozen=True)
class Message:
    subject: str
    text: str
    html: str
    headers: dict[str, str]
    attachments: tuple = ()  # none: an image that tells who opened is not wanted, others can wait


@dataclass(frozen=True)
class Links:
    """The two addresses that are somebody's own."""

    preferences: str
    leave: str

    @classmethod
    def of(cls, subscriber):
        if subscriber is None:  # a preview, a test copy: nobody's
            archive = settings.SITE_URL + reverse("newsletter:archive")
            return cls(archive, archive)
        return cls(preferences_url(subscriber), unsubscribe_url(subscriber))

    def put_in(self, pieces):
        own = {PREFERENCES: self.preferences, LEAVE: self.leave}
        return "".join(own.get(piece, piece) for piece in pieces)


def letter_of(issue):
    """Made once for an issue in hand: read the issue again to see what changed since."""
    if not hasattr(issue, "_letter"):
        issue._letter = Letter.of(issue)
    return issue._letter


def has_something_for(issue, subscriber):
    """Whether this issue tells something to somebody; if not, nothing is sent to them."""
    return letter_of(issue).says_something_to(Topics.of(subscriber))


def render_message(issue, subscriber=None, topics=None):
    """The message to a subscriber; without one, as those who follow `topics` would read it."""
    if topics is None:
        topics = Topics.of(subscriber) if subscriber else EVERYTHING
    letter, links = letter_of(issue), Links.of(subscriber)
    body = letter.body(topics)
    return Message(
        letter.subject,
        links.put_in(body.text),
        links.put_in(body.html),
        headers(issue) | personal_headers(issue, subscriber, links),
    )


def common_headers(issue):
    """The same, made once for an issue in hand."""
    if not hasattr(issue, "_headers"):
        issue._headers = headers(issue)
    return issue._headers


def headers(issue):
    """Those of every message of the issue; none names a person."""
    host = domain()
    number = issue.number or "brouillon"
    return {
        "List-Id": f'"A votre service" <newsletter.{host}>',
        "List-Archive": f"<{settings.SITE_URL}{reverse('newsletter:archive')}>",
        "Feedback-ID": f"numero-{number}:{issue.rhythm}:newsletter:{host.replace('.', '-')}",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "fr",
    }


def personal_headers(issue, subscriber, links):
    """The one-click way out (RFC 8058), and a name of the message that tells whose only to us."""
    if subscriber is None:
        return {}
    leave = f"<{links.leave}>"
    if settings.NEWSLETTER_UNSUBSCRIBE_EMAIL:
        leave += f", <mailto:{settings.NEWSLETTER_UNSUBSCRIBE_EMAIL}?subject=desabonnement>"
    return {
        "Message-ID": message_id(issue, subscriber),
        "List-Unsubscribe": leave,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def message_id(issue, subscriber):
    """Always the same for an issue and a person: were a message to leave twice, mailboxes that
    know it keep one."""
    named = f"newsletter:{issue.pk}:{subscriber.pk}".encode()
    digest = hmac.new(settings.SECRET_KEY.encode(), named, "sha256").hexdigest()[:24]
    return f"<numero-{issue.number}.{digest}@{domain()}>"


def domain():
    """The domain that signs our mail."""
    return domain_of(settings.DEFAULT_FROM_EMAIL)


@lru_cache(maxsize=8)
def domain_of(sender):
    return parseaddr(sender)[1].rpartition("@")[2].lower()


def compose(issue, subscriber, to, extra_headers=None, topics=None):
    """The message to one address, for `connection.send_messages([…])`.

    `extra_headers` are the sending's own (return path, reference of the delivery…).
    """
    if topics is None:
        topics = Topics.of(subscriber) if subscriber else EVERYTHING
    letter, links = letter_of(issue), Links.of(subscriber)
    body = letter.body(topics)
    own_headers = personal_headers(issue, subscriber, links) | (extra_headers or {})
    envelope = Envelope(
        subject=letter.subject,
        body=links.put_in(body.text),
        from_email=from_address(),
        to=[to],
        headers=common_headers(issue) | own_headers,
    )
    envelope.attach_alternative(links.put_in(body.html), "text/html")
    own = {PREFERENCES: links.preferences, LEAVE: links.leave}
    encoder = letter.encoder
    return envelope.seal(
        encoder.part("plain", body.text, own), encoder.part("html", body.html, own)
    )
