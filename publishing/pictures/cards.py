"""The image shown when a page is shared: a poster of 1200 × 630, drawn by the site.

The same facts give the same bytes, with the font that ships in `static/fonts`, on any machine.
"""

import hashlib
from dataclasses import astuple, dataclass
from functools import lru_cache

from ..tokens import tokens

DRAWING = 2  # to raise when the drawing changes, so that browsers fetch it again


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

    @property
    def digest(self):
        """Another digest, another image."""
        return hashlib.sha256(repr((DRAWING, tokens(), astuple(self))).encode()).hexdigest()[:32]

    def png(self):
        """A picture is never kept in memory: it leaves with its portrait."""
        return _draw(self) if self.picture else _draw_once(self)


@lru_cache(maxsize=64)
def _draw_once(card):
    return _draw(card)


def _draw(card):
    from .card_drawing import draw  # loads Pillow, which only images need

    return draw(card)
