"""XML read as a stream by expat, with what makes XML dangerous refused.

No document type means no entity, so nothing can expand nor be fetched. Expat reads an unfinished
tag again at each piece it is given, and keeps all names and open elements: tags without end, names
without number and nesting without bottom are refused, so that work stays proportional to the file
and memory does not follow it.
"""

from collections.abc import Callable, Iterable, Iterator
from xml.parsers import expat

from ..limits import Refused

LONGEST_TAG = 500_000
DEEPEST = 100
ENCODINGS = ("utf-8", "utf-16", "us-ascii")
MOST_NAMES = 20_000  # of elements and attributes; real files have some hundreds
MOST_OTHERS = 500_000  # elements that are no row, no cell nor in a cell
DAMAGED = (
    "Ce fichier est abîmé : son contenu ne se lit pas jusqu’au bout. "
    "Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom et déposez cette copie."
)
ENTITIES = (
    "Ce fichier contient des définitions XML qu’aucun tableur n’écrit : il est refusé par "
    "prudence. Ouvrez-le dans votre tableur, enregistrez-le sous un autre nom et déposez cette "
    "copie."
)


def refuse_entities(*_):
    raise Refused(ENTITIES)


def refuse_other_encodings(version, encoding, standalone):
    """Office formats allow no other, and expat would ask Python for it."""
    if encoding and encoding.lower() not in ENCODINGS:
        raise Refused(DAMAGED)


def make_parser(start, end, text=None):
    """A parser that names elements « namespace local ». Its handlers see to it that elements do
    not nest without end: expat keeps a piece of memory for each that is open."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    parser.StartNamespaceDeclHandler = Declarations()
    parser.XmlDeclHandler = refuse_other_encodings
    parser.StartDoctypeDeclHandler = refuse_entities
    parser.EntityDeclHandler = refuse_entities
    parser.ExternalEntityRefHandler = refuse_entities
    return parser


class Declarations:
    """The namespaces that a part declares; expat remembers them all, so they are counted."""

    def __init__(self) -> None:
        self.addresses: dict[str, str] = {}  # by prefix
        self.count = 0

    def __call__(self, prefix, address):
        self.count += 1
        if self.count > MOST_NAMES:
            raise Refused(DAMAGED)
        self.addresses[prefix or ""] = address or ""


def make_shallow_parser(start):
    """A parser for parts that are looked at once, by their opening tags."""
    depth = count = 0

    def open_tag(name, given):
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_OTHERS:
            raise Refused(DAMAGED)
        start(name, given)

    def close_tag(_):
        nonlocal depth
        depth -= 1

    return make_parser(open_tag, close_tag)


def feed(parser, pieces: Iterable[bytes], is_whole: bool = True) -> Iterator[None]:
    """Parse piece by piece, giving the hand back after each."""
    fed = 0
    try:
        for piece in pieces:
            fed += len(piece)
            parser.Parse(piece)
            is_tag_endless = fed - parser.CurrentByteIndex > LONGEST_TAG
            if is_tag_endless or len(parser.intern) > MOST_NAMES:
                raise Refused(DAMAGED)
            yield
        if is_whole:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(DAMAGED) from error
    finally:  # parser and handlers hold each other
        parser.StartElementHandler = parser.EndElementHandler = None
        parser.CharacterDataHandler = parser.StartNamespaceDeclHandler = None


def as_they_come(ready: list, parsing: Iterator[None], check: Callable[[], None]) -> Iterator:
    """What handlers have made ready, piece after piece; all that stands before a fault comes
    before it."""
    try:
        for _ in parsing:
            yield from ready
            ready.clear()
            check()
    except Refused:
        yield from ready
        raise


def elements(pieces: Iterable[bytes]) -> Iterator[tuple[str, dict[str, str]]]:
    """All elements of a part, as (local name, attributes), in order."""
    found: list[tuple[str, dict[str, str]]] = []
    parser = make_shallow_parser(lambda name, given: found.append((local(name), given)))
    for _ in feed(parser, pieces):
        yield from found
        found.clear()


def whole(text: str, largest: int) -> int:
    """A count that an attribute gives, from 1."""
    if not (text.isdecimal() and len(text) < 9 and 0 < int(text) <= largest):
        raise Refused(DAMAGED)
    return int(text)


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def attribute(attributes: dict[str, str], wanted: str) -> str:
    """The value of an attribute in whatever namespace."""
    for name, value in attributes.items():
        if local(name) == wanted:
            return value
    return ""
