"""What changed between two texts, word by word."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher
from typing import Literal

from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WORD = re.compile(r"\w+|\s+|[^\w\s]")
AROUND = 12  # words and spaces kept on each side of a change
LONGEST = 20_000  # pieces above which two texts are shown one after the other
SHORT = 80  # characters: two values of that length are read faster than their difference

EMPTY = mark_safe("<i>vide</i>")

Part = tuple[Literal["=", "-", "+"], str]


def parts(before: str, after: str) -> Iterator[Part]:
    """The text as what stayed (=), what was taken out (-) and what was put in (+), in order."""
    old, new = WORD.findall(before), WORD.findall(after)
    if len(old) + len(new) > LONGEST:
        yield from (("-", before), ("+", after))
        return
    for tag, i, j, k, n in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            yield "=", "".join(old[i:j])
            continue
        if i < j:
            yield "-", "".join(old[i:j])
        if k < n:
            yield "+", "".join(new[k:n])


def shortened(text: str, is_first: bool, is_last: bool) -> str:
    """A stretch that stayed, without its middle."""
    words = WORD.findall(text)
    head = [] if is_first else words[:AROUND]
    tail = [] if is_last else words[-AROUND:]
    if len(head) + len(tail) >= len(words):
        return text
    return "".join([*head, "…" if is_first else " … ", *tail]) if tail else "".join([*head, " …"])


def marked(before: str, after: str) -> SafeString:
    """The two in one text: `<del>` for what left, `<ins>` for what came."""
    if not before or not after or (len(before) < SHORT > len(after) and "\n" not in before + after):
        return format_html("{} → {}", aside("del", before), aside("ins", after))
    found = list(parts(before, after))
    last = len(found) - 1
    names = {"-": "del", "+": "ins"}
    return format_html_join(
        "",
        "{}",
        (
            (
                escape(shortened(text, rank == 0, rank == last))
                if sign == "="
                else format_html("<{0}>{1}</{0}>", names[sign], text),
            )
            for rank, (sign, text) in enumerate(found)
        ),
    )


def aside(name: str, text: str) -> SafeString:
    if not text:
        return EMPTY
    return format_html("<{0}>{1}</{0}>", name, text)


def in_a_line(before: str, after: str) -> str:
    """For the journal, which is plain text: « Brouillon → Publié », or the words that changed."""
    if len(before) < SHORT > len(after):
        return f"{before or 'vide'} → {after or 'vide'}"
    found = list(parts(before, after))
    taken = " … ".join(text.strip() for sign, text in found if sign == "-" and text.strip())
    put = " … ".join(text.strip() for sign, text in found if sign == "+" and text.strip())
    told = [f"retiré « {taken[:SHORT]} »"] if taken else []
    return ", ".join(told + ([f"ajouté « {put[:SHORT]} »"] if put else [])) or "espaces"
