"""From an approved issue to one copy for each of its readers, and to its end."""

import time
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from mail.message import Message
from mail.models import OutgoingMail, Refusal
from mail.worker import Mailing, mailings
from publishing.clock import frequent

from ..issues.letter import Letter, Topics
from ..issues.message import compose
from ..models import Delivery, Issue, Subscriber

WRITTEN_AT_ONCE = 1000
FULL_MAILBOXES = 3  # in a row, before an address is left alone
LETTER_LIFETIME = 10  # seconds: an action withdrawn meanwhile leaves the messages still to be sent


@frequent
def move_issues_on() -> bool:
    """Begin what is due, end what is done; return whether there are new rows to send."""
    has_begun = prepare_due_issues()
    finish_issues()
    return has_begun > 0


def prepare_due_issues() -> int:
    """Begin the issues whose time has come; return how many."""
    return sum(begin_issue(pk) for pk in Issue.objects.due().values_list("pk", flat=True))


@transaction.atomic
def begin_issue(pk: int) -> bool:
    """Write a row for each person with something to read: all or none."""
    issue = Issue.objects.due().select_for_update(skip_locked=True).filter(pk=pk).first()
    if issue is None:  # another worker does it, or somebody took the approval back
        return False
    now = timezone.now()
    readers = issue.audience().order_by("pk").values_list("pk", flat=True)
    keys, expected = readers.iterator(chunk_size=WRITTEN_AT_ONCE), 0
    while some := list(islice(keys, WRITTEN_AT_ONCE)):
        expected += len(some)
        mails = OutgoingMail.objects.bulk_create(
            [OutgoingMail(mailing=Delivery.MAILING, try_at=now) for _ in some]
        )
        Delivery.objects.bulk_create(
            Delivery(mail=mail, issue=issue, subscriber_id=key)
            for mail, key in zip(mails, some, strict=True)
        )
    issue.begin(expected)
    return True


class IssueCopies(Mailing):
    """The message of each copy, written as it leaves: from what its reader is and follows then."""

    def __init__(self) -> None:
        self.letter: Any = None  # a Letter, once a copy was asked for
        self.approval: tuple[int, Any] | None = None
        self.read_at = 0.0

    def compose(self, mail: OutgoingMail) -> Message | None:
        copies = Delivery.objects.select_related("subscriber", "issue")
        delivery = copies.defer("issue__facts", "issue__introduction").get(pk=mail.pk)
        subscriber, letter = delivery.subscriber, self.letter_of(delivery.issue)
        if subscriber is None or not subscriber.takes_mail:
            return None
        topics = Topics.of(subscriber)
        if not letter.says_something_to(topics):
            return None
        return compose(letter, topics, subscriber)

    def letter_of(self, issue: Issue) -> Letter:
        """The same for all its copies: what it renders once, it keeps."""
        approval = issue.pk, issue.approved_at
        if approval != self.approval or time.monotonic() > self.read_at + LETTER_LIFETIME:
            self.letter = Letter.of(Issue.objects.get(pk=issue.pk))
            self.approval, self.read_at = approval, time.monotonic()
        letter: Letter = self.letter
        return letter

    def cannot_compose(self, mail: OutgoingMail, error: Exception) -> None:
        issue = Issue.objects.get(deliveries=mail.pk)
        if issue.state == Issue.State.SENDING:
            issue.stop(f"Arrêté : le message n’a pas pu être composé ({type(error).__name__}).")


mailings[Delivery.MAILING] = IssueCopies()


def finish_issues() -> None:
    """Issues of which nothing waits any more are sent."""
    waiting = Delivery.objects.unfinished().filter(issue=OuterRef("pk"))
    done = Issue.objects.filter(~Exists(waiting), state=Issue.State.SENDING)
    for pk in done.values_list("pk", flat=True):
        finish_issue(pk)


@transaction.atomic
def finish_issue(pk: int) -> None:
    locked = Issue.objects.select_for_update(skip_locked=True)
    issue = locked.filter(pk=pk, state=Issue.State.SENDING).first()
    if issue is None or issue.deliveries.unfinished().exists():
        return
    issue.finish()
    retire(issue.deliveries.refused().values("subscriber_id"))


def retire(subscribers: Any) -> None:
    """Stop writing to addresses that do not take mail; `subscribers`: keys, or a query of them.

    An unknown mailbox is known at once. A full or closed one, or three days of silence, may mend:
    it takes three issues in a row. A refusal of the message says nothing of the address.
    """
    now = timezone.now()
    candidates = Subscriber.objects.filter(pk__in=subscribers, refused_at__isnull=True)
    unknown = Delivery.objects.refused().filter(
        subscriber=OuterRef("pk"), mail__refusal=Refusal.ADDRESS
    )
    # Those confirmed again since then proved that the address works.
    fresh = unknown.filter(issue__began_at__gte=OuterRef("confirmed_at"))
    candidates.filter(Exists(fresh)).update(refused_at=now)
    for subscriber in candidates.iterator(chunk_size=WRITTEN_AT_ONCE):
        if keeps_refusing(subscriber):
            candidates.filter(pk=subscriber.pk).update(refused_at=now)


def keeps_refusing(subscriber: Subscriber) -> bool:
    done = [OutgoingMail.State.SENT, OutgoingMail.State.REFUSED]
    ends = subscriber.deliveries.filter(mail__state__in=done).order_by("-pk")
    last = list(ends.values_list("mail__refusal", flat=True)[:FULL_MAILBOXES])
    patience = {Refusal.MAILBOX, Refusal.DELAY}
    return len(last) == FULL_MAILBOXES and all(kind in patience for kind in last)
