"""The cell styles of an OpenDocument content, with twins that only differ by their colour."""

from .remarks import COLOUR
from .splicing import Element, Splices, attribute, bytes_of, tagged

OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0"
FO = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"


class Names:
    """The prefix that the file gives to each vocabulary; those it lacks are added to its root."""

    def __init__(self, declared: dict[str, str]):
        self.declared, self.added = declared, {}

    def of(self, uri: str, usual: str) -> str:
        if uri not in self.declared:
            taken, prefix = set(self.declared.values()), usual
            while prefix in taken:
                prefix += "x"
            self.declared[uri] = self.added[uri] = prefix
        return self.declared[uri]


class Painter:
    """Gives the twin of a cell's style, with a background that shows."""

    def __init__(self, data: bytes, names: Names):
        self.data, self.names = data, names
        self.automatic: Element | None = None  # the list of the styles of this content
        self.body: Element | None = None
        self.styles: dict[str, Element] = {}
        self.looks: dict[str, Element] = {}  # what each says of the cell itself
        self.twins: dict[str, str] = {}

    def keep(self, element: Element) -> None:
        """To be told of each element, when it closes; only the body's start matters."""
        parent = element.parent
        if element.local == "automatic-styles":
            self.automatic = element
        elif not parent or element.uri != STYLE:
            return
        elif element.local == "style" and parent.local == "automatic-styles":
            if element.attributes.get(f"{STYLE} family") == "table-cell":
                self.styles[element.attributes.get(f"{STYLE} name", "")] = element
        elif element.local == "table-cell-properties" and parent.local == "style":
            self.looks[parent.attributes.get(f"{STYLE} name", "")] = element

    def painted(self, style: str) -> str:
        if style not in self.twins:
            number = len(self.twins) + 1
            while f"remarque{number}" in self.styles or f"remarque{number}" in self.twins.values():
                number += 1
            self.twins[style] = f"remarque{number}"
        return self.twins[style]

    def apply(self, splices: Splices) -> None:
        made = b"".join(self.twin(style, name) for style, name in self.twins.items())
        if self.automatic:
            splices.append_to(self.automatic, made)
        elif self.body:
            name = f"{self.names.of(OFFICE, 'office')}:automatic-styles"
            splices.insert(self.body.start, f"<{name}>".encode() + made + f"</{name}>".encode())

    def twin(self, style: str, name: str) -> bytes:
        prefix, fo = self.names.of(STYLE, "style"), self.names.of(FO, "fo")
        colour = {f"{fo}:background-color": f"#{COLOUR}"}
        looks = f"<{prefix}:table-cell-properties{attribute(*next(iter(colour.items())))}/>"
        own = self.styles.get(style)
        if not own:  # a style of the whole document, which this one follows
            parent = attribute(f"{prefix}:parent-style-name", style) if style else ""
            return bytes_of(
                f"<{prefix}:style{attribute(f'{prefix}:name', name)}"
                f"{attribute(f'{prefix}:family', 'table-cell')}{parent}>{looks}</{prefix}:style>"
            )
        tag = tagged(self.data[own.start : own.stop], {f"{prefix}:name": name})
        if own.is_empty:
            return tag[:-2] + b">" + bytes_of(f"{looks}</{own.tag}>")
        look = self.looks.get(style)
        if not look:
            return tag + bytes_of(looks) + self.data[own.stop : own.end]
        return (
            tag
            + self.data[own.stop : look.start]
            + tagged(self.data[look.start : look.stop], colour)
            + self.data[look.stop : own.end]
        )
