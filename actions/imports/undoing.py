"""Taking a whole import back: each event it brought is corrected, each field restored.

Nothing is erased: the history tells that it happened and that it was undone. Refused when later
changes stand on it, since taking the ground away would change them too.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from actions.chain import lock_history
from actions.models import Action, Event, ImportChange, ImportRun
from actions.models.bulk import record_many
from actions.models.remits import remit_of
from backoffice.reach import first_refused
from publishing.text.dates import PartialDate

from . import journal
from .applying import ALREADY, Edits, refuse_late_clock
from .columns import EDITABLE_BY_KEY
from .faults import AlreadyApplied, CannotUndo, Closed, NotAllowed, refuse_without_right
from .numbers import changes_of, reasons_of_numbers, take_back
from .preview import Progress
from .story import described, sentence_of_undoing
from .vocabulary import Vocabulary

BATCH = 1000  # actions
SHOWN = 100  # reasons


@dataclass
class Undoing:
    """What undoing a run would do, and why it cannot if it cannot."""

    run: ImportRun
    counts: Counter[str] = field(default_factory=Counter)
    reasons: list[str] = field(default_factory=list)

    @property
    def is_possible(self) -> bool:
        return not self.reasons

    @property
    def sentence(self) -> str:
        return sentence_of_undoing(self.counts)


def prepare_undo(run: ImportRun) -> Undoing:
    """Look without touching. Raises Impossible for a run that is not one to undo."""
    refuse_unless_applied(run)
    undoing = Undoing(run)
    undoing.counts["events"] = run.events.of_the_works().count()
    undoing.counts["numbers"] = changes_of(run).count()
    undoing.reasons += reasons_of_numbers(run)
    undoing.counts["created"] = creations(run).exclude(action__state=Action.State.DRAFT).count()
    for reason in reasons_of_events(run):
        undoing.reasons.append(reason)
    vocabulary = Vocabulary()
    for change in restorable(run).select_related("action").iterator(chunk_size=BATCH):
        undoing.counts["fields"] += 1
        reason = reason_of_field(change, vocabulary)
        if reason and len(undoing.reasons) < SHOWN:
            undoing.reasons.append(reason)
    return undoing


def reason_of_field(change: ImportChange, vocabulary: Vocabulary) -> str:
    """Why this field cannot be restored, or nothing."""
    if change.action is None:
        return f"action n° {change.number} : elle a été supprimée depuis."
    column = EDITABLE_BY_KEY[change.field]
    site = column.current(change.action)
    if site == change.after:
        if not column.is_gone(change.before, vocabulary):
            return ""
        return (
            f"action n° {change.number} : « {column.label} » ne peut pas redevenir "
            f"« {change.before} », supprimé depuis."
        )
    shown = column.shown(site, vocabulary) or "vide"
    return (
        f"action n° {change.number} : « {column.label} » a changé depuis ; sur le site : "
        f"« {shown} »."
    )


def undo(run: ImportRun, user: Any, progress: Progress | None = None) -> ImportRun:
    """Take the import back, all of it or nothing; the run that did so names it (`undoes`).

    Raises CannotUndo with the reasons, or another `faults.Impossible`.
    """
    refuse_without_right(user)
    with transaction.atomic():
        lock_history()
        run = ImportRun.objects.select_for_update(of=("self",)).get(pk=run.pk)
        moved = Action.objects.filter(pk__in=run.changes.values("action"))
        if refusal := remit_of(user) and first_refused(user, moved):
            raise NotAllowed(refusal)
        undoing = prepare_undo(run)
        refuse_late_clock()
        if not undoing.is_possible:
            raise CannotUndo(undoing.reasons)
        now = timezone.now()
        done = ImportRun.objects.create(
            undoes=run,
            made_by=user,
            original_name=run.original_name,
            state=ImportRun.State.APPLIED,
            applied_at=now,
            counts=dict(undoing.counts),
        )
        Removal(run, done, user, progress).write()
        run.state = ImportRun.State.UNDONE
        run.save(update_fields=["state"])
        journal.log_undoing(done, user)
    return done


def refuse_unless_applied(run: ImportRun) -> None:
    if run.state == run.State.UNDONE:
        raise AlreadyApplied("Cet import est déjà annulé : rien n’a été refait.")
    if run.undoes_id:
        raise Closed("Une annulation ne s’annule pas : importez de nouveau le fichier.")
    if not run.is_undoable:
        raise Closed("Cet import n’a rien changé : il n’y a rien à défaire.")


def creations(run: ImportRun) -> QuerySet[ImportChange]:
    return run.changes.filter(kind=ImportChange.Kind.CREATION, action__isnull=False)


def restorable(run: ImportRun) -> QuerySet[ImportChange]:
    """The fields that this run changed itself."""
    fields = run.changes.filter(kind=ImportChange.Kind.FIELD).exclude(message=ALREADY)
    return fields.order_by("action_id", "pk")


def reasons_of_events(run: ImportRun) -> Iterator[str]:
    """Events of the run corrected since; statuses recorded since on the actions it moved."""
    events = run.events.of_the_works()
    corrected = events.filter(correction__isnull=False).select_related("action")
    for event in corrected.order_by("rank")[:SHOWN]:
        yield f"{described(event)} : cette étape a été rectifiée depuis."
    last = events.order_by("rank").last()
    if last is None:
        return
    moved = run.events.exclude(status="").values("action")
    later = Event.objects.filter(action__in=moved, rank__gt=last.rank, correction__isnull=True)
    for event in later.exclude(status="").select_related("action").order_by("rank")[:SHOWN]:
        yield (
            f"{described(event)} : cette étape, enregistrée depuis, porte l’action à "
            f"« {event.get_status_display()} »."
        )


class Removal:
    """The writing of an undoing, action by action."""

    def __init__(
        self, run: ImportRun, done: ImportRun, user: Any, progress: Progress | None = None
    ) -> None:
        self.run, self.done, self.user, self.progress = run, done, user, progress
        self.vocabulary = Vocabulary()
        day = PartialDate(timezone.localdate(run.applied_at))
        self.undone = f"L’import n° {run.pk} du {day} est annulé."
        self.text = f"Étape retirée : l’import n° {run.pk} du {day} est annulé."
        self.reason = f"annulation de l’import n° {run.pk}"
        self.written = 0

    def write(self) -> None:
        events = self.run.events.of_the_works().order_by()
        keys = set(events.values_list("action", flat=True))
        keys |= set(restorable(self.run).order_by().values_list("action", flat=True))
        keys |= set(creations(self.run).order_by().values_list("action", flat=True))
        ordered = sorted(keys)
        for start in range(0, len(ordered), BATCH):
            self.write_batch(ordered[start : start + BATCH])
        take_back(self.run, self.done, self.user, self.undone)

    def write_batch(self, keys: list[int]) -> None:
        locked = Action.objects.select_for_update(of=("self",)).filter(pk__in=keys)
        self.actions = {action.pk: action for action in locked.order_by("pk")}
        self.changes = []
        events = [self.correction_of(e) for e in self.events_among(keys)]
        edits = self.restorations(keys)
        for change in creations(self.run).filter(action__in=keys):
            action = self.actions[change.action_id]
            if action.state != Action.State.DRAFT:
                action.state = Action.State.DRAFT
                edits.setdefault(action, set()).add("state")
        record_many(events, edits, user=self.user, reason=self.reason)
        ImportChange.objects.bulk_create(self.changes, batch_size=BATCH)
        self.written += len(self.changes)
        if self.progress:
            self.progress(self.written)

    def events_among(self, keys: list[int]) -> QuerySet[Event]:
        return self.run.events.of_the_works().filter(action__in=keys).order_by("rank")

    def correction_of(self, wrong: Event) -> Event:
        action = self.actions[wrong.action_id]
        self.keep(
            action,
            kind=ImportChange.Kind.EVENT,
            before={"status": wrong.status},
            after={"text": self.text, "occurred_on": wrong.occurred_on.iso, "status": ""},
        )
        return Event(
            action=action,
            text=self.text,
            occurred_on=wrong.occurred_on,
            corrects=wrong,
            recorded_by=self.user,
            import_run=self.done,
        )

    def restorations(self, keys: list[int]) -> Edits:
        edits = {}
        for change in restorable(self.run).filter(action__in=keys):
            action, column = self.actions[change.action_id], EDITABLE_BY_KEY[change.field]
            setattr(action, column.attribute, column.restored(change.before, self.vocabulary))
            edits.setdefault(action, set()).add(column.attribute)
            self.keep(
                action,
                kind=change.kind,
                field=change.field,
                column=change.column,
                before=change.after,
                after=change.before,
            )
        return edits

    def keep(self, action: Action, **fields: Any) -> None:
        change = ImportChange(run=self.done, action=action, number=action.number, **fields)
        self.changes.append(change)
