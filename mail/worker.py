"""The worker that empties the outbox, a second or so at a time. `manage.py work` calls it.

Whatever stops a worker, and wherever, the rows tell what is known: a message whose sending began
and did not end is of unknown fate; any other waits or is done. Nothing depends on clocks agreeing:
a lease that ends too early costs a doubt, which its worker lifts when it ends its message.
"""

import logging
import os
import random
import secrets
import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection as database
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from publishing import clock

from .connection import CannotConnectError, make_connection
from .failures import FailureStreak
from .message import Message, reference
from .models import MailServer, OutgoingMail, Refusal
from .replies import SendResult, SendStatus, without_address

logger = logging.getLogger(__name__)

State = OutgoingMail.State

SLICE = timedelta(seconds=1)  # of sending before other work has its turn
BATCH = 250
LEASE = timedelta(minutes=5)  # longer than any one message: four answers of EMAIL_TIMEOUT each
# Rests between two tries of one address; after the last, three days have passed.
RETRIES = [timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440, 1440)]


class Mailing:
    """How an app writes the messages of its rows, at the moment they leave."""

    def compose(self, mail: OutgoingMail) -> Message | None:
        """The message of a row; None when there is nothing, or nobody, to write to."""
        raise NotImplementedError

    def cannot_compose(self, mail: OutgoingMail, error: Exception) -> None:
        """The row waits again, and is left alone by the worker for now."""


# By the name that rows bear. Each app adds its own in its module `tasks`.
mailings: dict[str, Mailing] = {}


# --- Claiming ---------------------------------------------------------------------------


@dataclass
class Batch:
    """What a worker may send now, and at which pace."""

    mails: list[OutgoingMail] = field(default_factory=list)
    starts_at: datetime = datetime.max
    interval: timedelta = timedelta(0)
    is_recovering: bool = False  # the server was in trouble the last time


def claim(worker: str, size: int = BATCH) -> Batch:
    """Reserve rows for a worker, and their places in the common pace: about a second of work."""
    if not OutgoingMail.objects.claimable().exists():  # most looks: nothing is locked for them
        return Batch()
    with transaction.atomic():
        now, server, interval = timezone.now(), MailServer.locked(), pace()
        if not server.is_open or (interval and server.next_slot_at > now + SLICE):
            return Batch()
        if interval:
            size = min(size, max(1, int(SLICE / interval)))
        mails = list(OutgoingMail.objects.claimable()[:size])
        OutgoingMail.objects.filter(pk__in=[mail.pk for mail in mails]).update(
            worker=worker, claimed_until=now + LEASE
        )
        starts_at = max(now, server.next_slot_at) if interval else now
        server.next_slot_at = starts_at + len(mails) * interval
        server.save(update_fields=["next_slot_at"])
        return Batch(mails, starts_at, interval, server.troubles > 0)


def pace() -> timedelta:
    """The time between two messages, all workers together."""
    per_minute = settings.EMAIL_PER_MINUTE
    return timedelta(minutes=1) / per_minute if per_minute else timedelta(0)


def release(worker: str) -> None:
    """Give back what was claimed and not begun."""
    held = OutgoingMail.objects.filter(worker=worker, state=State.WAITING)
    held.update(worker="", claimed_until=None)


def recover() -> None:
    """After a worker's death, what it had begun may have left. A copy of a mailing does not leave
    again by itself; a message to one person, which somebody waits for, does, under the same name.
    """
    lost = {"worker": "", "claimed_until": None}
    abandoned = OutgoingMail.objects.abandoned()
    abandoned.filter(mailing="").update(state=State.WAITING, **lost)
    abandoned.update(
        state=State.DOUBTFUL, answer="Le travailleur s’est arrêté pendant cet envoi.", **lost
    )


# --- One message ------------------------------------------------------------------------


def begin(mail: OutgoingMail, worker: str) -> bool:
    """« This row is being sent by me »: False if it is no longer to be sent, or no longer mine."""
    mine = OutgoingMail.objects.filter(
        pk=mail.pk, worker=worker, attempts=mail.attempts, state=State.WAITING, is_held=False
    )
    mail.attempts += 1
    until = timezone.now() + LEASE
    return bool(mine.update(state=State.SENDING, attempts=mail.attempts, claimed_until=until))


def end(mail: OutgoingMail, result: SendResult, recipient: str = "") -> None:
    """Write how an attempt ended.

    A worker thought dead may still end its message: its answer lifts the doubt, and takes back
    the decision to send again if nobody began to. A newer attempt is never touched.
    """
    states = [State.SENDING, State.DOUBTFUL]
    if result.status == SendStatus.SENT:
        states.append(State.WAITING)
    rows = OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state__in=states)
    changes = changes_after(mail, result)
    if not mail.mailing:
        if result.status != SendStatus.SENT:
            logger.warning("%s, try %d: %s", mail, mail.attempts, result.status.value)
        if changes["state"] != State.WAITING:  # nothing of it is kept
            rows.delete()
            return
    answer = without_address(result.answer, recipient)
    rows.update(worker="", claimed_until=None, answer=answer, **changes)


def changes_after(mail: OutgoingMail, result: SendResult) -> dict[str, Any]:
    now = timezone.now()
    match result.status:
        case SendStatus.SENT:
            return {"state": State.SENT, "sent_at": now, "refusal": ""}
        case SendStatus.REFUSED if mail.mailing or result.refusal != Refusal.POLICY:
            return {"state": State.REFUSED, "refusal": result.refusal}
        case SendStatus.BLOCKED:  # as if it had not been tried
            return {"state": State.WAITING, "attempts": F("attempts") - 1, "try_at": now}
        case SendStatus.UNKNOWN if mail.mailing:
            return {"state": State.DOUBTFUL}
    if mail.attempts > len(RETRIES):
        return {"state": State.REFUSED, "refusal": Refusal.DELAY}
    return {"state": State.WAITING, "try_at": now + RETRIES[mail.attempts - 1] * jitter()}


