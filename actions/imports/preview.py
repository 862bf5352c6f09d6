"""A preview being made: changes and faults, written by batches, and the counts that tell them."""

from collections import Counter

from django.utils import timezone

from actions.models import ImportChange, ImportRun, Status
from actions.statuses import is_step_back

from .columns import BY_KEY

BATCH = 2000
LISTED_LINES = 5  # lines without a number that a remark names


class End:
    """Where an action will stand once the events of the file are told: the public rule, run
    ahead. Ranks follow the order of the file."""

    __slots__ = ("after", "asked", "before", "settled_on")  # there may be fifty thousand

    def __init__(self, deciding, status):
        self.before = status
        self.settled_on, self.after = (deciding[0], deciding[2]) if deciding else (None, status)
        self.asked = ()

    def add_event(self, settled_on, status, today):
        if not status:
            return
        if status not in self.asked:
            self.asked += (status,)
        if settled_on <= today and (self.settled_on is None or settled_on >= self.settled_on):
            self.settled_on, self.after = settled_on, status

    @property
    def moves(self):
        return self.before != self.after

    @property
    def is_held_back(self):
        """None of the statuses asked is the one it ends with."""
        return bool(self.asked) and self.after not in self.asked


class Preview:
    """What is found in the file, on its way to the database."""

    def __init__(self, run, progress=None):
        self.run, self.progress = run, progress
        self.today = timezone.localdate()
        self.waiting = []
        self.counts = Counter()
        self.ends = {}  # by number, of the actions that receive events
        self.created = {}  # by number, actions that the file brings
        self.seen_numbers = {}
        self.seen_events = {}
        self.notes = []

    # Lines

    def has_read(self, lines):
        self.counts["lines"] += lines
        if self.progress:
            self.progress(self.counts["lines"])

    def note(self, remark):
        if remark not in self.notes:
            self.notes.append(remark)

    def first_line(self, seen, key, place):
        """Where this key was already met in the file, or None the first time."""
        first = seen.get(key)
        if first is None:
            seen[key] = place
        return first

    # What they ask

    def add(self, table, row, kind, **fields):
        self.waiting.append(
            ImportChange(run=self.run, kind=kind, sheet=table.sheet.name[:60], row=row, **fields)
        )
        if len(self.waiting) >= BATCH:
            self.flush()

    def fault(self, table, row, key, message, number=None):
        """A cell that is wrong; its column may be missing from the sheet."""
        column = table.labels.get(key) or getattr(BY_KEY.get(key), "label", "")
        reference = table.reference(key, row) if key in table.columns else ""
        self.counts["faults"] += 1
        self.add(
            table,
            row,
            ImportChange.Kind.FAULT,
            number=number,
            field=key,
            column=column[:120],
            reference=reference,
            message=message,
        )

    def field(self, table, row, action, column, before, after):
        self.counts["fields"] += 1
        self.add(
            table,
            row,
            ImportChange.Kind.FIELD,
            action=action,
            number=action.number,
            field=column.key,
            column=column.label,
            reference=table.reference(column.key, row),
            before=before,
            after=after,
        )

    def creation(self, table, row, action, values):
        self.counts["created"] += 1
        self.created[action.number] = action
        self.add(table, row, ImportChange.Kind.CREATION, number=action.number, after=values)

    def event(self, table, row, action, deciding, event, details):
        self.counts["events"] += 1
        self.counts["news"] += not event.status
        end = self.ends.get(action.number)
        if end is None:
            end = self.ends[action.number] = End(deciding, action.status)
        end.add_event(event.occurred_on.last_day, event.status, self.today)
        self.add(
            table,
            row,
            ImportChange.Kind.EVENT,
            action=action if action.pk else None,
            number=action.number,
            before={"status": action.status, "rank": deciding[1] if deciding else None},
            after=details,
        )

    # The end

    def flush(self):
        ImportChange.objects.bulk_create(self.waiting, batch_size=BATCH)
        self.waiting = []

    def close(self, remarks=()):
        self.flush()
        run = self.run
        moving = [end for end in self.ends.values() if end.moves]
        moves = Counter(end.after for end in moving)
        run.counts = {
            **self.counts,
            "moves": {status.value: moves[status] for status in Status if moves[status]},
            "back": sum(is_step_back(end.before, end.after) for end in moving),
            "held": sum(end.is_held_back for end in self.ends.values()),
        }
        run.notes = [*remarks, *self.notes]
        run.state = ImportRun.State.REFUSED if self.counts["faults"] else ImportRun.State.PREVIEWED
        run.save()
