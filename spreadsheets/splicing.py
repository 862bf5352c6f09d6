"""Change a few places of an XML file and leave every other byte as it is.

The elements' places come from expat; what is written instead is ASCII with character references,
so that it fits any encoding a spreadsheet uses.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from .tables.xml import clean

TAG_END = re.compile(rb"""(?:[^"'>]|"[^"]*"|'[^']*')*?(/?)>""")
DECLARED = re.compile(r"""^(<\?xml[^>]*?)\s+encoding=(?:"[^"]*"|'[^']*')""")


class Damaged(ValueError):
    """The file is no XML that a spreadsheet writes."""


class Element:
    """An element and where it stands: `<` at start, `>` before stop, `</` at close.

    Sheets have a million of them: what is seldom asked is found when it is.
    """

    __slots__ = ("data", "ended", "local", "named", "parent", "prefix", "start", "uri")

    def __init__(
        self,
        data: bytes,
        name: tuple[str, str, str],
        named: dict[str, str],
        start: int,
        parent: "Element | None",
    ):
        self.data, self.named, self.start, self.parent = data, named, start, parent
        self.uri, self.local, self.prefix = name
        self.ended = 0  # where expat saw it end, known once it has

    @property
    def attributes(self) -> dict[str, str]:
        """By « local » or « uri local »."""
        return {key_of(name): value for name, value in self.named.items()}

    @property
    def stop(self) -> int:
        found = TAG_END.match(self.data, self.start + 1)
        if not found:
            raise Damaged("Une balise ne se ferme pas.")
        return found.end()

    @property
    def is_empty(self) -> bool:
        return self.data[self.stop - 2 : self.stop] == b"/>"

    @property
    def close(self) -> int:
        return self.stop if self.is_empty else self.ended

    @property
    def end(self) -> int:
        return self.stop if self.is_empty else self.data.index(b">", self.ended) + 1

    @property
    def tag(self) -> str:
        return self.near(self.local)

    def near(self, local: str) -> str:
        """The name of an element of the same vocabulary, as this file writes it."""
        return f"{self.prefix}:{local}" if self.prefix else local


@lru_cache(maxsize=1000)
def key_of(name: str) -> str:
    """« local » or « uri local » of an attribute that expat calls « uri local prefix »."""
    return " ".join(filter(None, split_name(name)[:2]))


def bytes_of(text: str) -> bytes:
    return text.encode("ascii", "xmlcharrefreplace")


def escaped(text: str) -> str:
    return escape(clean(text))


def attribute(name: str, value: object) -> str:
    return f" {name}={quoteattr(clean(str(value)))}"


def as_bytes_with_ascii(data: bytes) -> bytes:
    """The same XML in an encoding that holds ASCII as it is: all but UTF-16 do."""
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data
    return DECLARED.sub(r"\1", data.decode("utf-16")).encode()


def refuse(*_):
    raise Damaged("Un fichier de tableur ne définit pas d’entités.")


def split_name(name: str) -> tuple[str, str, str]:
    """`uri, local, prefix` of what expat calls « uri local prefix »."""
    match name.split(" "):
        case [local]:
            return "", local, ""
        case [uri, local]:
            return uri, local, ""
        case [uri, local, prefix]:
            return uri, local, prefix
    raise Damaged(name)


def walk(
    data: bytes,
    start: Callable[[Element], None] | None = None,
    end: Callable[[Element], None] | None = None,
) -> Element:
    """Tell each element when it opens and when it closes; the root is returned.

    An element that opens does not know its end yet; it is the same object when it closes.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.namespace_prefixes = True
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    stack: list[Element] = []
    roots: list[Element] = []
    names: dict[str, tuple[str, str, str]] = {}

    def opened(name, attributes):
        split = names.get(name) or names.setdefault(name, split_name(name))
        parent = stack[-1] if stack else None
        element = Element(data, split, attributes, parser.CurrentByteIndex, parent)
        stack.append(element)
        if not parent:
            roots.append(element)
        if start:
            start(element)

    def closed(_):
        element = stack.pop()
        element.ended = parser.CurrentByteIndex
        if end:
            end(element)

    parser.StartElementHandler, parser.EndElementHandler = opened, closed
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise Damaged(str(error)) from error
    return roots[0]


@dataclass
class Splices:
    """What to write instead of which bytes."""

    data: bytes
    pieces: list[tuple[int, int, int, bytes]] = field(default_factory=list)

    def replace(self, start: int, stop: int, new: bytes) -> None:
        self.pieces.append((start, stop, len(self.pieces), new))

    def insert(self, place: int, new: bytes) -> None:
        self.replace(place, place, new)

    def append_to(self, element: Element, new: bytes) -> None:
        """At the end of an element, opened when it was written as empty."""
        if element.is_empty:
            opening = emptied(self.data[element.start : element.stop])
            self.replace(element.start, element.stop, opening + new + f"</{element.tag}>".encode())
        else:
            self.insert(element.close, new)

    def retag(self, element: Element, **attributes: object) -> None:
        """The same opening tag with other attributes; None takes one away."""
        tag = self.data[element.start : element.stop]
        self.replace(element.start, element.stop, tagged(tag, attributes))

    def applied(self) -> bytes:
        made, place = [], 0
        for start, stop, _, new in sorted(self.pieces):
            made += [self.data[place:start], new]
            place = stop
        return b"".join([*made, self.data[place:]])


def emptied(tag: bytes) -> bytes:
    """`<a/>` as `<a>`."""
    return tag[:-2].rstrip() + b">" if tag.endswith(b"/>") else tag


def tagged(tag: bytes, attributes: Mapping[str, object]) -> bytes:
    """An opening tag with these attributes set, or taken away when None."""
    for name, value in attributes.items():
        pattern = rb"\s" + re.escape(name.encode()) + rb"""\s*=\s*(?:"[^"]*"|'[^']*')"""
        new = b"" if value is None else bytes_of(attribute(name, value))
        found = re.search(pattern, tag)
        if found:
            tag = tag[: found.start()] + new + tag[found.end() :]
        elif new:
            close = -2 if tag.endswith(b"/>") else -1
            tag = tag[:close].rstrip() + new + tag[close:]
    return tag


def children(data: bytes, local: str) -> Iterable[Element]:
    """The elements of that name right under the root."""
    found: list[Element] = []

    def keep(element):
        if element.local == local and element.parent and not element.parent.parent:
            found.append(element)

    walk(data, end=keep)
    return found
