"""What XML cannot carry: control characters, which a text pasted from elsewhere may hold."""

import re

FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def clean(text: str) -> str:
    return FORBIDDEN.sub("", text)
