"""The two sheets of the template workbook: how each column looks, and the rows of today."""

from collections.abc import Iterator
from dataclasses import dataclass

from publishing.dates import Precision
from publishing.spreadsheets.layout import Column, Format, Grid, Value

from ..models import Action, Event, Status

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


def columns(looks: dict[str, Look], labels: dict[str, str]) -> list[Column]:
    return [
        Column(labels[key], look.width, look.format, look.choices, look.help, look.is_marked)
        for key, look in looks.items()
    ]


def written(date) -> Value:
    """A day is a date; what is known less well stays words, and quarters the short ones."""
    if date is None:
        return None
    if date.precision is Precision.DAY and date.first_day.year > 1900:  # where xlsx begins
        return date.first_day
    if date.precision is Precision.QUARTER:
        return f"T{(date.first_day.month + 2) // 3} {date.first_day.year}"
    return str(date)


def action_values(action: Action) -> dict[str, Value]:
    """What the site says of an action; the cells of a new event wait for it."""
    return {
        "number": action.number,
        "title": action.title,
        "theme": action.theme.name if action.theme else None,
        "status": Status(action.status).label,
        "summary": action.summary,
        "body": action.get_body_display(),
        "service": action.service.name if action.service else None,
        "place": action.place,
        "budget_planned": action.budget_planned,
        "budget_spent": action.budget_spent,
        "planned_on": written(action.planned_on),
        "next_review_on": action.next_review_on,
        "reservation": action.reservation,
    }


def event_values(event: Event) -> dict[str, Value]:
    return {
        "number": event.action.number,
        "occurred_on": written(event.occurred_on),
        "text": event.text,
        "status": Status(event.status).label if event.status else None,
        "evidence_title": event.evidence_title,
        "evidence_url": event.evidence_url,
        "evidence_seen_on": event.evidence_seen_on,
        "event_reservation": event.reservation,
    }


def rows(values: Iterator[dict[str, Value]], looks: dict[str, Look]) -> Iterator[list[Value]]:
    for known in values:
        yield [known.get(key) for key in looks]


def action_grid(labels: dict[str, str]) -> Grid:
    """Every action, published or not: an editor follows them all."""
    actions = Action.objects.select_related("theme", "service").order_by("number")
    return Grid(
        ACTIONS,
        columns(ACTION_LOOKS, labels),
        rows(map(action_values, actions.iterator(chunk_size=1000)), ACTION_LOOKS),
        locked=1,
        frozen=2,
    )


def event_grid(labels: dict[str, str]) -> Grid:
    """What was recorded is locked whole: an event is never changed, others follow it."""
    events = (
        Event.objects.filter(correction__isnull=True)
        .select_related("action")
        .order_by("action__number", "settled_on", "rank")
    )
    return Grid(
        EVENTS,
        columns(EVENT_LOOKS, labels),
        rows(map(event_values, events.iterator(chunk_size=1000)), EVENT_LOOKS),
        locked=len(EVENT_LOOKS),
        frozen=1,
    )
