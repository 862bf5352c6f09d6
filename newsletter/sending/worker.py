"""A worker that empties the outbox, a second or so at a time. `manage.py work` calls it."""

import logging
import os
import secrets
import socket
import time
from collections import deque

from django.db import connection
from django.utils import timezone

from publishing import clock

from ..issues.message import compose, has_something_for
from ..models import Issue, Relay
from . import outbox
from .attempts import Result, advance, drop, jitter, take_back
from .outbox import LEASE
from .references import extra_headers
from .replies import Fate, Outcome, without_address
from .transport import CannotOpenError, make_transport
from .watch import Watch

logger = logging.getLogger(__name__)

SLICE = 1.0  # seconds of sending before other work has its turn
BATCH = 250


class Worker:
    """One process's part of the sending: its name on the rows, its line to the server."""

    def __init__(self):
        self.pid = os.getpid()
        self.name = f"{socket.gethostname()[:40]}-{self.pid}-{secrets.token_hex(4)}"
        self.transport = make_transport()
        self.watch = Watch()
        self.issues = {}
        self.queue, self.ahead = deque(), None
        self.ended = None  # how the last message ended, until it is written

    def work(self):
        """Send for a second or so; return whether something more can be sent at once."""
        has_more = self.send_some()
        if not has_more:
            self.transport.close()
        return has_more

    def send_some(self):
        self.write_end()  # the database may have been away when it should have been written
        claim = outbox.claim(self.name, BATCH, SLICE)
        if not claim.deliveries:
            return False
        try:
            self.transport.open()
            be_durable()
            self.send_all(claim)
        except CannotOpenError as error:
            self.tell_no_line(error)
        finally:
            outbox.release(self.name)
        return Relay.current().is_open

    def send_all(self, claim):
        stop_at = time.monotonic() + SLICE
        renew_at = timezone.now() + LEASE / 3
        self.queue, self.ahead = deque(claim.deliveries), None
        for rank in range(len(claim.deliveries)):
            if clock.stopping.is_set() or (rank and time.monotonic() > stop_at):
                break
            self.wait_until(claim.starts_at + rank * claim.interval)
            if timezone.now() > renew_at:
                outbox.renew(self.name)
                renew_at = timezone.now() + LEASE / 3
            if not self.send_next():
                break
            if claim.is_recovering and self.has_just_sent:
                Relay.take_heart()
                claim.is_recovering = False
        self.write_end()

    def look_ahead(self):
        """Write the next message: called while the server thinks about the one before."""
        if self.ahead is None and self.queue:
            delivery, parcel, error = self.queue.popleft(), None, None
            try:
                parcel = self.parcel(delivery)
            except Exception as fault:  # of the issue or of our templates: told in its turn
                error = fault
            self.ahead = delivery, parcel, error

    def wait_until(self, instant):
        if (seconds := (instant - timezone.now()).total_seconds()) > 0:
            self.write_end()  # nothing stays unwritten while nothing happens
            time.sleep(seconds)

    def send_next(self):
        """Send one message; False when the next should not follow at once.

        One commit for each: the end of the former with the beginning of this one.
        """
        self.look_ahead()
        (delivery, parcel, error), self.ahead = self.ahead, None
        if error is not None:
            self.write_end()
            return self.cannot_write(delivery, error)
        if parcel is None:  # nothing to say, or nobody any more to say it to
            drop(delivery)
            return True
        self.transport.hail(parcel)
        may_send = advance(self.ended, delivery)
        self.ended = None
        if not may_send:
            return True
        outcome = self.transmit(parcel, until=timezone.now() + LEASE / 2)
        self.ended = Result(delivery, delivery.attempts + 1, outcome)
        self.watch.see(self.ended)
        return self.goes_on()

    def transmit(self, parcel, until):
        """Hand it over, unless this process was asleep so long that others think it dead."""
        if timezone.now() > until:
            return Outcome(Fate.LATER, "Le travailleur s’est endormi avant cet envoi.")
        return self.transport.send(parcel, meanwhile=self.look_ahead)

    def parcel(self, delivery):
        """The message of a delivery, ready to leave; None if it has nothing to say to anybody."""
        subscriber = delivery.subscriber
        if subscriber is None:
            return None
        issue = self.issue(delivery.issue_id)
        if not has_something_for(issue, subscriber):
            return None
        mail = compose(issue, subscriber, subscriber.email, extra_headers(delivery.pk))
        return self.transport.wrap(mail)

    def issue(self, pk):
        """The same object for all its messages: what it renders once, it keeps."""
        if pk not in self.issues:
            self.issues = {pk: Issue.objects.get(pk=pk)}
        return self.issues[pk]

    @property
    def has_just_sent(self):
        return self.ended is not None and self.ended.outcome.fate == Fate.SENT

    def write_end(self):
        if self.ended is not None:
            advance(self.ended, None)
            self.ended = None

    # --- When things go wrong -----------------------------------------------------------

    def cannot_write(self, delivery, error):
        logger.error("Newsletter: %s could not be written", delivery, exc_info=error)
        issue = Issue.objects.get(pk=delivery.issue_id)
        if issue.state == Issue.State.SENDING:
            issue.stop(f"Arrêté : le message n’a pas pu être composé ({type(error).__name__}).")
        return False

    def goes_on(self):
        """Whether the server may be given another message after this one."""
        outcome, address = self.ended.outcome, self.ended.delivery.subscriber.email
        answer = without_address(outcome.answer, address)
        if outcome.fate == Fate.OURS:
            return self.stop(f"Le serveur refuse nos messages : {answer}")
        if why := self.watch.why_stop:
            return self.stop(f"Envois arrêtés : {why}. Dernière réponse : {answer}")
        if self.watch.should_rest:
            return self.rest(answer)
        return True

    def stop(self, reason):
        self.write_end()
        Relay.stop(reason)
        take_back(self.watch.refused)
        self.watch.start_again()
        logger.error("Newsletter: sending is stopped until somebody resumes it. %s", reason)
        return False

    def rest(self, reason):
        self.write_end()
        Relay.rest(reason, jitter())
        self.watch.start_again()
        logger.warning("Newsletter: sending rests for a while. %s", reason)
        return False

    def tell_no_line(self, error):
        reason = without_address(str(error))
        if error.is_final:
            self.stop(f"Le serveur refuse la connexion : {reason}")
        else:
            self.rest(f"Le serveur ne répond pas : {reason}")


def be_durable():
    """A row said to be begun must still be so after a power cut: SQLite in WAL mode forgets the
    last commits unless it is told to wait for the disk. PostgreSQL waits by itself."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=FULL")


worker = None


@clock.frequent
def send_waiting():
    """The worker's task: begin what is due, send for a second or so, end what is done."""
    global worker
    if worker is None or worker.pid != os.getpid():
        worker = Worker()
    outbox.prepare_due_issues()
    outbox.recover()
    has_more = worker.work()
    if not has_more:
        outbox.finish_issues()
    return has_more
