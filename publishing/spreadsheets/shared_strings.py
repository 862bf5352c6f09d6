"""The texts of an xlsx workbook, which its cells name by their rank."""

import re
from collections.abc import Iterable

from .limits import Refused
from .markup import DAMAGED, feed, make_parser

MOST = 3_000_000  # as many as the cells of the largest sheet
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def unescape(text: str) -> str:
    """« _x000D_ » is how Excel writes what XML cannot hold; line ends come back as one sign."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def read_shared_strings(pieces: Iterable[bytes], namespace: str) -> list[str | None]:
    """Rich text loses its dress, phonetic readings are left out."""
    strings: list[str | None] = []
    runs: list[str] = []
    texts: list[str] = []
    phonetic = 0
    item, run, reading = (f"{namespace} {name}" for name in ("si", "t", "rPh"))

    def start(name, _):
        nonlocal phonetic
        if name == run:
            texts.clear()
        elif name == item:
            runs.clear()
        elif name == reading:
            phonetic += 1

    def end(name):
        nonlocal phonetic
        if name == run:
            if not phonetic:
                runs.append("".join(texts))
        elif name == item:
            strings.append(unescape("".join(runs)) or None)
            if len(strings) > MOST:
                raise Refused(DAMAGED)
        elif name == reading:
            phonetic -= 1

    for _ in feed(make_parser(start, end, texts.append), pieces):
        pass
    return strings
