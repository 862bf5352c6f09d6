"""XML read as a stream by expat, with what makes XML dangerous refused.

No document type means no entity, so nothing can expand nor be fetched. Expat reads an unfinished
tag again at each piece it is given, and keeps all names and open elements: tags without end, names
without number and nesting without bottom are refused, so that work stays proportional to the file
and memory does not follow it.
"""

from collections.abc import Iterable, Iterator
from typing import Any, NoReturn
from xml.parsers import expat

from ..limits import Refused

LONGEST_TAG = 500_000
DEEPEST = 100
ENCODINGS = ("utf-8", "utf-16", "us-ascii")
MOST_NAMES = 20_000  # of elements and attributes; real files have some hundreds
DAMAGED = (
    "Ce fichier est abîmé : son contenu ne se lit pas jusqu’au bout. "
    "Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom et déposez cette copie."
)
ENTITIES = (
    "Ce fichier contient des définitions XML qu’aucun tableur n’écrit : il est refusé par "
    "prudence. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom et déposez cette "
    "copie."
)

Attributes = dict[str, str]


class XmlReader:
    """Reads one part. Elements are named « namespace local »; `opened` and `closed` say what they
    mean, `texts` holds the stretches of text met, `ready` what was made of them."""

    most_elements = 500_000

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.ready: list[Any] = []
        self.namespaces: dict[str, str] = {}  # address by prefix
        self.declarations = self.depth = self.elements = 0
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.CharacterDataHandler = self.texts.append
        self.parser.StartNamespaceDeclHandler = self.declare
        self.parser.XmlDeclHandler = refuse_other_encodings
        self.parser.StartDoctypeDeclHandler = refuse_entities
        self.parser.EntityDeclHandler = refuse_entities
        self.parser.ExternalEntityRefHandler = refuse_entities

    def opened(self, name: str, given: Attributes) -> None:
        """An element begins; a subclass says what it means."""

    def closed(self, name: str) -> None:
        """An element ends."""

    def check(self) -> None:
        """Called after each piece, to refuse what grows without end."""

    def start(self, name: str, given: Attributes) -> None:
        self.enter()
        self.opened(name, given)

    def end(self, name: str) -> None:
        self.depth -= 1
        self.closed(name)

    def enter(self) -> None:
        """Expat keeps a piece of memory for each element that is open."""
        self.depth, self.elements = self.depth + 1, self.elements + 1
        if self.depth > DEEPEST or self.elements > self.most_elements:
            raise Refused(DAMAGED)

    def declare(self, prefix: str | None, address: str | None) -> None:
        """Expat remembers all namespaces, so they are counted."""
        self.declarations += 1
        if self.declarations > MOST_NAMES:
            raise Refused(DAMAGED)
        self.namespaces[prefix or ""] = address or ""

    def feed(self, pieces: Iterable[bytes], is_whole: bool = True) -> Iterator[None]:
        """Parse piece by piece, giving the hand back after each."""
        parser, fed = self.parser, 0
        try:
            for piece in pieces:
                fed += len(piece)
                parser.Parse(piece)
                is_tag_endless = fed - parser.CurrentByteIndex > LONGEST_TAG
                if is_tag_endless or len(parser.intern) > MOST_NAMES:
                    raise Refused(DAMAGED)
                self.check()
                yield
            if is_whole:
                parser.Parse(b"", True)
        except expat.ExpatError as error:
            raise Refused(DAMAGED) from error
        finally:  # parser and handlers hold each other
            parser.StartElementHandler = parser.EndElementHandler = None
            parser.CharacterDataHandler = parser.StartNamespaceDeclHandler = None

    def read(self, pieces: Iterable[bytes]) -> None:
        for _ in self.feed(pieces):
            pass

    def as_they_come(self, pieces: Iterable[bytes], is_whole: bool = True) -> Iterator[Any]:
        """What is ready, piece after piece; all that stands before a fault comes before it."""
        try:
            for _ in self.feed(pieces, is_whole):
                yield from self.ready
                self.ready.clear()
        except Refused:
            yield from self.ready
            raise


class Elements(XmlReader):
    def opened(self, name: str, given: Attributes) -> None:
        self.ready.append((local(name), given))


def elements(pieces: Iterable[bytes]) -> Iterator[tuple[str, Attributes]]:
    """All elements of a part, as (local name, attributes), in order."""
    return Elements().as_they_come(pieces)


def refuse_entities(*_: object) -> NoReturn:
    raise Refused(ENTITIES)


def refuse_other_encodings(version: str, encoding: str | None, standalone: int) -> None:
    """Office formats allow no other, and expat would ask Python for it."""
    if encoding and encoding.lower() not in ENCODINGS:
        raise Refused(DAMAGED)


def count_given(text: str, largest: int) -> int:
    """A count that an attribute gives, from 1."""
    if not (text.isdecimal() and len(text) < 9 and 0 < int(text) <= largest):
        raise Refused(DAMAGED)
    return int(text)


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def attribute(attributes: Attributes, wanted: str) -> str:
    """The value of an attribute in whatever namespace."""
    for name, value in attributes.items():
        if local(name) == wanted:
            return value
    return ""
