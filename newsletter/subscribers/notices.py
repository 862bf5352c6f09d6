"""The few messages that are not issues: to confirm, to come back to one's choices, to stay."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.template.loader import render_to_string

from mail.addresses import shown
from mail.models import post

from ..models import SignUp, Subscriber
from . import links


def ask_to_confirm(sign_up: SignUp) -> None:
    send(
        "confirm",
        sign_up.email,
        "Confirmez votre abonnement",
        lasts=links.CONFIRM_LASTS,
        choices=sign_up.choices(),
        rhythm=sign_up.get_rhythm_display().lower(),
        url=links.confirm_url(sign_up),
    )


def ask_to_confirm_move(sign_up: SignUp) -> None:
    send(
        "move",
        sign_up.email,
        "Confirmez votre nouvelle adresse",
        lasts=links.CONFIRM_LASTS,
        url=links.confirm_url(sign_up),
    )


def remind_of_subscription(subscriber: Subscriber, sign_up: SignUp | None = None) -> None:
    """To somebody who is a subscriber already: their own link, with what they asked ready to be
    ticked."""
    wishes = [("theme", slug) for slug in sign_up.themes] if sign_up else []
    wishes += [("action", number) for number in sign_up.actions] if sign_up else []
    url = links.preferences_url(subscriber)
    send(
        "known",
        subscriber.email,
        "Votre abonnement",
        url=f"{url}?{urlencode(wishes)}" if wishes else url,
        leave_url=links.unsubscribe_url(subscriber),
    )


def tell_of_move(former: str, address: str) -> None:
    send("moved", former, "Votre abonnement a changé d’adresse", new_address=shown(address))


def tell_the_end(subscriber: Subscriber, lines: list[dict[str, Any]], *, is_last: bool) -> None:
    """Of actions that are over: the person follows them no more."""
    one = f"l’action n° {lines[0]['number']}"
    send(
        "ended",
        subscriber.email,
        f"Fin de suivi : {one if len(lines) == 1 else f'{len(lines)} actions'}",
        lasts=links.STAY_LASTS,
        lines=lines,
        is_last=is_last,
        url=links.preferences_url(subscriber),
        leave_url=links.unsubscribe_url(subscriber),
    )


def ask_to_stay(subscriber: Subscriber) -> None:
    send(
        "stay",
        subscriber.email,
        "Voulez-vous toujours suivre les actions ?",
        lasts=links.STAY_LASTS,
        url=links.stay_url(subscriber),
        leave_url=links.unsubscribe_url(subscriber),
    )


def send(
    name: str, address: str, subject: str, *, lasts: timedelta = links.CONFIRM_LASTS, **context: Any
) -> None:
    context |= {"subject": subject, "email": shown(address)}
    post(
        address,
        f"{subject} – À votre service, Alès",
        render_to_string(f"newsletter/notices/{name}.txt", context),
        render_to_string(f"newsletter/notices/{name}.html", context),
        lasts=lasts,
    )
