import math
from typing import Any

from django import template

from ..posters import ground_of

register = template.Library()
register.filter("ground", ground_of)

# In the size of the letters, of a heavy face as wide as those of systems: tests compare them.
NARROW, SHORT, LARGE = frozenset("ijlI’'.,:;!/|()-"), frozenset("ftr"), frozenset("mwMWœŒæÆ@%")
MOST = 24  # `css/site.css` has a rule for each


@register.filter
def ems(text: Any) -> int:
    """How wide the longest word of a title may be, in the size of its letters, whatever font the
    reader has: style sheets divide the width of the page by it, and no word is broken."""
    words = str(text).replace("\u202f", "\u00a0").replace("-", "- ").split(" ")
    return min(MOST, max(map(_width, words), default=1))


@register.filter
def unbroken(text: Any) -> str:
    """Nor broken after the slash of « Conducteur/Conductrice »; a hyphen joins two words."""
    return str(text).replace("/", "/\u2060")


def _width(word: str) -> int:
    widths = (
        0.4
        if sign in NARROW
        else 0.5
        if sign in SHORT
        else 1.15
        if sign in LARGE
        else 0.95
        if sign.isupper()
        else 0.75
        for sign in word
    )
    return max(2, math.ceil(sum(widths)))
