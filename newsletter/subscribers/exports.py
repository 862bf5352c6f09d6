"""What leaves the house about subscribers: the list with the proof of each consent, for those who
have the right; and to each person, all that is known of them."""

import datetime
from typing import Any

from django.utils import timezone
from tablib import Dataset

from exchange.formats import written

from ..models import Subscriber

HEADER = [
    "Adresse",
    "Rythme",
    "Suit",
    "Date de l’accord",
    "Preuve",
    "Origine",
    "Dernier signe",
    "Adresse refusée le",
]


def list_as_csv() -> bytes:
    """All the subscribers, as bytes."""
    subscribers = Subscriber.objects.prefetch_related("themes", "actions", "consents")
    rows = (cells(subscriber) for subscriber in subscribers.iterator(chunk_size=500))
    return written(Dataset(*rows, headers=HEADER), "csv")


def cells(subscriber: Subscriber) -> list[Any]:
    consent = next(iter(subscriber.consents.all()), None)
    followed = [theme.slug for theme in subscriber.themes.all()]
    followed += [str(action.number) for action in subscriber.actions.all()]
    return [
        subscriber.email,
        subscriber.rhythm,
        "tout" if subscriber.follows_everything else ", ".join(followed),
        day(consent.asked_at if consent else subscriber.confirmed_at),
        consent.text_shown if consent else "",
        consent.source if consent else "",
        day(subscriber.seen_at),
        day(subscriber.refused_at),
    ]


def day(instant: datetime.datetime | None) -> datetime.date | str:
    return timezone.localdate(instant) if instant else ""


def known_of(subscriber: Subscriber) -> dict[str, Any]:
    """All that is known of a subscriber, for them and for staff who answer a request of rights."""
    return {
        "adresse": subscriber.address,
        "rythme": subscriber.get_rhythm_display(),
        "suit toutes les actions": subscriber.follows_everything,
        "thèmes suivis": [theme.name for theme in subscriber.themes.all()],
        "actions suivies": [str(action) for action in subscriber.actions.all()],
        "demandé le": subscriber.asked_at,
        "confirmé le": subscriber.confirmed_at,
        "dernier signe le": subscriber.seen_at,
        "question de rester posée le": subscriber.asked_again_at,
        "adresse refusée par son serveur le": subscriber.refused_at,
        "accords": [
            {
                "texte": consent.text_shown,
                "origine": consent.source,
                "demandé le": consent.asked_at,
                "confirmé le": consent.confirmed_at,
            }
            for consent in subscriber.consents.all()
        ],
        "envois": [
            {
                "numéro": delivery.issue.number,
                "état": delivery.mail.get_state_display(),
                "envoyé le": delivery.mail.sent_at,
            }
            for delivery in subscriber.deliveries.select_related("issue", "mail").order_by("pk")
        ],
    }
