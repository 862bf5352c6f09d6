"""Texts as XML can carry them."""

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    """Without the control signs that a text pasted from elsewhere may hold."""
    return FORBIDDEN.sub("", text)


def clean_lines(text: str) -> str:
    """The same, with one kind of line end."""
    return clean(text.replace("\r\n", "\n").replace("\r", "\n"))
