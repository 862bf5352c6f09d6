"""What the next issue of each rhythm would tell if it were made now."""

import datetime

from django.utils import timezone

from actions.models import Event

from ..models import Issue, Rhythm, Subscriber
from .content import bounds
from .facts import Bound, Difference


def start_of(rhythm):
    """Where the next issue of a rhythm begins: the end of the last one sent, or the beginning."""
    sent = Issue.objects.for_list().filter(rhythm=rhythm, state=Issue.State.SENT)
    last = sent.order_by("number").last()
    return bounds(last)[1] if last else Bound()


def now():
    """The end of what can be told: the last event recorded, as of today."""
    last = Event.objects.order_by("rank").last()
    return Bound(last.rank if last else 0, timezone.localdate()), last.digest if last else ""


def difference_now(rhythm):
    return Difference(start_of(rhythm), now()[0])


def waiting_since():
    """The day of the oldest thing that those who follow each change were not told, or None.

    To the first of them the whole plan is news, from the day they subscribed.
    """
    if not Issue.objects.public().filter(rhythm=Rhythm.CHANGE).exists():
        return first_wait(Rhythm.CHANGE)
    facts = difference_now(Rhythm.CHANGE).facts
    return min((told_from(fact) for fact in facts), default=None)


def told_from(fact):
    """The day from which a fact could be told."""
    if fact.event is None:
        return fact.action.planned_on.last_day + datetime.timedelta(days=1)
    return max(fact.event.recorded_on, fact.event.settled_on)


def first_wait(rhythm):
    """The day somebody began to wait for this rhythm, or None."""
    first = Subscriber.objects.confirmed().filter(rhythm=rhythm).order_by("confirmed_at").first()
    return first and timezone.localdate(first.confirmed_at)
