"""What to reread in a text before it is public: advice, never a wall.

One list of functions: each is given a text as it is typed and says, in sentences, what to look at.
Apps above register theirs.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.forms import Textarea

WORDS = 30  # of a sentence; beyond, it is hard to follow
LINK = re.compile(r"(!?)\[([^\]]*)\]\(([^)\s]*)[^)]*\)")
HEADING = re.compile(r"^(#{1,6})\s", re.MULTILINE)
MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
DATE = re.compile(rf"\b(?:\d{{1,2}}|1er) (?:{MONTHS}) \d{{4}}\b")

Advice = Callable[[str], Iterable[str]]
_advice: list[Advice] = []


def advises(function: Advice) -> Advice:
    _advice.append(function)
    return function


@advises
def pictures(text: str) -> Iterator[str]:
    for is_picture, alternative, address in LINK.findall(text):
        if is_picture and not alternative.strip():
            yield f"l’image {address} n’a pas de texte de remplacement."


@advises
def headings(text: str) -> Iterator[str]:
    """Pages show « # » and « ## » alike, under their title."""
    before = 1
    for match in HEADING.finditer(text):
        level = max(len(match[1]), 2)
        if level > before + 1:
            line = text[match.end() :].partition("\n")[0].strip()
            yield f"l’intertitre « {line} » saute un niveau : écrivez {'#' * (before + 1)}."
        before = level


@advises
def long_sentences(text: str) -> Iterator[str]:
    plain = LINK.sub(r"\2", text)
    for sentence in re.split(r"(?<=[.!?…])\s+|\n+", plain):
        words = re.findall(r"[\w’'-]*\w", sentence)
        if len(words) > WORDS:
            yield f"une phrase de {len(words)} mots : « {' '.join(words[:6])}… »."


@advises
def dates(text: str) -> Iterator[str]:
    for paragraph in re.split(r"\n\s*\n", text):
        if (match := DATE.search(paragraph)) and not LINK.search(paragraph):
            yield f"le {match[0]} : aucun lien du paragraphe n’en donne la source."


def advice(form: Any) -> list[tuple[str, str, str]]:
    """`(id of the box, its label, what to look at)` for each text of a form, as it is shown."""
    return [
        (bound.id_for_label, str(bound.label), sentence)
        for bound in form
        if isinstance(bound.field.widget, Textarea) and isinstance(bound.value(), str)
        for function in _advice
        for sentence in function(bound.value().replace("\r\n", "\n"))
    ]
