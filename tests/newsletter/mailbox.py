"""What a person does: fill the form, read their mail, follow its links."""

import datetime
import re

from django.core import mail
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from publishing.clock import run_frequent_tasks
from publishing.public_forms import USE
from publishing.signed import seal
from tests.clock import clock_at

FROM_HERE = {"HTTP_ORIGIN": "http://testserver"}


def token(seconds=10):
    """The token of a form that was shown so many seconds ago."""
    shown_at = timezone.now() - datetime.timedelta(seconds=seconds)
    with clock_at(shown_at.isoformat()):
        return seal("", USE)


def subscribe(client, address, headers=FROM_HERE, **fields):
    fields = {"adresse": address, "rythme": "mensuel", "jeton": token()} | fields
    return client.post(reverse("newsletter:subscribe"), fields, **headers)


def worked():
    """Everything that waits is done; return the messages that this sent."""
    before = len(mail.outbox)
    with override_settings(EMAIL_PER_MINUTE=0):
        while run_frequent_tasks():
            pass
    return mail.outbox[before:]


def link_in(message, page):
    """The path of the link to that page of the newsletter, in the text of a message."""
    return re.search(rf"https?://[^/\s]+(/newsletter/{page}/\S+)", message.body)[1]


def confirmed(client, address, **fields):
    """Subscribe and confirm, as a person would; return the last answer."""
    subscribe(client, address, **fields)
    (message,) = worked()
    return client.post(link_in(message, "confirmer"))
