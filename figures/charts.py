"""Lengths of charts. A chart has no drawing size of its own: its parts are shares of the width it
is given, so that its words keep the size of the page's words on any screen."""

from dataclasses import dataclass, field

from .models import Figure


def percent(part, whole):
    """A share as an SVG attribute wants it, whatever the language: « 38.46% »."""
    share = max(0.0, min(1.0, float(part) / float(whole))) if whole else 0.0
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + "%"


@dataclass
class Bar:
    """A figure drawn to scale, and the figures that say more about it."""

    figure: Figure
    width: str = "0%"
    precisions: list[Figure] = field(default_factory=list)


def to_scale(bars):
    """The bars that have a value, all measured by the longest."""
    bars = [bar for bar in bars if bar.figure.shown]
    longest = max((bar.figure.shown.value for bar in bars), default=0)
    for bar in bars:
        bar.width = percent(bar.figure.shown.value, longest)
    return bars
