"""A run on the screen: its changes by action, a page at a time."""

from collections.abc import Iterator, Mapping
from itertools import groupby

from django.core.paginator import Paginator

from actions.models import Action, ImportRun

from .story import DescribedChange, described_changes

ACTIONS_PER_PAGE = 50
# In the order of what matters most to who reads: an action is there, moves, is described.
KINDS = {
    "creation": "les actions créées",
    "numero": "les numéros officiels",
    "etape": "les étapes",
    "champ": "les fiches modifiées",
}


class ActionChanges:
    """What a run changes of one action."""

    def __init__(
        self, number: int | None, action: Action | None, changes: list[DescribedChange]
    ) -> None:
        self.number, self.action, self.changes = number, action, changes

    @property
    def name(self) -> str:
        return str(self.action) if self.action else f"n° {self.number}, action nouvelle"


class ChangesByAction:
    """The changes that a run asks, of one kind or of all: a page of actions in four queries,
    whatever the size of the file."""

    def __init__(self, run: ImportRun, asked: Mapping[str, str]) -> None:
        self.kind = asked.get("genre", "")
        self.kind = self.kind if self.kind in KINDS else ""
        everything = run.asked.order_by()
        present = set(everything.values_list("kind", flat=True).distinct())
        self.filters = [("", "tout"), *((k, label) for k, label in KINDS.items() if k in present)]
        chosen = everything.filter(kind=self.kind) if self.kind else everything
        numbers = chosen.values_list("number", flat=True).distinct().order_by("number")
        self.page = Paginator(numbers, ACTIONS_PER_PAGE).get_page(asked.get("page"))
        self.rows = chosen.filter(number__in=list(self.page)).order_by("number", "pk")

    @property
    def has_filters(self) -> bool:
        return len(self.filters) > 2

    def __iter__(self) -> Iterator[ActionChanges]:
        actions = Action.objects.in_bulk(list(self.page), field_name="number")
        changes = described_changes(self.rows)
        for number, found in groupby(changes, key=lambda change: change.number):
            ordered = sorted(found, key=lambda change: list(KINDS).index(change.kind))
            yield ActionChanges(number, actions.get(number), ordered)
