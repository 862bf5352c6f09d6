"""Many changes at once, by the rules of one: the door through which imports write.

Besides `save()`, this is the only place where the public content of the actions changes. It
leaves the same traces, line by line: events in the chain, statuses moved, history of each action.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from actions.chain import lock_history
from actions.validation import clean_without_queries

from .events import Event
from .plan import Action, Standing

BATCH = 1000


def record_many(
    events: Sequence[Event],
    edits: Mapping[Action, set[str]] | None = None,
    *,
    user: Any = None,
    reason: str = "",
) -> None:
    """Record events and save edited actions (which fields changed in each), all or nothing.

    Each action is one instance, locked by the caller (`select_for_update`) and fresh.
    Raises ValidationError when one breaks a rule.
    """
    edits = dict(edits or {})
    with transaction.atomic():
        lock_history()
        for action, names in edits.items():
            clean_without_queries(action, only=names)
        Event.objects.append(events)
        for action in moved({event.action_id: event.action for event in events}):
            edits.setdefault(action, set()).update(Standing._fields)
        save_many(edits, user, reason)


def create_many(actions: Sequence[Action], *, user: Any = None, reason: str = "") -> None:
    """Save new actions with the first line of their history."""
    with transaction.atomic():
        for action in actions:
            clean_without_queries(action)
        Action.objects.bulk_create(actions, batch_size=BATCH)
        write_history(actions, user, reason, is_new=True)


def moved(actions: Mapping[int, Action]) -> list[Action]:
    """Those whose state the events just moved, the copies of it brought up to date."""
    standings = Action.objects.filter(pk__in=actions).standings(timezone.localdate())
    return [action for pk, action in actions.items() if action.take_standing(standings[pk])]


def save_many(edits: Mapping[Action, set[str]], user: Any, reason: str) -> None:
    """A few statements for many rows; they are locked, so that nobody's edit is written over."""
    if not edits:
        return
    Action.objects.bulk_create(
        edits,
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["pk"],
        update_fields=sorted(set().union(*edits.values()) | {"updated_at"}),
    )
    write_history(list(edits), user, reason, is_new=False)


def write_history(actions: Iterable[Action], user: Any, reason: str, *, is_new: bool) -> None:
    """What `save()` and django-simple-history write of each, sources included."""
    lines = Action.history.bulk_history_create(
        actions,
        batch_size=BATCH,
        update=not is_new,
        default_user=user,
        default_change_reason=reason,
        default_date=timezone.now(),
    )
    line_of = {line.id: line for line in lines}
    through = Action.sources.through
    names = [field.attname for field in through._meta.fields]
    past = Action.history.model.sources.model
    past.objects.bulk_create(
        [
            past(history=line_of[row["action_id"]], **row)
            for row in through.objects.filter(action__in=line_of).values(*names)
        ],
        batch_size=BATCH,
    )
