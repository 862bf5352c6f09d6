"""What one person alone may not publish today: rules that apps register, asked by every form."""

import datetime
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple, Protocol


class Need(NamedTuple):
    """Why another person is needed, and what they tick."""

    why: str
    questions: tuple[str, ...]


class Keeper(Protocol):
    """Who knows the rule and keeps the agreements."""

    def need(self, record: Any, days: Iterable[datetime.date]) -> Need | None: ...

    def is_agreed(self, record: Any, digest: str) -> bool: ...

    def ask(self, user: Any, record: Any, digest: str, form: list[tuple[str, str]]) -> Any:
        """Keep what somebody wants to publish; returns a record with an address in the admin."""

    def note(
        self,
        user: Any,
        record: Any,
        asked_by: Any,
        digest: str = "",
        days: Iterable[datetime.date] = (),
    ) -> None:
        """Another person has ticked everything on the spot: for the form of that digest, to be
        public on those days (none: today)."""


_keepers: list[Keeper] = []
register: Callable[[Keeper], None] = _keepers.append


def keeper_for(record: Any, days: Iterable[datetime.date]) -> tuple[Keeper, Need] | None:
    days = list(days)
    for keeper in _keepers:
        if need := keeper.need(record, days):
            return keeper, need
    return None
