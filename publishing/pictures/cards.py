"""The image shown when a page is shared: a poster of 1200 × 630, drawn by the site.

The same facts give the same bytes, with the font that ships in `static/fonts`, on any machine.
"""

from dataclasses import dataclass
from typing import NamedTuple


class Step(NamedTuple):
    """A level held from a place to another; places are shares of the drawing, from its top left."""

    start: float
    end: float
    level: float
    label: str = ""


@dataclass(frozen=True)
class Card:
    """What an image says: few words, one number, one flat colour."""

    title: str
    kicker: str = ""
    note: str = ""
    numeral: str = ""
    shape: str = ""  # an SVG path, as `shapes.mask` takes it, before the note
    ground: str = "green"  # a colour of tokens.css
    picture: str = ""  # path of a public file
    focus: tuple[float, float] = (0.5, 0.5)
    steps: tuple[Step, ...] = ()  # drawn under the title, as a line that goes up and down
    goals: tuple[tuple[float, float], ...] = ()  # where the line ends

    def png(self) -> bytes:
        from .card_drawing import draw  # loads Pillow, which only images need

        return draw(self)
