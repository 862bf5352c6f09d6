"""Costs as they are announced: an amount or a range, in whole euros."""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, Self

from publishing.text.typography import NBSP, format_number
from spreadsheets.book import Value
from spreadsheets.values import as_amount, plain, shown

MILLION = 1_000_000
LARGEST = 1_000 * MILLION  # far above any programme of a town: beyond, a slip of the keyboard
EXPECTED = "attendu : 14 M€, 7 à 8 M€ ou 1 200 000 €."
MILLIONS = re.compile(r"millions?(?: d'?euros)?")
RANGE = re.compile(
    r"(?:de |entre )?(?P<low>[\d., ]+?) ?(?P<unit_of_low>[mk]?€|euros?)? ?(?:a|et|[-–—/]) ?"
    r"(?P<high>[\d., ]+?) ?(?P<unit>[mk]?€|euros?)?"
)


class Cost(NamedTuple):
    """What an announcement says that something costs; the same amount twice when it is one."""

    low: int
    high: int

    @classmethod
    def of(cls, low: int | None, high: int | None) -> Self | None:
        """The cost that two columns hold, or None where they are empty."""
        return None if low is None or high is None else cls(low, high)

    @classmethod
    def read(cls, value: Value) -> Self | None:
        """« 14 M€ », « 7 à 8 M€ », « 1 200 000 € », or a number of euros; cents are rounded.

        None for an empty cell. Raises ValueError in French.
        """
        if value is None or value == "":
            return None
        ends: tuple[Value, Value] = (value, value)
        low_alone: Value = value
        if isinstance(value, str):
            text = MILLIONS.sub("m€", plain(value))
            match = RANGE.fullmatch(text)
            unit = match["unit"] or "" if match else ""
            low = f"{match['low']}{match['unit_of_low'] or unit}" if match else text
            ends = (low, f"{match['high']}{unit}" if match else text)
            low_alone = match["low"] if match else text
        try:
            low_end, high_end = (_euros(end) for end in ends)
            if low_end > high_end and _euros(low_alone) >= 1000:  # « 800 000 à 1,2 M€ »
                low_end = _euros(low_alone)
        except ValueError as error:
            if "deux façons" in str(error):
                raise
            raise ValueError(f"« {shown(value)} » n’est pas un coût ; {EXPECTED}") from None
        if not 0 <= low_end <= high_end <= LARGEST:
            raise ValueError(f"« {shown(value)} » n’est pas un coût possible ; {EXPECTED}")
        return cls(low_end, high_end)

    @property
    def is_in_millions(self) -> bool:
        """Whether it reads well in millions: « 2,6 M€ », not « 2,579 M€ »."""
        return all(end >= MILLION and end % (MILLION // 10) == 0 for end in self)

    @property
    def amount(self) -> str:
        """« 7 à 8 », « 2 579 000 »: without its unit."""
        unit = MILLION if self.is_in_millions else 1
        ends = self[:1] if self.low == self.high else self
        return " à ".join(format_number(Decimal(end) / unit) for end in ends)

    def __str__(self) -> str:
        return f"{self.amount}{NBSP}{'M€' if self.is_in_millions else '€'}"


def _euros(end: Value) -> int:
    amount = as_amount(end) or Decimal(0)
    return int(amount.quantize(Decimal(1), ROUND_HALF_UP))
