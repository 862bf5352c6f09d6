"""The texts of an xlsx workbook, which its cells name by their rank."""

import re
from collections.abc import Iterable

from ..limits import Limits, Refused, TooLarge
from .markup import DAMAGED, DEEPEST, feed, make_parser

MOST = 1_000_000  # twenty different texts on each of 50 000 rows
ENDLESS = 30  # stretches of some 8 000 signs that expat gives at once: far beyond any cell
TOO_MANY = (
    "Ce classeur contient plus d’un million de textes différents. Copiez les lignes utiles dans un "
    "nouveau classeur et déposez celui-ci."
)
TOO_LONG = (
    "Une cellule de ce classeur contient un texte immense. Copiez les lignes utiles dans un "
    "nouveau classeur et déposez celui-ci."
)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """« _x000D_ » is how Excel writes what XML cannot hold; line ends come back as one sign."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_shared_strings(
    pieces: Iterable[bytes], namespace: str, limits: Limits
) -> list[str | None]:
    """Rich text loses its dress, phonetic readings are left out."""
    strings: list[str | None] = []
    runs: list[str] = []
    texts: list[str] = []
    phonetic = depth = 0
    item, run, reading = (f"{namespace} {name}" for name in ("si", "t", "rPh"))

    def start(name, _):
        nonlocal phonetic, depth
        depth += 1
        if depth > DEEPEST:
            raise Refused(DAMAGED)
        if name == run:
            texts.clear()
        elif name == item:
            runs.clear()
        elif name == reading:
            phonetic += 1

    def end(name):
        nonlocal phonetic, depth
        depth -= 1
        if name == run:
            if not phonetic:
                runs.append("".join(texts))
        elif name == item:
            strings.append(unescape("".join(runs)) or None)
            if len(strings) > MOST:
                raise TooLarge(TOO_MANY)
        elif name == reading:
            phonetic -= 1

    for _ in feed(make_parser(start, end, texts.append), pieces):
        if len(texts) > ENDLESS or len(runs) > limits.cell_characters:
            raise TooLarge(TOO_LONG)
    return strings
