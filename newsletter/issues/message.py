"""A message to one person: what it says, ready for any e-mail backend of Django."""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse

from mail.message import Message, domain

from ..models import Subscriber
from ..subscribers.links import preferences_url, unsubscribe_url
from .letter import EVERYTHING, LEAVE, PREFERENCES, Letter, Topics


def compose(
    letter: Letter, topics: Topics = EVERYTHING, subscriber: Subscriber | None = None, to: str = ""
) -> Message:
    """What those who follow `topics` read: to a subscriber, or a copy that is nobody’s."""
    links, body = links_of(subscriber), letter.body(topics)
    return Message(
        subscriber.email if subscriber else to,
        letter.subject,
        put_in(body.text, links),
        put_in(body.html, links),
        headers=headers(letter) | (leaving_headers(links[LEAVE]) if subscriber else {}),
    )


def links_of(subscriber: Subscriber | None) -> dict[str, str]:
    """The two addresses that are somebody's own; those of nobody for a preview, or a test copy."""
    if subscriber is None:
        archive = settings.SITE_URL + reverse("newsletter:archive")
        return {PREFERENCES: archive, LEAVE: archive}
    return {PREFERENCES: preferences_url(subscriber), LEAVE: unsubscribe_url(subscriber)}


def put_in(pieces: Iterable[str], links: dict[str, str]) -> str:
    return "".join(links.get(piece, piece) for piece in pieces)


def headers(letter: Letter) -> dict[str, str]:
    """Those of every message of the issue; none names a person."""
    host = domain()
    number, rhythm = letter.content["number"] or "brouillon", letter.content["rhythm"]
    return {
        "List-Id": f'"A votre service" <newsletter.{host}>',
        "List-Archive": f"<{settings.SITE_URL}{reverse('newsletter:archive')}>",
        "Feedback-ID": f"numero-{number}:{rhythm}:newsletter:{host.replace('.', '-')}",
        "X-Auto-Response-Suppress": "OOF, AutoReply",
        "Content-Language": "fr",
    }


def leaving_headers(url: str) -> dict[str, str]:
    """The one-click way out (RFC 8058)."""
    leave = f"<{url}>"
    if settings.NEWSLETTER_UNSUBSCRIBE_EMAIL:
        leave += f", <mailto:{settings.NEWSLETTER_UNSUBSCRIBE_EMAIL}?subject=desabonnement>"
    return {"List-Unsubscribe": leave, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
