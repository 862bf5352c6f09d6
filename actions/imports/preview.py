"""A preview being made: changes and faults, written by batches, and the counts that tell them."""

import datetime
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any

from django.utils import timezone

from actions.models import Action, Event, ImportChange, ImportRun, Status
from actions.numbers import Renumbering, departures
from actions.statuses import is_step_back
from spreadsheets import Book, FoundTable

from .base import NONE, Base, read_base
from .columns import BY_KEY, OFFICIAL_NUMBER, ImportColumn
from .questions import Known
from .site import Deciding

BATCH = 2000
Place = tuple[str, int]  # a sheet and its line
Progress = Callable[[int], None]  # told how many lines were read, or changes written
LISTED_LINES = 5  # lines without a number that a remark names


class End:
    """Where an action will stand once the events of the file are told: the public rule, run
    ahead. Ranks follow the order of the file."""

    __slots__ = ("after", "asked", "before", "settled_on")  # there may be fifty thousand

    def __init__(self, deciding: Deciding | None, status: str) -> None:
        self.before = status
        self.settled_on, self.after = (deciding[0], deciding[2]) if deciding else (None, status)
        self.asked: tuple[str, ...] = ()

    def add_event(self, settled_on: datetime.date, status: str, today: datetime.date) -> None:
        if not status:
            return
        if status not in self.asked:
            self.asked += (status,)
        if settled_on <= today and (self.settled_on is None or settled_on >= self.settled_on):
            self.settled_on, self.after = settled_on, status

    @property
    def moves(self) -> bool:
        return self.before != self.after

    @property
    def is_held_back(self) -> bool:
        """None of the statuses asked is the one it ends with."""
        return bool(self.asked) and self.after not in self.asked


def placed(answers: Iterable[tuple[str, int, str, str]]) -> dict[Place, dict[str, str]]:
    found: dict[Place, dict[str, str]] = {}
    for sheet, row, key, words in answers:
        found.setdefault((sheet, row), {})[key] = words
    return found


class Preview:
    """What is found in the file, on its way to the database."""

    def __init__(self, run: ImportRun, known: Known, progress: Progress | None = None) -> None:
        self.run, self.known, self.progress = run, known, progress
        self.today = timezone.localdate()
        self.waiting = []
        self.counts = Counter()
        self.ends = {}  # by number, of the actions that receive events
        self.created = {}  # by number, actions that the file brings
        self.seen_numbers = {}
        self.seen_events = {}
        self.notes = []
        # Numbers that are not those of a file made before they changed: see `numbers.py`.
        self.departures = departures(with_title=False)
        self.followed: dict[int, Action] = {}  # by the number that the file gives them
        self.touched: dict[int, Place] = {}  # the actions that the file changes, by number
        self.taken: dict[int, Place] = {}  # and those whose number another takes
        self.base: Base | None = None
        self.mended = placed(run.answers.get("cells", ()))
        self.kept = placed(run.answers.get("keep", ()))
        self.is_old = False  # a sheet of actions whose values nobody knows the age of

    def read_base(self, book: Book) -> None:
        """The values that the workbook was made from, if it carries them."""
        try:
            self.base = read_base(book)
        except ValueError as refusal:
            self.note(str(refusal))
        self.is_old = self.base is None and not self.notes

    # Lines

    def has_read(self, lines: int) -> None:
        self.counts["lines"] += lines
        if self.progress:
            self.progress(self.counts["lines"])

    def note(self, remark: str) -> None:
        if remark not in self.notes:
            self.notes.append(remark)

    def first_line(self, seen: dict[Any, Place], key: Any, place: Place) -> Place | None:
        """Where this key was already met in the file, or None the first time."""
        first = seen.get(key)
        if first is None:
            seen[key] = place
        return first

    # What they ask

    def add(
        self, table: FoundTable, row: int | None, kind: ImportChange.Kind, **fields: Any
    ) -> None:
        self.waiting.append(
            ImportChange(run=self.run, kind=kind, sheet=table.sheet.name[:60], row=row, **fields)
        )
        if len(self.waiting) >= BATCH:
            self.flush()

    def fault(
        self,
        table: FoundTable,
        row: int | None,
        key: str,
        message: str,
        number: int | None = None,
        *,
        cell: str = "",
        choice: dict[str, str] | None = None,
    ) -> None:
        """A cell that is wrong; its column may be missing from the sheet. `cell`: what it says.
        `choice`: base, file and site, where both changed."""
        column = table.labels.get(key) or getattr(BY_KEY.get(key), "label", "")
        is_known = key in table.columns or key.startswith("@")
        reference = table.reference(key, row) if is_known and row else ""
        self.counts["faults"] += 1
        self.counts["choices"] += choice is not None
        self.add(
            table,
            row,
            ImportChange.Kind.FAULT,
            number=number,
            field=key,
            column=str(column)[:120],
            reference=reference,
            message=message,
            before=choice,
            after=cell,
        )

    def field(
        self,
        table: FoundTable,
        row: int,
        action: Action,
        column: ImportColumn,
        before: Any,
        after: Any,
    ) -> None:
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

    def creation(self, table: FoundTable, row: int, action: Action, values: dict[str, Any]) -> None:
        self.counts["created"] += 1
        self.created[action.number] = action
        self.add(table, row, ImportChange.Kind.CREATION, number=action.number, after=values)

    def number(
        self, table: FoundTable, row: int, planned: Renumbering, source: dict[str, Any]
    ) -> None:
        self.counts["numbers"] += 1
        action, number = planned.action, planned.number
        self.add(
            table,
            row,
            ImportChange.Kind.NUMBER,
            action=action,
            number=action.number,
            field=OFFICIAL_NUMBER.key,
            column=OFFICIAL_NUMBER.label,
            reference=table.reference(OFFICIAL_NUMBER.key, row),
            before={"number": action.number, "seen": planned.seen},
            after={"number": number, **source},
        )

    def event(
        self,
        table: FoundTable,
        row: int,
        action: Action,
        deciding: Deciding | None,
        event: Event,
        details: dict[str, Any],
    ) -> None:
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

    def flush(self) -> None:
        ImportChange.objects.bulk_create(self.waiting, batch_size=BATCH)
        self.waiting = []

    def close(self, remarks: Iterable[str] = ()) -> None:
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
        if self.is_old and self.counts["fields"]:
            self.note(NONE)
        if self.mended:
            count = sum(map(len, self.mended.values()))
            mended = "cellules corrigées" if count > 1 else "cellule corrigée"
            self.note(f"{count} {mended} sur cette page : le fichier corrigé se télécharge.")
        run.questions = self.known.questions()
        run.notes = [*remarks, *self.notes]
        run.state = ImportRun.State.REFUSED if self.counts["faults"] else ImportRun.State.PREVIEWED
        run.save()
