"""The rows of `etapes.csv`: every event, in the order of the chain."""

from collections.abc import Iterator

from spreadsheets.tables.model import Row, Value

from ..event_columns import EVENT_COLUMNS, cells_of
from ..models import Action, Event

# All that is public of an event whose action is a draft, or was withdrawn: its place in the chain.
CHAIN_COLUMNS = ("rang", "empreinte_precedente", "empreinte")
# What no column is made of, and ten thousand rows do without.
NOT_SHOWN = {"settled_on", "evidence_width", "evidence_height", "recorded_by", "import_run"}


def event_cells() -> Iterator[dict[str, str]]:
    """The cells of each event, by column: the texts that its digest covers (`actions.chain`).

    A row whose `action` is empty is withheld, its action not being public: its links are checked,
    its cells cannot be.
    """
    own = [field.name for field in Event._meta.concrete_fields if field.name not in NOT_SHOWN]
    events = (
        Event.objects.order_by("rank")
        .select_related("corrects", "merged_into")
        .only(*own, "corrects__rank", "merged_into__number", "merged_into__first_number")
    )
    actions = Action.objects.only(
        "number", "first_number"
    ).in_bulk()  # each made once for all its events
    public = set(Action.objects.published().values_list("pk", flat=True))
    for event in events.iterator():
        event.action = actions[event.action_id]
        cells = cells_of(event)
        yield cells if event.action_id in public else withheld(cells)


def withheld(cells: dict[str, str]) -> dict[str, str]:
    return {column: cells[column] if column in CHAIN_COLUMNS else "" for column in cells}


def event_rows() -> Iterator[Row]:
    """The same as rows, whole numbers as numbers."""
    numbers = [column.name for column in EVENT_COLUMNS if column.type == "integer"]
    for cells in event_cells():
        row: dict[str, Value] = {**cells}
        for name in numbers:
            if cells[name]:
                row[name] = int(cells[name])
        yield list(row.values())
