"""What time erases. Durations are promised on /donnees-personnelles/ (fixtures/legal)."""

import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from publishing.clock import daily

from ..models import ListImport, SignUp, Subscriber, Tally
from . import notices

SILENCE = datetime.timedelta(days=3 * 365)
TIME_TO_ANSWER = datetime.timedelta(days=30)
UNREACHABLE = datetime.timedelta(days=90)
PREVIEWED_LIST = datetime.timedelta(days=1)
# At a time, so that the mail server does not take us for somebody else.
QUESTIONS_A_DAY = 500


@daily
def forget_unconfirmed() -> None:
    """Seven days after a request that nobody confirmed, nothing is left of it."""
    stale = SignUp.objects.filter(asked_at__lte=timezone.now() - SignUp.RETENTION)
    Tally.add(Tally.Kind.UNCONFIRMED, stale.filter(subscriber__isnull=True).count())
    stale.delete()


@daily
def ask_the_silent() -> None:
    """Three years without a sign: we ask, once, whether they still want to be written to."""
    limit = timezone.now() - SILENCE
    silent = Subscriber.objects.confirmed().filter(
        Q(seen_at__lte=limit) | Q(seen_at__isnull=True, confirmed_at__lte=limit),
        asked_again_at__isnull=True,
    )
    for subscriber in silent[:QUESTIONS_A_DAY]:
        with transaction.atomic():  # marked and written to together, by one worker
            asked = Subscriber.objects.filter(pk=subscriber.pk, asked_again_at__isnull=True)
            if asked.update(asked_again_at=timezone.now()):
                notices.ask_to_stay(subscriber)


@daily
def forget_the_silent() -> None:
    """Thirty days without an answer: they are erased like those who leave."""
    asked = Subscriber.objects.filter(asked_again_at__lte=timezone.now() - TIME_TO_ANSWER)
    for subscriber in asked.iterator():
        subscriber.leave(Tally.Kind.SILENT)


@daily
def forget_the_unreachable() -> None:
    """An address that its server refuses is kept for a while, in case it was an outage."""
    refused = Subscriber.objects.filter(refused_at__lte=timezone.now() - UNREACHABLE)
    for subscriber in refused.iterator():
        subscriber.leave(Tally.Kind.UNREACHABLE)


@daily
def forget_previewed_lists() -> None:
    """A list read and never taken keeps no address longer than a day."""
    stale = ListImport.objects.filter(
        applied_at__isnull=True, made_at__lte=timezone.now() - PREVIEWED_LIST
    )
    stale.update(rows=[], refusals=[])
