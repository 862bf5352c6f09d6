"""The two sheets of the template workbook: how each column looks, and the rows of today."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from spreadsheets import LIMITS
from spreadsheets.values import plain
from spreadsheets.writing.layout import Format, Grid, GridColumn, Value
from spreadsheets.writing.xml import clean

from ..models import Action, Event
from . import columns as imports
from .vocabulary import Names, Vocabulary
from .widgets import RecordWidget, WordWidget

STATUSES, THEMES, BODIES, SERVICES = "Statuts", "Thèmes", "Organismes", "Services"
ACTIONS, EVENTS = "Actions", "Étapes"
PARTIAL = "Aussi précise que connue : 19/05/2025, mai 2025, T2 2025 ou 2025."


@dataclass(frozen=True)
class Look:
    """How wide a column is, what its cells hold, and what is said of it."""

    width: int
    help: str
    format: Format = "text"
    choices: str = ""
    is_marked: bool = False


ACTION_LOOKS = {
    "number": Look(6, "Permanent : il désigne l’action et ne se change pas.", "integer"),
    "title": Look(32, "Le nom de l’action, tel que le public le lit."),
    "theme": Look(17, "Un mot de la liste. « – » le retire.", choices=THEMES),
    "status": Look(
        13,
        "Changez-le quand l’action avance ; dites alors à droite la date et ce qui s’est passé.",
        choices=STATUSES,
        is_marked=True,
    ),
    "occurred_on": Look(14, f"Quand cela s’est passé. {PARTIAL}", is_marked=True),
    "text": Look(
        46,
        "Une ou deux phrases pour le public. Sans changement de statut, c’est une nouvelle.",
        is_marked=True,
    ),
    "evidence_title": Look(28, "Le nom de la page ou du document qui le montre.", is_marked=True),
    "evidence_url": Look(
        32,
        "https://… « Réalisée » demande une preuve, ou une réserve que le public verra.",
        is_marked=True,
    ),
    "event_reservation": Look(
        28, "Ce qui reste douteux dans cette étape ; le public le lit.", is_marked=True
    ),
    "summary": Look(50, "Ce qu’est l’action, en mots simples."),
    "body": Look(17, "Qui mène l’action : un mot de la liste.", choices=BODIES),
    "service": Look(24, "Le service qui la mène. « – » le retire.", choices=SERVICES),
    "place": Look(26, "Où elle se passe."),
    "budget_planned": Look(15, "En euros, sans le signe €.", "money"),
    "budget_spent": Look(15, "En euros, sans le signe €.", "money"),
    "planned_on": Look(14, f"La fin promise au public. {PARTIAL}"),
    "next_review_on": Look(14, "Le jour promis au public : 15/09/2026.", "date"),
    "reservation": Look(36, "Ce qui est douteux ou à compléter dans l’action ; le public le lit."),
}

EVENT_LOOKS = {
    "number": Look(6, "Le numéro de l’action à qui cela est arrivé.", "integer"),
    "occurred_on": Look(14, f"Quand cela s’est passé. {PARTIAL}", is_marked=True),
    "text": Look(60, "Une ou deux phrases pour le public.", is_marked=True),
    "status": Look(
        15,
        "Le statut que l’action atteint alors. Vide : une nouvelle, qui ne le change pas.",
        choices=STATUSES,
        is_marked=True,
    ),
    "evidence_title": Look(32, "Le nom de la page ou du document qui le montre.", is_marked=True),
    "evidence_url": Look(
        36,
        "https://… « Réalisée » demande une preuve, ou une réserve que le public verra.",
        is_marked=True,
    ),
    "evidence_seen_on": Look(
        14, "Le jour où vous l’avez consultée : 15/09/2026.", "date", is_marked=True
    ),
    "event_reservation": Look(
        36, "Ce qui reste douteux dans cette étape ; le public le lit.", is_marked=True
    ),
}


def told(columns: Iterable[imports.Column], looks: dict[str, Look]) -> list[GridColumn]:
    return [
        GridColumn(column.label, look.width, look.format, look.choices, look.help, look.is_marked)
        for column, look in ((column, looks[column.key]) for column in columns)
    ]


class Cells:
    """What the cells of a record hold: just what reading them again makes of the site."""

    def __init__(self):
        self.vocabulary = Vocabulary()

    def value(self, column: imports.Column, record) -> Value:
        value = column.get_value(record)
        if isinstance(column.widget, RecordWidget):
            return value and self.name_of(value, getattr(self.vocabulary, column.widget.names))
        if isinstance(value, str) and not isinstance(column.widget, WordWidget):
            return faithful(column.stored(value))
        return column.widget.render(value)

    @staticmethod
    def name_of(record, names: Names) -> str:
        """Its name, or its address where two have the same name."""
        return record.name if names.by_word.get(plain(record.name)) == record else record.slug


def faithful(text: str | None) -> str | None:
    """Nothing for a text that no cell can hold or give back; an empty cell changes nothing."""
    if text is None or len(text) > LIMITS.cell_characters or clean(text) != text:
        return None
    return None if imports.is_clear_mark(text) else text


def action_rows() -> Iterator[list[Value]]:
    """Every action, published or not: an editor follows them all. The cells of what happens
    next are left for the editor."""
    cells = Cells()
    actions = Action.objects.select_related("theme", "service").order_by("number")
    for action in actions.iterator(chunk_size=1000):
        yield [cells.value(column, action) for column in imports.ACTIONS]


def event_rows() -> Iterator[list[Value]]:
    """The events that no other corrects."""
    cells = Cells()
    events = (
        Event.objects.filter(correction__isnull=True)
        .select_related("action")
        .order_by("action__number", "settled_on", "rank")
    )
    for event in events.iterator(chunk_size=1000):
        if faithful(event.text):
            _, *others = imports.EVENTS
            yield [event.action.number, *(cells.value(column, event) for column in others)]


def action_grid() -> Grid:
    return Grid(ACTIONS, told(imports.ACTIONS, ACTION_LOOKS), action_rows(), locked=1, frozen=2)


def event_grid() -> Grid:
    """What was recorded is locked whole: an event is never changed, others follow it."""
    columns = told(imports.EVENTS, EVENT_LOOKS)
    return Grid(EVENTS, columns, event_rows(), locked=len(columns), frozen=1)
