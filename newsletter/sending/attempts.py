"""One message: its sending begins, and ends. One commit says the end of one and the next one's
beginning.
"""

import random
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from ..models import Delivery, Issue, Refusal, Subscriber
from .outbox import LEASE
from .prepared import Prepared, once, run
from .replies import Fate, Outcome, without_address

State = Delivery.State

# Rests between two tries of one address; after the last, three days have passed.
RETRIES = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440, 1440)]


@dataclass(frozen=True)
class Result:
    """How an attempt ended. The attempt's number tells a late answer from a newer attempt's."""

    delivery: Delivery
    attempt: int
    outcome: Outcome


def among(*states):
    """The condition that a row found by its key is in one of these states.

    Said by the others, so that the index of states does not serve: with statistics of before the
    rows were written, PostgreSQL takes it for shorter than the key, and reads all who wait for
    each message.
    """
    return ~Q(state__in=[state for state in State if state not in states])


def advance(result, following):
    """Write how a message ended and that the next one begins.

    Return whether the next may be sent; without a next, False.
    """
    statements = [end(result)] if result is not None else []
    if following is None:
        if statements:
            run(*statements)
        return False
    may_send = bool(run(*statements, begin(following)))
    if not may_send:
        drop_if_unwanted(following)
    return may_send


# --- The beginning ----------------------------------------------------------------------


def begin(delivery):
    """« This row is being sent by me »: changes nothing if it is no longer to be sent, or mine."""
    return BEGIN(
        key=delivery.pk,
        attempt=delivery.attempts,
        worker=delivery.worker,
        email=delivery.subscriber.email if delivery.subscriber else "",
        until=timezone.now() + LEASE,
    )


@Prepared
def BEGIN(key, attempt, worker, email, until):
    wanted = Subscriber.objects.confirmed().filter(pk=OuterRef("subscriber_id"), email=email)
    open_issue = Issue.objects.filter(pk=OuterRef("issue_id"), state__in=Delivery.OPEN_ISSUES)
    mine = Delivery.objects.filter(
        Exists(wanted),
        Exists(open_issue),
        among(State.WAITING),
        pk=key,
        worker=worker,
        attempts=attempt,
    )
    return mine, {
        "state": State.SENDING,
        "attempts": F("attempts") + 1,
        "claimed_until": until,
    }


def drop_if_unwanted(delivery):
    """Somebody who left, or whose address refuses mail, is not written to."""
    wanted = Subscriber.objects.confirmed().filter(pk=OuterRef("subscriber_id"))
    drop(delivery, ~Exists(wanted))


def drop(delivery, *conditions):
    """There is nothing, or nobody, to write to."""
    Delivery.objects.filter(
        *conditions, among(State.WAITING), pk=delivery.pk, worker=delivery.worker
    ).update(state=State.DROPPED, worker="", claimed_until=None)


# --- The end ----------------------------------------------------------------------------


def end(result):
    """The statement that writes the outcome of one attempt.

    A worker thought dead may still end its message: its answer lifts the doubt, and takes back
    the decision to send again if nobody began to. A newer attempt is never touched.
    """
    delivery, outcome = result.delivery, result.outcome
    values = {
        "key": delivery.pk,
        "attempt": result.attempt,
        "answer": without_address(outcome.answer, delivery.subscriber.email),
    }
    if outcome.fate == Fate.SENT:
        return END_SENT(now=timezone.now(), **values)
    if outcome.fate == Fate.UNKNOWN:
        return END_UNKNOWN(**values)
    changes = after_refusal(result.attempt, outcome)
    return once(begun(values), changes | closed(values))


@Prepared
def END_SENT(now, **marks):
    states = [State.SENDING, State.DOUBTFUL, State.WAITING]
    changes = {"state": State.SENT, "sent_at": now, "refusal": ""}
    return begun(marks, states), changes | closed(marks)


@Prepared
def END_UNKNOWN(**marks):
    return begun(marks, [State.SENDING]), {"state": State.DOUBTFUL} | closed(marks)


def begun(marks, states=(State.SENDING, State.DOUBTFUL)):
    return Delivery.objects.filter(among(*states), pk=marks["key"], attempts=marks["attempt"])


def closed(marks):
    return {"worker": "", "claimed_until": None, "answer": marks["answer"]}


def after_refusal(attempt, outcome):
    if outcome.fate == Fate.REFUSED:
        return {"state": State.REFUSED, "refusal": outcome.refusal}
    if outcome.fate == Fate.OURS:  # as if it had not been tried
        return {"state": State.WAITING, "attempts": F("attempts") - 1, "try_at": timezone.now()}
    if attempt > len(RETRIES):
        return {"state": State.REFUSED, "refusal": Refusal.DELAY}
    return {
        "state": State.WAITING,
        "try_at": timezone.now() + RETRIES[attempt - 1] * jitter(),
    }


def jitter():
    """Between a fifth less and a fifth more: ten thousand retries do not come back as one."""
    return random.uniform(0.8, 1.2)


def take_back(results):
    """Refusals that were about us after all: these people wait again."""
    for result in results:
        Delivery.objects.filter(
            pk=result.delivery.pk, attempts=result.attempt, state=State.REFUSED
        ).update(state=State.WAITING, refusal="", attempts=F("attempts") - 1, try_at=timezone.now())
