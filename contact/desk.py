"""Messages with a deadline, on the desk."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse

from backoffice.desk import Waiting, some, waits
from backoffice.reach import within
from publishing.text.dates import PartialDate

from .models import Message


def address_of(message: Message) -> str:
    return reverse("admin:contact_message_change", args=[message.pk])


@waits(3, "Messages du public", "contact.change_message")
def messages(user: Any) -> list[Waiting]:
    reached = within(user, Message.objects.all())
    lines = [*to_answer(reached.waiting().order_by("due_on", "pk")), *to_write_down(reached)]
    return some(lines, "et {} autres messages", reverse("admin:contact_message_changelist"))


def to_answer(found: Any) -> Iterator[Waiting]:
    for message in found:
        days = message.days_late
        late = f"en retard de {days} jour{'s' if days > 1 else ''}, " if days else ""
        yield Waiting(
            f"{str(message).capitalize()} : {message.page_title or message.get_subject_display()}",
            address_of(message),
            f"{late}réponse promise avant le {PartialDate(message.due_on)}.",
            is_late=bool(days),
        )


def to_write_down(reached: Any) -> Iterator[Waiting]:
    """Accepted, about an action, and its story does not say so yet."""
    for message in reached.filter(
        outcome=Message.Outcome.ACCEPTED, action__isnull=False, event=None
    ):
        yield Waiting(
            f"{str(message).capitalize()} : {message.page_title}",
            address_of(message),
            "accepté : préparez l’étape, ou dites laquelle l’a suivi.",
        )
