"""« Actions »: one line per action, its fields and maybe what just happened to it."""

from collections.abc import Container
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from actions.models import Action, Event, Status
from actions.models.remits import why_not
from actions.validation import clean_without_queries

from . import columns, numbers
from .base import COLUMNS, Base, written
from .columns import EDITABLE, ImportColumn
from .lines import Lines
from .reading import CLEAR, Fault, LineContent

# What tells that something happened, beside a status.
EVENT_CELLS = [
    column.key
    for column in columns.ACTIONS
    if column.describes_event and column.key not in ("status", "occurred_on", "certainty")
]
REQUIRED = {
    "title": "une action nouvelle demande son intitulé.",
    "theme": "une action nouvelle demande son thème.",
}


class ActionLines(Lines):
    by_key = columns.IN_ACTIONS

    def read_batch(self, batch: list[LineContent]) -> None:
        numbers.follow(self, batch)
        for content in batch:
            self.check_once(content)
        self.read_events(batch)
        for content in batch:
            self.read_line(content)

    def check_once(self, content: LineContent) -> None:
        self.check_number(content)
        if not content.number or content.filled <= 1:
            return  # a number alone, under a column of numbers, is their count
        seen = self.preview.seen_numbers
        if first := self.preview.first_line(seen, content.number, self.place(content)):
            self.preview.counts["duplicates"] += 1
            content.fault(
                "number",
                f"l’action n° {content.number} figure {self.both_lines(first, content)} : "
                "gardez-en une seule.",
            )

    def read_events(self, batch: list[LineContent]) -> None:
        """What is told already of the actions that these lines tell something of."""
        telling = [
            content for content in batch if content.get("text") and content.get("occurred_on")
        ]
        actions = [self.site.actions.get(content.number) for content in telling]
        days = {content.get("occurred_on") for content in telling}
        self.site.read_events([action for action in actions if action], days)

    def read_line(self, content: LineContent) -> None:
        action = self.site.actions.get(content.number)
        was = why_not(self.preview.run.made_by, action) if action else ""
        has_moved = content.number in self.preview.departures  # another action had this number
        if action and self.preview.base and content.number == action.number and not has_moved:
            self.compare_with_base(content, action, self.preview.base)
        if content.number and action is None and not content.faults:
            if self.preview.run.creates:
                action = self.create(content)
            else:
                self.refuse(content)
            values = []
        else:
            values = self.edits(content, action) if action else []
        if action:
            self.forget_known(content, action)
        official = numbers.ask(self, content, action) if action else None
        event = self.asked_event(content, action) if action else None
        if action and (values or event or official):
            numbers.refuse_former_number(self, content, action)
            numbers.touch(self, content, action)
            self.refuse_out_of_reach(content, action, was)
        elif action and action.pk is None:
            self.refuse_out_of_reach(content, action)
        if self.keep_faults(content) or action is None:
            return
        for column, before, after in values:
            self.preview.field(self.table, content.row, action, column, before, after)
        if action.pk is None:
            self.keep_creation(content, action)
        if event:
            self.ask_event(content, action, event)
        if official:
            self.preview.number(self.table, content.row, official, numbers.source_of(content))
        self.count(bool(values), bool(event or official), action)

    def count(self, is_edited: bool, has_event: bool, action: Action) -> None:
        counts = self.preview.counts
        counts["edited"] += is_edited
        counts["unchanged"] += not (is_edited or has_event or action.pk is None)

    # What changed since the workbook was made

    def compare_with_base(self, content: LineContent, action: Action, base: Base) -> None:
        """Forget the cells that say what they said then; where file and site both changed, ask."""
        kept = self.preview.kept.get(self.place(content), {})
        for column in COLUMNS:
            said = base.said(action.number, column)
            if said is None or column.key not in content.values:
                continue
            value = content.values[column.key]
            stored = None if value is CLEAR else column.stored(value)
            site = column.current(action)
            if written(stored) == said or kept.get(column.key) == "site":
                del content.values[column.key]
            elif written(site) != said and site != stored and column.key not in kept:
                shown = column.shown(stored, self.vocabulary) or "vide"
                now = column.shown(site, self.vocabulary) or "vide"
                before = base.shown(said, column, self.vocabulary)
                content.faults.append(
                    Fault(
                        column.key,
                        f"le fichier et le site ont changé chacun de leur côté : « {before} » à "
                        f"l’origine, « {shown} » dans le fichier, « {now} » sur le site.",
                        {"base": before, "file": shown, "site": now},
                    )
                )

    # Fields

    def edits(self, content: LineContent, action: Action) -> list[tuple[ImportColumn, Any, Any]]:
        """`(column, before, after)` for each field that the line changes."""
        found = []
        for column, value in content.asked(EDITABLE):
            before = column.current(action)
            after = None if value is CLEAR else column.stored(value)
            if before != after:
                found.append((column, before, after))
                setattr(action, column.attribute, column.restored(after, self.vocabulary))
        if found:
            self.check_fields(content, action, {column.key for column, *_ in found})
        return found

    def check_fields(self, content: LineContent, action: Action, names: Container[str]) -> None:
        try:
            clean_without_queries(action, only=names)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    content.fault("number" if name == NON_FIELD_ERRORS else name, message)

    # Events

    def forget_known(self, content: LineContent, action: Action) -> None:
        """A promise that the site shows already announces nothing: the template holds it."""
        for column in (columns.PLANNED_ON, columns.COST):
            value = content.get(column.key)
            if value is not None and column.stored(value) == column.current(action):
                del content.values[column.key]

    def asked_event(self, content: LineContent, action: Action) -> Event | None:
        """The event that the line tells, unless the site tells it already."""
        status = content.get("status")
        deciding = self.site.deciding.get(action.pk)
        has_date_and_text = bool(content.get("text") and content.get("occurred_on"))
        moves = bool(status) and (
            status != action.status or (has_date_and_text and deciding is None)
        )
        told = set(EVENT_CELLS)
        if content.get("official_number") and not content.get("text"):
            told -= numbers.SOURCE  # of the number
        if not moves and not any(content.get(key) not in (None, CLEAR) for key in told):
            if content.get("occurred_on"):
                self.preview.note(
                    "Une date sans texte ni nouveau statut ne raconte rien : elle est laissée de "
                    "côté."
                )
            return None
        if self.twin(action, content, status if status != action.status else None):
            return None
        event = self.event_of(action, content, status if moves else "")
        self.check_event(content, action, event)
        return event

    # Actions that are not here yet

    def refuse(self, content: LineContent) -> None:
        self.preview.counts["unknown"] += 1
        content.fault(
            "number",
            f"aucune action ne porte le n° {content.number}. Vérifiez-le ; pour créer cette "
            "action, cochez « Créer les actions inconnues ».",
        )

    def create(self, content: LineContent) -> Action:
        for key, message in REQUIRED.items():
            if content.get(key) in (None, CLEAR):
                content.fault(key, message)
        action = Action(number=content.get("number"), status=Status.UPCOMING)
        values = content.asked(EDITABLE)
        for column, value in values:
            if value is not CLEAR:
                setattr(action, column.attribute, value)
        self.check_fields(content, action, {column.key for column, _ in values})
        return action

    def keep_creation(self, content: LineContent, action: Action) -> None:
        values = {
            column.key: column.stored(value)
            for column, value in content.asked(EDITABLE)
            if value is not CLEAR
        }
        self.preview.creation(self.table, content.row, action, values)
