"""Who writes to people: the name and postal address that a message must carry.

The app that knows registers itself from its `AppConfig.ready`; nothing here imports it.
"""

from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Sender:
    """A public body as a message signs; what the town has not filled yet is empty."""

    name: str
    address: str = ""  # one line

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


_sources: list[Callable[[], Sender]] = []


def sends(function: Callable[[], Sender]) -> Callable[[], Sender]:
    """Register the function that tells who sends; the last one registered is believed."""
    _sources.append(function)
    return function


def sender() -> Sender:
    return _sources[-1]() if _sources else Sender("Ville d’Alès")
