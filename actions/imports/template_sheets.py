"""The two sheets of the template workbook: the rows of today."""

from collections.abc import Iterator
from typing import Any

from backoffice.reach import within
from exchange.widgets import is_dash
from spreadsheets import LIMITS
from spreadsheets.values import plain
from spreadsheets.writing.layout import Grid, Value
from spreadsheets.writing.xml import clean

from ..models import Action, Event
from . import columns
from .vocabulary import Names, Vocabulary
from .widgets import CellWidget, RecordWidget, WordWidget

ACTIONS, EVENTS = "Actions", "Étapes"


class Cells:
    """What the cells of a record hold: just what reading them again makes of the site."""

    def __init__(self) -> None:
        self.vocabulary = Vocabulary()

    def value(self, column: columns.ImportColumn, record: Action | Event) -> Value:
        value = column.get_value(record)
        if isinstance(column.widget, RecordWidget):
            return value and self.name_of(value, getattr(self.vocabulary, column.widget.names))
        if isinstance(value, str) and not isinstance(column.widget, WordWidget):
            return faithful(column.stored(value))
        return column.widget.render(value)

    @staticmethod
    def name_of(record: Any, names: Names) -> str:
        """Its name, or its address where two have the same name."""
        return record.name if names.by_word.get(plain(record.name)) == record else record.slug


def faithful(text: str | None) -> str | None:
    """Nothing for a text that no cell can hold or give back; an empty cell changes nothing."""
    if text is None or len(text) > LIMITS.cell_characters or clean(text) != text:
        return None
    try:
        return None if is_dash(text) or CellWidget().clean(text) != text else text
    except ValueError:  # accents lost, an error of a spreadsheet, code of a web page
        return None


def action_rows(user: Any = None) -> Iterator[list[Value]]:
    """Every action, published or not: an editor follows them all. The cells of what happens
    next are left for the editor."""
    cells, now = Cells(), {"number", *columns.STANDING, *columns.EDITABLE_BY_KEY}
    actions = within(user, Action.objects.all()).select_related("theme", "service")
    for action in actions.order_by("number").iterator(chunk_size=1000):
        yield [
            cells.value(column, action) if column.key in now else None for column in columns.ACTIONS
        ]


def event_rows(user: Any = None) -> Iterator[list[Value]]:
    """The events that no other corrects."""
    cells = Cells()
    events = (
        within(user, Event.objects.filter(correction__isnull=True))
        .select_related("action")
        .order_by("action__number", "settled_on", "rank")
    )
    for event in events.iterator(chunk_size=1000):
        if event.text and faithful(event.text):  # the text may have been taken out
            _, *others = columns.EVENTS
            yield [event.action.number, *(cells.value(column, event) for column in others)]


def action_grid(user: Any = None) -> Grid:
    in_template = [column.in_template for column in columns.ACTIONS]
    return Grid(ACTIONS, in_template, action_rows(user), locked=1, frozen=2)


def event_grid(user: Any = None) -> Grid:
    """What was recorded is locked whole: an event is never changed, others follow it."""
    in_template = [column.in_template for column in columns.EVENTS]
    return Grid(EVENTS, in_template, event_rows(user), locked=len(in_template), frozen=1)
