"""What time erases, and what it tells. Durations are promised on /donnees-personnelles/ and under
the form.

Two months after an answer, the time to go to court is over (CJA, R421-1): the address, the name
and the file are of no use any more. The words stay a year after the answer;
a message that nobody answered counts from the day of the promise.
"""

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publishing.clock import daily

from . import mails
from .deadlines import months_later
from .models import Message, MessageQuerySet

PERSON, WORDS = 2, 12  # months


def closed_for(months: int) -> MessageQuerySet:
    limit = months_later(timezone.localdate(), -months)
    unanswered = Q(answered_on=None, due_on__lt=limit)
    return Message.objects.filter(Q(answered_on__lt=limit) | unanswered)


@daily
@transaction.atomic
def forget_people() -> None:
    kept = Q(email="", credit="", signature="", piece="")
    for message in closed_for(PERSON).exclude(kept).select_for_update():
        message.forget_person()


@daily
@transaction.atomic
def forget_messages() -> None:
    for message in closed_for(WORDS).exclude(text="", answer="", shown="").select_for_update():
        message.forget_words()


@daily
@transaction.atomic
def tell_late() -> None:
    """Once for each, the day after the promise."""
    for message in Message.objects.late().filter(is_told_late=False).select_for_update():
        Message.objects.filter(pk=message.pk).update(is_told_late=True)
        mails.tell_staff(message, "late")
