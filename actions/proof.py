"""Check the chain of events: every row is as it was written, none is missing, none was added."""

import datetime
import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from django.db import connection
from django.utils import timezone

from . import append_only
from .chain import GENESIS
from .evidence import kept_file, size_of
from .models import Action, Event


def faults() -> Iterator[tuple[int, str]]:
    """What is wrong, as `(rank, reason)` in the order of the chain; nothing when all is well."""
    previous, expected = GENESIS, 1
    latest = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    for event in chain():
        if isinstance(event, Unreadable):
            yield event.rank, "est illisible : une de ses valeurs n’a plus de sens."
            previous, expected = event.digest, event.rank + 1
            continue
        if event.rank != expected:
            yield expected, "manque : une étape a été retirée de la chaîne."
        elif event.previous_digest != previous:
            yield event.rank, "ne suit pas l’étape précédente : la chaîne a été coupée."
        elif event.compute_digest() != event.digest:
            yield event.rank, "a été réécrite : son contenu ne donne plus son empreinte."
        elif event.recorded_at < latest:
            yield event.rank, "a été enregistrée avant l’étape précédente : la date est fausse."
        elif event.recorded_at > timezone.now():
            yield event.rank, "est enregistrée à une date à venir : l’horloge était en avance."
        elif event.settled_on != event.occurred_on.last_day:
            yield event.rank, "compte à partir d’un jour qui n’est pas la fin de sa période."
        elif reason := fault_of_file(event):
            yield event.rank, reason
        previous, expected = event.digest, event.rank + 1
        latest = max(latest, event.recorded_at)


class Unreadable(NamedTuple):
    """A row so damaged that it no longer makes an event."""

    rank: int
    digest: str


def chain() -> Iterator[Event | Unreadable]:
    """The events in order, one by one if a damaged row keeps them from being read together."""
    events = Event.objects.order_by("rank").select_related("action", "corrects", "merged_into")
    try:
        yield from list(events)
        return
    except (ValueError, TypeError):
        damaged = events.values_list("pk", "rank", "digest")
    for pk, rank, digest in damaged:
        try:
            yield events.get(pk=pk)
        except (ValueError, TypeError):
            yield Unreadable(rank, digest)


def fault_of_file(event: Event) -> str | None:
    path = kept_file(event)
    if path is None:
        return None
    if not path.is_file():
        return f"a perdu sa preuve : {path.name} n’est plus là."
    if hashlib.sha256(path.read_bytes()).hexdigest() != event.evidence_digest:
        return f"a une preuve qui a changé : {path.name} ne donne plus son empreinte."
    recorded = (event.evidence_width, event.evidence_height)
    if event.evidence_kind == event.Evidence.PHOTO and size_of(path) != recorded:
        return "ne dit plus les dimensions de sa photographie."
    return None


def is_guarded() -> bool:
    """The database refuses changes and deletions by itself: its triggers are in place."""
    return not append_only.missing(connection)


def wrong_copies() -> Iterator[Action]:
    """The actions whose copies are not what their events say."""
    standings = Action.objects.standings(timezone.localdate())
    for action in Action.objects.order_by("number"):
        if action.standing != standings[action.pk]:
            yield action
