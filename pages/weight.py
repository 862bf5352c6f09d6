"""What the site weighs, measured on its own files, and the limits it keeps to."""

import gzip
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from django.conf import settings

# Sent to the back office or to other sites only.
APART = ("admin", "style_guide", "card")
STATIC = settings.BASE_DIR / "static"
KILOBYTE = 1000
# In kilobytes as sent, compressed; tests hold them.
HTML_LIMIT, STYLES_LIMIT, SCRIPTS_LIMIT, HOME_LIMIT = 15, 12, 10, 150


@dataclass(frozen=True)
class Measure:
    """A part of a page: its limit, and its weight when the site can measure it by itself."""

    label: str
    limit: int
    weight: Decimal | None = None

    @property
    def holds(self):
        return self.weight is None or self.weight <= self.limit


@cache
def compressed_weight(pattern):
    """The public files of that kind, compressed, in kilobytes to the tenth."""
    files = sorted(path for path in STATIC.glob(pattern) if path.stem not in APART)
    total = sum(len(gzip.compress(path.read_bytes())) for path in files)
    return round(Decimal(total) / KILOBYTE, 1)


def measures():
    """The rows of the table of `/ecoconception/`."""
    return [
        Measure("Feuilles de style", STYLES_LIMIT, compressed_weight("css/*.css")),
        Measure("JavaScript, facultatif", SCRIPTS_LIMIT, compressed_weight("js/*.js")),
        Measure("Texte d’une page (HTML)", HTML_LIMIT),
        Measure("Page d’accueil, avec ses images", HOME_LIMIT),
    ]
