"""Confirming a preview: what was shown, or nothing.

Under the lock of the history, each action is read again and compared with what the preview was
made from; all is written in one transaction, through the door that the back office uses.
"""

from collections.abc import Iterable, Iterator
from itertools import groupby, islice
from typing import Any

from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format

from actions.chain import lock_history
from actions.models import Action, Event, ImportChange, ImportRun, Status
from actions.models.bulk import create_many, record_many
from actions.models.remits import why_not

from . import journal
from .columns import BY_KEY, EDITABLE_BY_KEY, EVENT_COLUMNS
from .faults import (
    AlreadyApplied,
    Clash,
    Closed,
    Conflict,
    Expired,
    HasFaults,
    LateClock,
    NotAllowed,
    NotYours,
    refuse_without_right,
)
from .numbers import apply_numbers
from .preview import Progress
from .site import deciding_of, key_of, recorded_events
from .vocabulary import Vocabulary

BATCH = 1000  # actions
Edits = dict[Action, set[str]]  # the fields to save of each action
ALREADY = "déjà fait sur le site"
GONE = "il a été supprimé"
CLOSED = {ImportRun.State.UNDONE: "a été annulé", ImportRun.State.ABANDONED: "a été abandonné"}


def apply(run_pk: int, user: Any, progress: Progress | None = None) -> ImportRun:
    """Do what the preview showed, all of it or nothing.

    Raises one of `faults.Impossible`: a conflict with what changed since, a preview that is
    another's, expired, faulty, or applied already.
    """
    refuse_without_right(user)
    with transaction.atomic():
        lock_history()
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run_pk)
        refuse_unless_ready(run, user)
        refuse_late_clock()
        done = Application(run, user, progress).write()
        run.counts = {**run.counts, **done}
        run.state, run.applied_at = ImportRun.State.APPLIED, timezone.now()
        run.questions = []  # samples of cells stay in the file alone
        run.save()
        journal.log_application(run, user)
    return run


def refuse_unless_ready(run: ImportRun, user: Any) -> None:
    state = run.State(run.state)
    if run.made_by_id != getattr(user, "pk", None):
        raise NotYours(
            "Cet aperçu a été préparé par une autre personne : elle seule peut le confirmer. "
            "Pour importer ce fichier vous-même, choisissez-le de nouveau."
        )
    if state == run.State.APPLIED:
        instant = date_format(timezone.localtime(run.applied_at), "j F Y à H\\hi")
        raise AlreadyApplied(
            f"Cet import est déjà appliqué, depuis le {instant} : rien n’a été refait."
        )
    if state == run.State.REFUSED:
        counted = "une erreur" if run.faults_count == 1 else f"{run.faults_count} erreurs"
        raise HasFaults(
            f"Ce fichier contient {counted} : corrigez-le, puis choisissez-le de nouveau. Rien n’a "
            "été changé."
        )
    if state != run.State.PREVIEWED:
        reason = CLOSED.get(state, "n’a pas été lu jusqu’au bout")
        raise Closed(f"Cet import {reason} : pour le reprendre, choisissez de nouveau le fichier.")
    if run.is_expired:
        raise Expired(
            "Cet aperçu a plus de 24 heures et le site a pu changer depuis : choisissez de "
            "nouveau le fichier pour en voir un à jour."
        )


def refuse_late_clock() -> None:
    if late := Event.objects.late_clock():
        raise LateClock(late)


def by_action(changes: Iterable[ImportChange]) -> Iterator[list[ImportChange]]:
    for _, group in groupby(changes, key=lambda change: change.action_id):
        yield list(group)


