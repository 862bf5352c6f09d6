"""The values of `static/css/tokens.css`, for what no style sheet reaches: mails, PDF, workbooks,
images. That file alone holds colours, so that changing one is changing one line."""

import re
from functools import cache

from django.conf import settings

FILE = settings.BASE_DIR / "static" / "css" / "tokens.css"
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ROOT = re.compile(r":root\s*\{(.*?)\n\}", re.DOTALL)
DECLARATION = re.compile(r"--([\w-]+):\s*([^;]+);")
BY_MODE = re.compile(r"light-dark\(\s*(.+?)\s*,\s*(.+?)\s*\)$")
REFERENCE = re.compile(r"var\(--([\w-]+)\)$")
HEXADECIMAL = re.compile(r"#(?:[0-9a-f]{3}){1,2}$")


def read(css: str) -> dict[str, str]:
    """The tokens of a style sheet by name, as written."""
    return dict(DECLARATION.findall("".join(ROOT.findall(COMMENT.sub("", css)))))


@cache
def tokens() -> dict[str, str]:
    return read(FILE.read_text(encoding="utf-8"))


def colour(name: str, *, dark: bool = False, among: dict[str, str] | None = None) -> str:
    """« # » and six digits. Raises KeyError for an unknown name, ValueError for no colour."""
    values = tokens() if among is None else among
    value = values[name]
    if modes := BY_MODE.match(value):
        value = modes[2 if dark else 1]
    if reference := REFERENCE.match(value):
        return colour(reference[1], dark=dark, among=values)
    if not HEXADECIMAL.match(value):
        raise ValueError(f"--{name} is no colour: {value}")
    return value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])


def rgb(value: str) -> tuple[int, ...]:
    """The three numbers of a colour, from 0 to 255."""
    return tuple(bytes.fromhex(value[1:]))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours by WCAG 2, from 1 to 21; texts need 4.5."""
    darker, lighter = sorted(map(luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(value: str) -> float:
    shares = (part / 255 for part in rgb(value))
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
