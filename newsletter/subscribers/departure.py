"""Leaving by mistake: nothing is kept here, the page that says goodbye holds it all, signed."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Theme
from mail.addresses import key_of

from ..models import Consent, ForgottenAddress, Subscriber, Tally


def what_to_come_back_to(subscriber: Subscriber) -> dict[str, Any]:
    """What the page keeps of the subscription, and of the proof of consent."""
    consent = subscriber.consents.first()
    return {
        "email": subscriber.email,
        "link_key": subscriber.link_key,  # so that links in former messages work again
        "rhythm": subscriber.rhythm,
        "everything": subscriber.follows_everything,
        "themes": [theme.slug for theme in subscriber.themes.all()],
        "actions": [action.lasting_number for action in subscriber.actions.all()],
        "asked_at": subscriber.asked_at.isoformat(),
        "consent": consent
        and [
            consent.text_shown,
            consent.source,
            consent.asked_at.isoformat(),
            consent.confirmed_at and consent.confirmed_at.isoformat(),
        ],
    }


@transaction.atomic
def come_back(kept: dict[str, Any]) -> Subscriber:
    """The subscription as it was, with its proof; the same one if it is there already."""
    subscriber, is_new = Subscriber.objects.get_or_create(
        email_key=key_of(kept["email"]),
        defaults={
            "email": kept["email"],
            "link_key": kept["link_key"],
            "rhythm": kept["rhythm"],
            "follows_everything": kept["everything"],
            "asked_at": datetime.fromisoformat(kept["asked_at"]),
            "confirmed_at": timezone.now(),
            "seen_at": timezone.now(),
        },
    )
    if is_new:
        subscriber.themes.set(Theme.objects.filter(slug__in=kept["themes"]))
        subscriber.actions.set(Action.objects.named(kept["actions"]))
        if kept["consent"]:
            text, source, asked_at, confirmed_at = kept["consent"]
            Consent.objects.create(
                subscriber=subscriber,
                text_shown=text,
                source=source,
                asked_at=datetime.fromisoformat(asked_at),
                confirmed_at=confirmed_at and datetime.fromisoformat(confirmed_at),
            )
        ForgottenAddress.pardon(subscriber.email)
        Tally.add(Tally.Kind.RETURNED)
    return subscriber
