"""The styles of an xlsx workbook, with twins that only differ by their colour."""

from .remarks import COLOUR
from .splicing import Element, Splices, bytes_of, tagged, walk


class Painter:
    """Gives the twin of a cell's style, with a background that shows."""

    def __init__(self, data: bytes):
        self.data = data
        self.lists: dict[str, Element] = {}
        self.fills = 0
        self.formats: list[Element] = []
        self.twins: dict[int, int] = {}
        walk(data, end=self.keep)

    def keep(self, element: Element) -> None:
        if element.local in ("fills", "cellXfs"):
            self.lists[element.local] = element
        elif element.local == "fill" and element.parent and element.parent.local == "fills":
            self.fills += 1
        elif element.local == "xf" and element.parent and element.parent.local == "cellXfs":
            self.formats.append(element)

    def painted(self, style: int) -> int:
        if len(self.lists) < 2 or style >= len(self.formats):
            return style
        return self.twins.setdefault(style, len(self.formats) + len(self.twins))

    def applied(self) -> bytes:
        if not self.twins:
            return self.data
        splices = Splices(self.data)
        fills, formats = self.lists["fills"], self.lists["cellXfs"]
        fill, pattern = fills.near("fill"), fills.near("patternFill")
        front, back = fills.near("fgColor"), fills.near("bgColor")
        splices.append_to(
            fills,
            bytes_of(
                f'<{fill}><{pattern} patternType="solid"><{front} rgb="FF{COLOUR}"/>'
                f'<{back} indexed="64"/></{pattern}></{fill}>'
            ),
        )
        splices.retag(fills, count=self.fills + 1)
        made = []
        for style in self.twins:  # in the order of their numbers
            twin = self.formats[style]
            tag = self.data[twin.start : twin.stop]
            made.append(
                tagged(tag, {"fillId": self.fills, "applyFill": 1})
                + self.data[twin.stop : twin.end]
            )
        splices.append_to(formats, b"".join(made))
        splices.retag(formats, count=len(self.formats) + len(self.twins))
        return splices.applied()
