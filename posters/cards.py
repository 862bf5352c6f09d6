"""The image shown when a page is shared: a poster of 1200 × 630.

The same facts give the same bytes, with the font that ships in `static/fonts`, on any machine.
"""

import io
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from publishing.models import Picture
from publishing.tokens import colour

from . import typesetting
from .posters import folder_of, placed
from .typesetting import written

TEMPLATE = Path(__file__).with_name("card.typ")


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
    shape: str = ""  # a drawing in SVG, before the note
    ground: str = "green"  # a colour of tokens.css
    picture: Picture | None = None
    steps: tuple[Step, ...] = ()  # drawn under the title, as a line that goes up and down
    goals: tuple[tuple[float, float], ...] = ()  # where the line ends

    def png(self) -> bytes:
        """Of few colours, so that it is light."""
        from PIL import Image  # loaded for images alone

        folder = folder_of(self.picture)
        names = {"ground": self.ground, "ink": "on-colour", "accent": "saffron"}
        data = {
            **{name: written(getattr(self, name)) for name in ("title", "kicker", "note")},
            "numeral": self.numeral,
            "shape": self.shape,
            "colours": {name: colour(value) for name, value in names.items()},
            "picture": placed(self.picture),
            "steps": [step._replace(label=written(step.label))._asdict() for step in self.steps],
            "goals": self.goals,
        }
        drawn = Image.open(io.BytesIO(typesetting.png(TEMPLATE, data, folder))).convert("RGB")
        file = io.BytesIO()
        drawn.quantize(256 if folder else 64).save(file, "PNG", optimize=True)
        return file.getvalue()