def jitter() -> float:
    """Between a fifth less and a fifth more: ten thousand retries do not come back as one."""
    return random.uniform(0.8, 1.2)


def drop(mail: OutgoingMail) -> None:
    OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=State.SENDING).update(
        state=State.DROPPED, worker="", claimed_until=None
    )


def take_back(mails: Iterable[OutgoingMail]) -> None:
    """Refusals that were about us after all: these people wait again."""
    for mail in mails:
        OutgoingMail.objects.filter(pk=mail.pk, attempts=mail.attempts, state=State.REFUSED).update(
            state=State.WAITING, refusal="", attempts=F("attempts") - 1, try_at=timezone.now()
        )


# --- Many -------------------------------------------------------------------------------


class Worker:
    """One process's part of the sending: its name on the rows, its connection to the server."""

    def __init__(self) -> None:
        self.pid = os.getpid()
        self.name = f"{socket.gethostname()[:40]}-{self.pid}-{secrets.token_hex(4)}"
        self.connection: Any = None  # one of `connection`, while there is something to send
        self.failures = FailureStreak()

    def work(self) -> bool:
        """Send for a second or so; return whether something more can be sent at once."""
        batch = claim(self.name)
        if batch.mails:
            self.connection = self.connection or make_connection()
            try:
                self.connection.open()
                be_durable()
                self.send_all(batch)
            except CannotConnectError as error:
                self.cannot_connect(error)
            finally:
                release(self.name)
        if batch.mails and MailServer.current().is_open:
            return True
        self.close()
        return False

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None

    def send_all(self, batch: Batch) -> None:
        stop_at = time.monotonic() + SLICE.total_seconds()
        for rank, mail in enumerate(batch.mails):
            if clock.stopping.is_set() or (rank and time.monotonic() > stop_at):
                return
            wait = batch.starts_at + rank * batch.interval - timezone.now()
            time.sleep(max(0, wait.total_seconds()))
            if begin(mail, self.name) and not self.send(mail):
                return
            if batch.is_recovering and not self.failures.has_any:
                MailServer.reset_backoff()
                batch.is_recovering = False

    def send(self, mail: OutgoingMail) -> bool:
        """Send one message; False when the next should not follow at once."""
        asleep_after = timezone.now() + LEASE / 2
        try:
            message = compose(mail)
            if message is None:
                drop(mail)
                return True
            result = SendResult(SendStatus.RETRY, "Le travailleur s’est endormi avant cet envoi.")
            if timezone.now() < asleep_after:  # else others think this process dead
                result = self.connection.send(message)
        except Exception as error:  # of an address, of an issue, of our templates
            return cannot_compose(mail, error)
        end(mail, result, message.to[0])
        if result.status == SendStatus.SENT:
            self.failures = FailureStreak()
            return True
        self.failures.add(mail, result)
        return self.goes_on(without_address(result.answer, message.to[0]), result)

    def goes_on(self, answer: str, result: SendResult) -> bool:
        """Whether the server may be given another message after this failure."""
        if result.status == SendStatus.BLOCKED:
            return self.stop(f"Le serveur refuse nos messages : {answer}")
        if why := self.failures.why_stop:
            return self.stop(f"Envois arrêtés : {why}. Dernière réponse : {answer}")
        if self.failures.should_rest:
            return self.rest(answer)
        return True

    def stop(self, reason: str) -> bool:
        MailServer.stop(reason)
        take_back(self.failures.refused)
        self.failures = FailureStreak()
        logger.error("Sending is stopped until somebody resumes it. %s", reason)
        return False

    def rest(self, reason: str) -> bool:
        MailServer.rest(reason, jitter())
        self.failures = FailureStreak()
        logger.warning("Sending rests for a while. %s", reason)
        return False

    def cannot_connect(self, error: CannotConnectError) -> None:
        reason = without_address(str(error))
        if error.is_final:
            self.stop(f"Le serveur refuse la connexion : {reason}")
        else:
            self.rest(f"Le serveur ne répond pas : {reason}")


def compose(mail: OutgoingMail) -> Message | None:
    """The message of a row under its name; None if there is nothing to say, or nobody to read."""
    if mail.mailing:
        message = mailings[mail.mailing].compose(mail)
    else:
        reply_to = [mail.reply_to] if mail.reply_to else None
        message = Message(mail.recipient, mail.subject, mail.text, mail.html, reply_to=reply_to)
    if message is not None:
        message.bear(reference(mail.pk))
    return message


def cannot_compose(mail: OutgoingMail, error: Exception) -> bool:
    """Whether to go on: one malformed address is dropped; a mailing may be all like this one."""
    logger.error("%s could not be written", mail, exc_info=error if mail.mailing else None)
    end(mail, SendResult(SendStatus.BLOCKED if mail.mailing else SendStatus.REFUSED))
    if mail.mailing:
        mailings[mail.mailing].cannot_compose(mail, error)
    return not mail.mailing


def be_durable() -> None:
    """A row said to be begun must still be so after a power cut: SQLite in WAL mode forgets the
    last commits unless it is told to wait for the disk. PostgreSQL waits by itself."""
    if database.vendor == "sqlite" and not database.in_atomic_block:
        with database.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


worker: Worker | None = None


def send_waiting() -> bool:
    """The task of the worker: send for a second or so; return whether more can be sent."""
    global worker
    if worker is None or worker.pid != os.getpid():
        worker = Worker()
    recover()
    return worker.work()