class Application:
    """One confirmation: creations, then every action with its fields and events, by batches."""

    def __init__(self, run: ImportRun, user: Any, progress: Progress | None = None) -> None:
        self.run, self.user, self.progress = run, user, progress
        self.vocabulary = Vocabulary()
        self.reason = f"import n° {run.pk}"
        self.clashes, self.clash_count = [], 0
        self.written = 0  # changes
        self.already: list[int] = []  # changes that somebody made meanwhile, just as asked

    def write(self) -> dict[str, int]:
        self.create()
        kinds = ImportChange.Kind
        changes = self.run.asked.exclude(kind__in=[kinds.CREATION, kinds.NUMBER])
        groups = by_action(changes.order_by("action_id", "pk").iterator(chunk_size=BATCH))
        while batch := list(islice(groups, BATCH)):
            self.write_batch(batch)
        for change, reason in [] if self.clash_count else apply_numbers(self.run, self.user):
            base, number = change.before["number"], change.after["number"]
            self.clash(change, change.column, base, number, reason)
        if self.clash_count:
            raise Conflict(self.clashes, self.clash_count)
        return {"already": self.mark_already()}

    def mark_already(self) -> int:
        """What this import did not do itself, and its undoing will leave alone."""
        for start in range(0, len(self.already), BATCH):
            keys = self.already[start : start + BATCH]
            ImportChange.objects.filter(pk__in=keys).update(message=ALREADY)
        return len(self.already)

    def report(self, changes: int) -> None:
        self.written += changes
        if self.progress:
            self.progress(self.written)

    def clash(self, change: Any, label: str, base: object, file: object, site: object) -> None:
        self.clash_count += 1
        if len(self.clashes) < Conflict.SHOWN:
            shown = (str(value) or "vide" for value in (base, file, site))
            self.clashes.append(Clash(change.number, label, *shown))

    # Actions that the file brings

    def create(self) -> None:
        asked = self.run.changes.filter(kind=ImportChange.Kind.CREATION).order_by("pk")
        changes = asked.iterator(chunk_size=BATCH)
        while batch := list(islice(changes, BATCH)):
            self.create_batch(batch)
        if self.written:
            same = Action.objects.filter(number=OuterRef("number")).values("pk")[:1]
            self.run.changes.filter(action__isnull=True).update(action=Subquery(same))

    def create_batch(self, changes: list[Any]) -> None:
        numbers = [change.number for change in changes]
        taken = {a.number: a for a in Action.objects.filter(number__in=numbers)}
        for change in changes:
            if action := taken.get(change.number):
                self.clash(change, "N°", "numéro libre", "action nouvelle", action.name)
            for key, stored in change.after.items():
                if BY_KEY[key].is_gone(stored, self.vocabulary):
                    shown = BY_KEY[key].shown(stored, self.vocabulary)
                    self.clash(change, BY_KEY[key].label, shown, shown, GONE)
        if not self.clash_count:
            actions = [self.new_action(change) for change in changes]
            for action in actions:
                self.refuse_out_of_reach(action)
            create_many(actions, user=self.user, reason=self.reason)
        self.report(len(changes))

    def refuse_out_of_reach(self, action: Action) -> None:
        """Asked again: the limits of an account may have changed since the preview."""
        if refusal := why_not(self.user, action):
            raise NotAllowed(refusal)

    def new_action(self, change: Any) -> Action:
        values = {
            BY_KEY[key].attribute: BY_KEY[key].restored(stored, self.vocabulary)
            for key, stored in change.after.items()
        }
        return Action(number=change.number, state=Action.State.DRAFT, **values)

    # Fields and events

    def write_batch(self, groups: list[list[Any]]) -> None:
        keys = [changes[0].action_id for changes in groups]
        asked = [c for group in groups for c in group if c.kind == ImportChange.Kind.EVENT]
        telling = {change.action_id for change in asked}
        locked = Action.objects.select_for_update(of=("self",)).select_related("theme", "service")
        actions = {action.pk: action for action in locked.filter(pk__in=keys).order_by("pk")}
        days = {change.after["occurred_on"] for change in asked}
        self.recorded, self.deciding = recorded_events(telling, days), deciding_of(telling)
        events: list[Event] = []
        edits: dict[Action, set[str]] = {}
        for changes in groups:
            action = actions.get(changes[0].action_id)
            self.plan_action(changes, action, events, edits)
        if not self.clash_count:
            record_many(events, edits, user=self.user, reason=self.reason)
        self.report(sum(len(changes) for changes in groups))

    def plan_action(
        self, changes: list[Any], action: Action | None, events: list[Event], edits: Edits
    ) -> None:
        if action is None or action.number != changes[0].number:
            number = changes[0].number
            self.clash(changes[0], "N°", number, number, "ce numéro n’y est plus")
            return
        self.refuse_out_of_reach(action)
        for change in changes:
            if change.kind == ImportChange.Kind.FIELD:
                self.plan_field(change, action, edits)
        self.refuse_out_of_reach(action)
        reached = action.status
        for change in changes:
            if change.kind == ImportChange.Kind.EVENT:
                self.plan_event(change, action, reached, events)

    def plan_field(self, change: ImportChange, action: Action, edits: Edits) -> None:
        column = EDITABLE_BY_KEY[change.field]
        site = column.current(action)
        if site == change.after:
            self.already.append(change.pk)
        elif column.is_gone(change.after, self.vocabulary):
            before, after = (column.shown(v, self.vocabulary) for v in (site, change.after))
            self.clash(change, column.label, before, after, GONE)
        elif site != change.before:
            shown = [column.shown(v, self.vocabulary) for v in (change.before, change.after, site)]
            self.clash(change, column.label, *shown)
        else:
            setattr(action, column.attribute, column.restored(change.after, self.vocabulary))
            edits.setdefault(action, set()).add(column.attribute)

    def plan_event(
        self, change: ImportChange, action: Action, reached: str, events: list[Event]
    ) -> None:
        """An event told meanwhile, just as in the file, is not told twice. One that moves a status
        wants the status that the preview moved it from, decided by the same event."""
        event = self.event_of(change, action)
        if key_of(action.pk, event.occurred_on, event.text) in self.recorded:
            self.already.append(change.pk)
            return
        deciding = self.deciding.get(action.pk)
        now = {"status": reached, "rank": deciding[1] if deciding else None}
        if event.status and now != change.before:
            self.clash(change, "Statut", *self.statuses(change, event, now))
            return
        events.append(event)

    def statuses(self, change: Any, event: Event, now: dict[str, Any]) -> tuple[str, str, str]:
        base, site = Status(change.before["status"]).label, Status(now["status"]).label
        if base == site:
            site = f"{site} (par une autre étape)"
        return base, event.get_status_display(), site

    def event_of(self, change: Any, action: Action) -> Event:
        details = {
            column.attribute: column.restored(change.after.get(column.attribute), self.vocabulary)
            for column in EVENT_COLUMNS
        }
        return Event(action=action, recorded_by=self.user, import_run=self.run, **details)
