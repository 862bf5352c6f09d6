"""The outbox as a whole: rows are written, claimed by workers, found again after a crash.

Whatever stops a worker, and wherever, the rows tell what is known: a message whose sending began
and did not end is doubtful; any other is waiting or done. Nothing here depends on clocks agreeing:
a lease that ends too early costs a doubt, which its worker lifts when it ends its message.
"""

from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, prefetch_related_objects
from django.utils import timezone

from ..models import Delivery, Issue, Refusal, Relay, Subscriber

State = Delivery.State

LEASE = timedelta(minutes=5)  # longer than any one message: four answers of EMAIL_TIMEOUT each
WRITTEN_AT_ONCE = 1000
FULL_MAILBOXES = 3  # in a row, before an address is left alone


# --- Writing the rows -------------------------------------------------------------------


def prepare_due_issues():
    """Begin the issues whose time has come; return how many."""
    return sum(begin_issue(pk) for pk in Issue.objects.due().values_list("pk", flat=True))


@transaction.atomic
def begin_issue(pk):
    """Write a row for each person with something to read: all or none."""
    issue = Issue.objects.due().select_for_update(skip_locked=True).filter(pk=pk).first()
    if issue is None:  # another worker does it, or somebody took the approval back
        return False
    now = timezone.now()
    readers = issue.audience().order_by("pk").values_list("pk", flat=True)
    for keys in by_thousands(readers.iterator(chunk_size=WRITTEN_AT_ONCE)):
        Delivery.objects.bulk_create(
            [Delivery(issue=issue, subscriber_id=key, try_at=now) for key in keys],
            ignore_conflicts=True,
        )
    issue.begin()
    return True


def by_thousands(keys):
    while batch := list(islice(keys, WRITTEN_AT_ONCE)):
        yield batch


# --- Claiming ---------------------------------------------------------------------------


@dataclass
class Claim:
    """What a worker may send now, and at which pace."""

    deliveries: list
    starts_at: object = None
    interval: timedelta = timedelta(0)
    is_recovering: bool = False  # the server was in trouble the last time


def claim(worker, size, seconds):
    """Reserve rows for a worker, and their places in the common pace: about `seconds` of work."""
    if not Delivery.objects.claimable().exists():  # most looks: nothing is locked for them
        return Claim([])
    with transaction.atomic():
        return claim_in_turn(worker, size, seconds)


def claim_in_turn(worker, size, seconds):
    now, relay = timezone.now(), Relay.locked()
    interval = pace()
    if not relay.is_open or relay.next_slot_at > now + timedelta(seconds=seconds):
        return Claim([])
    if interval:
        size = min(size, max(1, int(seconds / interval.total_seconds())))
    free = Delivery.objects.claimable().select_for_update(skip_locked=True, of=["self"])[:size]
    keys = list(free.values_list("pk", flat=True))
    if not keys:
        return Claim([])
    Delivery.objects.filter(pk__in=keys).update(worker=worker, claimed_until=now + LEASE)
    starts_at = max(now, relay.next_slot_at)
    relay.next_slot_at = starts_at + len(keys) * interval
    relay.save(update_fields=["next_slot_at"])
    return Claim(loaded(keys), starts_at, interval, is_recovering=relay.troubles > 0)


def pace():
    """The time between two messages, all workers together."""
    per_minute = settings.NEWSLETTER_PER_MINUTE
    return timedelta(minutes=1) / per_minute if per_minute else timedelta(0)


def loaded(keys):
    rows = list(
        Delivery.objects.filter(pk__in=keys).order_by("try_at", "pk").select_related("subscriber")
    )
    choosy = [one.subscriber for one in rows if one.subscriber_id is not None]
    choosy = [one for one in choosy if not one.follows_everything]
    prefetch_related_objects(choosy, "themes", "actions")
    return rows


def renew(worker):
    """The worker lives: what it claimed and has not begun stays its own."""
    held = Delivery.objects.filter(worker=worker, state=State.WAITING)
    held.update(claimed_until=timezone.now() + LEASE)


def release(worker):
    """Give back what was claimed and not begun."""
    held = Delivery.objects.filter(worker=worker, state=State.WAITING)
    held.update(worker="", claimed_until=None)


def recover():
    """After a worker's death: what it had begun is doubtful, what it had not waits again."""
    abandoned = Delivery.objects.abandoned()
    if not abandoned.exists():
        return
    with transaction.atomic():
        abandoned.filter(state=State.SENDING).update(
            state=State.DOUBTFUL,
            worker="",
            claimed_until=None,
            answer="Le travailleur s’est arrêté pendant cet envoi.",
        )
        abandoned.filter(state=State.WAITING).update(worker="", claimed_until=None)


# --- The end of an issue ----------------------------------------------------------------


def finish_issues():
    """Issues of which nothing waits any more are sent."""
    waiting = Delivery.objects.unfinished().filter(issue=OuterRef("pk"))
    done = Issue.objects.filter(~Exists(waiting), state=Issue.State.SENDING)
    for pk in done.values_list("pk", flat=True):
        finish_issue(pk)


@transaction.atomic
def finish_issue(pk):
    locked = Issue.objects.select_for_update(skip_locked=True)
    issue = locked.filter(pk=pk, state=Issue.State.SENDING).first()
    if issue is None or issue.deliveries.unfinished().exists():
        return
    issue.finish()
    retire(issue.deliveries.filter(state=State.REFUSED).values("subscriber_id"))


def retire(subscribers):
    """Stop writing to addresses that do not take mail; `subscribers`: keys, or a query of them.

    An unknown mailbox is known at once. A full or closed one, or three days of silence, may mend:
    it takes three issues in a row. A refusal of the message says nothing of the address.
    """
    now = timezone.now()
    candidates = Subscriber.objects.filter(pk__in=subscribers, refused_at__isnull=True)
    unknown = Delivery.objects.filter(
        subscriber=OuterRef("pk"), state=State.REFUSED, refusal=Refusal.ADDRESS
    )
    # Those confirmed again since then proved that the address works.
    fresh = unknown.filter(issue__began_at__gte=OuterRef("confirmed_at"))
    candidates.filter(Exists(fresh)).update(refused_at=now)
    for subscriber in candidates.iterator(chunk_size=WRITTEN_AT_ONCE):
        if keeps_refusing(subscriber):
            candidates.filter(pk=subscriber.pk).update(refused_at=now)


def keeps_refusing(subscriber):
    ends = subscriber.deliveries.filter(state__in=[State.SENT, State.REFUSED]).order_by("-pk")
    last = list(ends.values_list("refusal", flat=True)[:FULL_MAILBOXES])
    patience = {Refusal.MAILBOX, Refusal.DELAY}
    return len(last) == FULL_MAILBOXES and all(kind in patience for kind in last)
