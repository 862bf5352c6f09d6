"""« Actions »: one line per action, its fields and maybe what just happened to it."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from actions.models import Action, Status
from publishing.checks import clean_alone

from . import columns
from .columns import EDITABLE
from .lines import Lines
from .reading import CLEAR

EVENT_CELLS = ("text", "evidence_title", "evidence_url", "event_reservation")
REQUIRED = {
    "title": "une action nouvelle demande son intitulé.",
    "theme": "une action nouvelle demande son thème.",
}


class ActionLines(Lines):
    by_key = columns.IN_ACTIONS

    def read_batch(self, batch):
        for said in batch:
            self.check_once(said)
        self.read_events(batch)
        for said in batch:
            self.read_line(said)

    def check_once(self, said):
        self.check_number(said)
        if not said.number:
            return
        seen = self.preview.seen_numbers
        if first := self.preview.first_line(seen, said.number, self.place(said)):
            self.preview.counts["duplicates"] += 1
            said.fault(
                "number",
                f"l’action n° {said.number} figure {self.both_lines(first, said)} : "
                "gardez-en une seule.",
            )

    def read_events(self, batch):
        """What is told already of the actions that these lines tell something of."""
        telling = [said for said in batch if said.get("text") and said.get("occurred_on")]
        actions = [self.site.actions.get(said.number) for said in telling]
        days = {said.get("occurred_on") for said in telling}
        self.site.read_events([action for action in actions if action], days)

    def read_line(self, said):
        action = self.site.actions.get(said.number)
        if said.number and action is None and not said.faults:
            action = self.create(said) if self.preview.run.creates else self.refuse(said)
            values = []
        else:
            values = self.edits(said, action) if action else []
        event = self.asked_event(said, action) if action else None
        if self.tell_faults(said) or action is None:
            return
        for column, before, after in values:
            self.preview.field(self.table, said.row, action, column, before, after)
        if action.pk is None:
            self.keep_creation(said, action)
        if event:
            self.ask_event(said, action, event)
        self.count(bool(values), bool(event), action)

    def count(self, is_edited, has_event, action):
        counts = self.preview.counts
        counts["edited"] += is_edited
        counts["unchanged"] += not (is_edited or has_event or action.pk is None)

    # Fields

    def edits(self, said, action):
        """`(column, before, after)` for each field that the line changes."""
        found = []
        for column, value in said.asked(EDITABLE):
            before = column.current(action)
            after = None if value is CLEAR else column.stored(value)
            if before != after:
                found.append((column, before, after))
                setattr(action, column.attribute, column.restored(after, self.vocabulary))
        if found:
            self.check_fields(said, action, {column.key for column, *_ in found})
        return found

    def check_fields(self, said, action, names):
        try:
            clean_alone(action, only=names)
        except ValidationError as error:
            for name, messages in error.message_dict.items():
                for message in messages:
                    said.fault("number" if name == NON_FIELD_ERRORS else name, message)

    # Events

    def asked_event(self, said, action):
        """The event that the line tells, unless the site tells it already."""
        status = said.get("status")
        deciding = self.site.deciding.get(action.pk)
        has_date_and_text = bool(said.get("text") and said.get("occurred_on"))
        moves = bool(status) and (
            status != action.status or (has_date_and_text and deciding is None)
        )
        if not moves and not any(said.get(key) not in (None, CLEAR) for key in EVENT_CELLS):
            if said.get("occurred_on"):
                self.preview.note(
                    "Une date sans texte ni nouveau statut ne raconte rien : elle est laissée de "
                    "côté."
                )
            return None
        if self.twin(action, said, status if status != action.status else None):
            return None
        event = self.event_of(action, said, status if moves else "")
        self.check_event(said, action, event)
        return event

    # Actions that are not here yet

    def refuse(self, said):
        self.preview.counts["unknown"] += 1
        said.fault(
            "number",
            f"aucune action ne porte le n° {said.number}. Vérifiez-le ; pour créer cette action, "
            "cochez « Créer les actions inconnues ».",
        )

    def create(self, said):
        for key, message in REQUIRED.items():
            if said.get(key) in (None, CLEAR):
                said.fault(key, message)
        action = Action(number=said.number, status=Status.UPCOMING)
        values = said.asked(EDITABLE)
        for column, value in values:
            if value is not CLEAR:
                setattr(action, column.attribute, value)
        self.check_fields(said, action, {column.key for column, _ in values})
        return action

    def keep_creation(self, said, action):
        values = {
            column.key: column.stored(value)
            for column, value in said.asked(EDITABLE)
            if value is not CLEAR
        }
        self.preview.creation(self.table, said.row, action, values)
