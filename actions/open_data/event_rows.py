"""The rows of `etapes.csv`: every event, in the order of the chain."""

from collections.abc import Iterator

from spreadsheets.tables.model import Row

from ..event_columns import EVENT_COLUMNS, cells_of
from ..models import Action, Event

# All that is public of an event whose action is a draft, or was withdrawn: its place in the chain.
CHAIN_COLUMNS = ("rang", "empreinte_precedente", "empreinte")


def event_cells() -> Iterator[dict[str, str]]:
    """The cells of each event, by column: the texts that its digest covers (`actions.chain`).

    A row whose `action` is empty is withheld, its action not being public: its links are checked,
    its cells cannot be.
    """
    own = [field.name for field in Event._meta.concrete_fields]
    events = (
        Event.objects.order_by("rank")
        .select_related("action", "corrects", "merged_into")
        .only(*own, "action__number", "corrects__rank", "merged_into__number")
    )
    public = set(Action.objects.published().values_list("pk", flat=True))
    for event in events.iterator():
        cells = cells_of(event)
        yield cells if event.action_id in public else withheld(cells)


def withheld(cells: dict[str, str]) -> dict[str, str]:
    return {column: cells[column] if column in CHAIN_COLUMNS else "" for column in cells}


def event_rows() -> Iterator[Row]:
    """The same as rows, whole numbers as numbers."""
    is_number = [column.type == "integer" for column in EVENT_COLUMNS]
    for cells in event_cells():
        yield [
            int(cell) if number and cell else cell
            for cell, number in zip(cells.values(), is_number, strict=True)
        ]
