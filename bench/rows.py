"""One measured line: a value, what it is compared with in the same run, and the goal."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Row:
    """`value` and `reference` are in `unit`; their ratio is what is promised.

    `goal` is the bound of the ratio: at least it (`better="more"`) or at most it
    (`better="less"`). None: told, not promised. `value` is None where nothing could be measured;
    `note` then says why.
    """

    name: str  # « aperçu, 10 000 lignes »
    value: float | None
    unit: str  # « s », « requêtes/s », « Mo »
    reference_name: str = ""
    reference: float | None = None
    goal: float | None = None
    better: Literal["more", "less"] = "less"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        if self.value is None or not self.reference:
            return None
        return self.value / self.reference

    @property
    def is_met(self) -> bool | None:
        """None when nothing was promised, or measured."""
        if self.goal is None or self.ratio is None:
            return None
        return self.ratio >= self.goal if self.better == "more" else self.ratio <= self.goal


def not_measured(name: str, why: str) -> Row:
    return Row(name, None, "", note=f"non mesuré : {why}")
