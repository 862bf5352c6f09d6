"""The links that stand for an account: whoever reads the mailbox holds them."""

import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from publishing.signed import seal, unseal

from ..models import SignUp, Subscriber

CONFIRM, STAY, PREFERENCES, LEAVE, RETURN = (
    f"newsletter.{use}" for use in ("confirm", "stay", "preferences", "leave", "return")
)
CONFIRM_LASTS = datetime.timedelta(hours=48)
STAY_LASTS = datetime.timedelta(days=31)  # a day more than the silence that erases
PREFERENCES_LAST = datetime.timedelta(days=200)  # two quarterly issues
RETURN_LASTS = datetime.timedelta(hours=1)


def confirm_url(sign_up: SignUp) -> str:
    """Where a request is confirmed, once, within two days."""
    return absolute("confirm", seal(sign_up.pk, CONFIRM))


def stay_url(subscriber: Subscriber) -> str:
    """Where somebody asked after three years says that they stay."""
    return absolute("confirm", seal(subscriber.link_key, STAY))


def preferences_url(subscriber: Subscriber) -> str:
    """Where a subscriber changes everything; an old link only sends a new one to its owner."""
    return absolute("preferences", seal(subscriber.link_key, PREFERENCES))


def unsubscribe_url(subscriber: Subscriber) -> str:
    """Where a subscriber leaves; it never grows old."""
    return absolute("unsubscribe", seal(subscriber.link_key, LEAVE))


def absolute(name: str, token: str) -> str:
    return settings.SITE_URL + reverse(f"newsletter:{name}", args=[token])


def read(token: str, use: str, lasts: datetime.timedelta | None = None) -> tuple[Any, bool]:
    """`(value, is it too old)` of a link; raises `publishing.signed.Refused`."""
    value, age = unseal(token, use)
    return value, bool(lasts and age > lasts)
