"""What the site holds of the actions that a batch of lines names, in a few queries."""

import datetime
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from actions.models import Action, Event
from actions.models.events import told_alike
from publishing.text.dates import PartialDate

Deciding = tuple[datetime.date, int, str]  # the day that settles an event, its rank, its status
EventKey = tuple[int, str, str]  # see `key_of`


class Site:
    """Actions by number, and of those about to receive events: what is found of them already, and
    the event that decides their status."""

    def __init__(self, numbers: Iterable[int]) -> None:
        found = Action.objects.filter(number__in=numbers).select_related("theme", "service")
        self.actions = {action.number: action for action in found}
        self.recorded = {}
        self.deciding = {}

    def read_events(self, actions: Iterable[Action], days: Iterable[PartialDate]) -> None:
        keys = {action.pk for action in actions}
        self.recorded = recorded_events(keys, days)
        self.deciding = deciding_of(keys)


def key_of(action_pk: int, occurred_on: PartialDate, text: str) -> EventKey:
    """What makes two events one: the action, the date as it is known, and the words."""
    return action_pk, occurred_on.iso, told_alike(text)


def recorded_events(keys: Iterable[int], days: Iterable[Any]) -> dict[EventKey, list[Event]]:
    """The events of these actions, of these dates, that no other corrects: `{key: [events]}`."""
    events = Event.objects.filter(action__in=keys, occurred_on__in=days, correction__isnull=True)
    found = {}
    for event in events.order_by("rank"):
        found.setdefault(key_of(event.action_id, event.occurred_on, event.text), []).append(event)
    return found


def deciding_of(keys: Iterable[int]) -> dict[int, Deciding]:
    """The event that decides the status of each of these actions today; none for some."""
    today = timezone.localdate()
    newest = {}
    events = Event.objects.filter(action__in=keys).deciding(today).reverse()
    fields = ("action_id", "settled_on", "rank", "status")
    for pk, settled_on, rank, status in events.values_list(*fields):
        newest[pk] = (settled_on, rank, status)
    return newest
