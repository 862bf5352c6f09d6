"""The styles of an ods that change what a cell says: dates shown by their month or their year,
numbers that a word multiplies, letters struck through."""

from .excel_dates import is_scaled
from .markup import Attributes, local

SHOWING = {"month", "year", "scaled"}


class OdsStyles:
    """Fed with the elements of styles.xml, then with those before the first sheet."""

    def __init__(self) -> None:
        self.formats: dict[str, str] = {}  # data style: what it shows
        self.used: dict[str, str] = {}  # style of a cell: its data style
        self.parents: dict[str, str] = {}
        self.lines: dict[str, bool] = {}  # style: whether it strikes through
        self.format = self.style = self.code = ""
        self.parts: set[str] = set()

    def opened(self, name: str, given: Attributes) -> None:
        tag = local(name)
        named = {local(key): value for key, value in given.items()}
        if tag in ("date-style", "number-style", "currency-style"):
            self.format, self.code, self.parts = named.get("name", ""), "", set()
        elif tag == "style":
            self.style = named.get("name", "")
            if "data-style-name" in named:
                self.used[self.style] = named["data-style-name"]
            if "parent-style-name" in named:
                self.parents[self.style] = named["parent-style-name"]
        elif tag == "text-properties" and "text-line-through-style" in named:
            self.lines[self.style] = named["text-line-through-style"] != "none"
        elif self.format and tag in ("year", "month", "day", "era", "hours", "minutes", "quarter"):
            self.parts.add(tag)
        elif self.format and tag == "number":
            self.code += "0," if named.get("display-factor", "1") not in ("", "1") else "0"

    def closed(self, name: str, text: str) -> None:
        tag = local(name)
        if self.format and tag in ("text", "currency-symbol"):
            self.code += text
        elif self.format and tag in ("date-style", "number-style", "currency-style"):
            if tag != "date-style":
                shows = "scaled" if is_scaled(self.code) else ""
            else:
                shows = {
                    frozenset(("year", "month")): "month",
                    frozenset(("month",)): "month",
                    frozenset(("year",)): "year",
                }.get(frozenset(self.parts), "")
            self.formats[self.format], self.format = shows, ""

    def found(self, style: str, among: dict[str, str] | dict[str, bool]) -> object:
        """What a style says, or the one that it is made from."""
        for _ in range(20):
            if style in among or style not in self.parents:
                break
            style = self.parents[style]
        return among.get(style)

    def shows(self, style: str) -> str:
        data_style = self.found(style, self.used)
        return self.formats.get(str(data_style), "") if data_style else ""

    def is_struck(self, style: str) -> bool:
        return bool(self.found(style, self.lines))
