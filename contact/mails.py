"""What is written to the person, and to those who answer. Mail to staff holds no words of anybody:
a mailbox forgets nothing."""

import datetime
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from mail.models import post
from mail.sender import sender
from publishing.text.dates import PartialDate

from .models import Message, in_charge_of

LASTS = datetime.timedelta(days=5)


def write(recipient: str, subject: str, name: str, message: Message, **context: Any) -> None:
    text = render_to_string(
        f"contact/mail/{name}.txt",
        {
            "message": message,
            "received_on": PartialDate(message.received_on),
            "due_on": PartialDate(message.due_on),
            "sender": sender(),
            "site": settings.SITE_URL,
            "follow": settings.SITE_URL + message.follow_url,
            **context,
        },
    )
    post(recipient, subject, text, lasts=LASTS)


def acknowledge(message: Message) -> None:
    if message.email:
        subject = f"Votre message n° {message.pk} est arrivé – À votre service, Alès"
        write(message.email, subject, "received", message)


def send_answer(message: Message) -> None:
    if message.email and message.outcome != Message.Outcome.IGNORED:
        subject = f"Réponse à votre message n° {message.pk} – À votre service, Alès"
        write(message.email, subject, "answered", message)


def tell_staff(message: Message, name: str) -> None:
    """That one came (`received`), or that its answer is late (`late`)."""
    subject = {
        "received": f"Message du public n° {message.pk}, à répondre avant le {{}}",
        "late": f"Message du public n° {message.pk} : réponse en retard depuis le {{}}",
    }[name].format(PartialDate(message.due_on))
    address = settings.SITE_URL + reverse("admin:contact_message_change", args=[message.pk])
    for recipient in in_charge_of(message):
        write(recipient, subject, "staff", message, address=address, is_late=name == "late")
