"""The texts of an xlsx workbook, which its cells name by their rank."""

import re
from collections.abc import Iterable

from ..book import Value
from ..limits import Limits, TooLarge
from .cells import struck
from .markup import Attributes, XmlReader
from .sheet_rows import ENDLESS

MOST = 1_000_000  # twenty different texts on each of 50 000 rows
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
    """« _x000D_ » is how Excel writes what XML cannot hold; line ends come back as one sign. Some
    programs write an emoji as two escapes; a half alone is no character, and becomes « � »."""
    if "_x" in text:
        text = ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


class SharedStrings(XmlReader):
    """Rich text loses its dress, phonetic readings are left out."""

    most_elements = 20_000_000  # the size of the part bounds them

    def __init__(self, namespace: str, limits: Limits):
        super().__init__()
        self.limits = limits
        self.strings: list[Value] = []
        self.has_strike = False
        self.runs: list[str] = []
        self.phonetic = 0
        self.item, self.run, self.reading, self.strike = (
            f"{namespace} {name}" for name in ("si", "t", "rPh", "strike")
        )

    def opened(self, name: str, given: Attributes) -> None:
        if name == self.run:
            self.texts.clear()
        elif name == self.item:
            self.runs.clear()
            self.has_strike = False
        elif name == self.strike:
            self.has_strike |= given.get("val", "1") in ("1", "true")
        elif name == self.reading:
            self.phonetic += 1

    def closed(self, name: str) -> None:
        if name == self.run:
            if not self.phonetic:
                self.runs.append("".join(self.texts))
        elif name == self.item:
            text = unescape("".join(self.runs)) or None
            self.strings.append(struck(text, whole=False) if text and self.has_strike else text)
            if len(self.strings) > MOST:
                raise TooLarge(TOO_MANY)
        elif name == self.reading:
            self.phonetic -= 1

    def check(self) -> None:
        if len(self.texts) > ENDLESS or len(self.runs) > self.limits.cell_characters:
            raise TooLarge(TOO_LONG)


def read_shared_strings(pieces: Iterable[bytes], namespace: str, limits: Limits) -> list[Value]:
    reader = SharedStrings(namespace, limits)
    reader.read(pieces)
    return reader.strings
