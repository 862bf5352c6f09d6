"""XML read as a stream by expat, with what makes XML dangerous refused.

No document type means no entity, so nothing can expand nor be fetched. Expat reads an unfinished
tag again at each piece it is given: a tag longer than a few pieces is refused, so that work stays
proportional to the file.
"""

from collections.abc import Iterable, Iterator
from xml.parsers import expat

from .limits import Refused

LONGEST_TAG = 500_000
DEEPEST = 100
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


def make_parser(start, end=None, text=None):
    """A parser that names elements « namespace local »."""
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    if end:
        parser.EndElementHandler = end
    if text:
        parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = refuse_entities
    parser.EntityDeclHandler = refuse_entities
    parser.ExternalEntityRefHandler = refuse_entities
    return parser


def feed(parser, pieces: Iterable[bytes], is_whole: bool = True) -> Iterator[None]:
    """Parse piece by piece, giving the hand back after each."""
    fed = 0
    try:
        for piece in pieces:
            fed += len(piece)
            parser.Parse(piece)
            if fed - parser.CurrentByteIndex > LONGEST_TAG:
                raise Refused(DAMAGED)
            yield
        if is_whole:
            parser.Parse(b"", True)
    except expat.ExpatError as error:
        raise Refused(DAMAGED) from error


def elements(pieces: Iterable[bytes]) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small part, as (local name, attributes), in order."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name, attributes):
        found.append((local(name), attributes))

    for _ in feed(make_parser(start), pieces):
        pass
    return found


def local(name: str) -> str:
    return name.rpartition(" ")[2]


def attribute(attributes: dict[str, str], wanted: str) -> str:
    """The value of an attribute in whatever namespace."""
    for name, value in attributes.items():
        if local(name) == wanted:
            return value
    return ""
