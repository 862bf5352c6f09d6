"""Numbers as files write them: with a point, and an exponent when they are large or small."""

import math

from ..model import Unreadable

LARGEST_WHOLE = 2**53  # beyond, spreadsheets round


def number(text: str) -> int | float | Unreadable:
    """A whole number as int: spreadsheets make no difference between 9 and 9.0."""
    if len(text) < 16 and text.isdecimal():
        return int(text)
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        return Unreadable(f"« {text[:50]} » n’est pas un nombre : retapez-le.", text[:50])
    return int(value) if value.is_integer() and abs(value) < LARGEST_WHOLE else value
