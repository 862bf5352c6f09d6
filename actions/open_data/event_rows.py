"""The rows of the open data that come from the events."""

from ..models import Action, Event

# The first thirteen columns are a contract; further ones are only ever added at the end.
EVENT_COLUMNS = (
    "rang",
    "action",
    "date",
    "precision",
    "statut",
    "texte",
    "preuve_type",
    "preuve_url",
    "reserve",
    "rectifie",
    "enregistre_le",
    "empreinte_precedente",
    "empreinte",
    "preuve_titre",
    "preuve_vue_le",
    "preuve_description",
    "preuve_empreinte",
    "regroupee_avec",
    "organisme",
    "service",
)


# All that is told of an event whose action is a draft, or was withdrawn: its place in the chain.
CHAIN_COLUMNS = ("rang", "empreinte_precedente", "empreinte")


def event_rows():
    """Every event in the order of the chain: dictionaries of strings, keyed by EVENT_COLUMNS.

    `empreinte` is the SHA-256 of the row's other cells, in this order, as compact JSON:
    `json.dumps(cells, ensure_ascii=False, separators=(",", ":"))`. A row whose `action` is empty
    is withheld, its action not being public: its links are checked, its cells cannot be.
    """
    events = Event.objects.order_by("rank").select_related("action", "corrects", "merged_into")
    public = set(Action.objects.published().values_list("pk", flat=True))
    for event in events.iterator():
        cells = event.public_cells()
        yield cells if event.action_id in public else withheld(cells)


def withheld(cells):
    return {column: cells[column] if column in CHAIN_COLUMNS else "" for column in cells}
