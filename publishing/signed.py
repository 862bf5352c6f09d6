"""Values that travel through links and pages, signed and dated: nobody can make or change one.

They are dated by the site's own clock. A new SECRET_KEY makes them void, unless the former one is
kept among SECRET_KEY_FALLBACKS.
"""

import datetime
from typing import Any

from django.core import signing
from django.utils import timezone


class Refused(Exception):
    """A text that this site never signed for that use."""


def seal(value: Any, use: str) -> str:
    """A text for an address or a hidden field; `use` keeps one kind from passing for another."""
    return signer(use).sign_object([value, int(timezone.now().timestamp())])


def unseal(token: str, use: str) -> tuple[Any, datetime.timedelta]:
    """`(value, age)` of what `seal` made; raises Refused for anything else."""
    try:
        value, moment = signer(use).unsign_object(token)
        age = datetime.timedelta(seconds=timezone.now().timestamp() - moment)
    except (signing.BadSignature, ValueError, TypeError):
        raise Refused from None
    return value, age


def signer(use: str) -> signing.Signer:
    return signing.Signer(salt=f"publishing.signed.{use}", sep=".")
