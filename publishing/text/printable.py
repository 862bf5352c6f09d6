"""Texts drawn with a font of our own: share images, posters, the wall sheet.

A page shows any sign, with the fonts of its reader; a drawing has one font. What that font lacks is
written with the nearest signs it has, or left out: a share image would show a crossed box, and
Typst would make no PDF at all.
"""

import unicodedata

# What every font of the site has, of what people type; the tests draw each of these.
DRAWN = frozenset(map(chr, (*range(0x20, 0x7F), *range(0xA0, 0x100)))) - {"\u00ad"}
DRAWN |= frozenset("Œœ–—‘’‚“”„•…″‹›€™")
NEAREST = str.maketrans(
    {
        "\u202f": "\u00a0",
        "\u2010": "-",
        "\u2011": "-",
        "\u2212": "–",
        "→": "–",
        "≥": "au moins ",
        "≤": "au plus ",
        "‰": "pour mille",
        "№": "n°",
        "Đ": "D",
        "đ": "d",
        "Ł": "L",
        "ł": "l",
        "ı": "i",
        "ʼ": "’",
        "′": "’",
    }
)
UNREADABLE = "Texte à lire sur le site"


def printable(text: str) -> str:
    """The text in signs that every font of the site can draw; a sentence when none is left."""
    composed = unicodedata.normalize("NFC", text).translate(NEAREST)
    drawn = "".join(sign if sign in DRAWN else _parts(sign) for sign in composed)
    kept = " ".join(part for part in drawn.split(" ") if part)
    return kept or (UNREADABLE if text.strip() else "")


def _parts(sign: str) -> str:
    """« S » for « Ş », « 2 » for « ₂ », a space for a tab; or nothing."""
    if sign.isspace():
        return " "
    parts = unicodedata.normalize("NFKD", sign).translate(NEAREST)
    return "".join(part for part in parts if part in DRAWN)
