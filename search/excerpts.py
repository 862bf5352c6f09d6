"""The passage of a text where the words are, and the words marked."""

from django.utils.html import format_html
from django.utils.safestring import mark_safe

from publishing.text.typography import to_html, typeset

from .words import tidy, tokens

LENGTH = 220
LEAD = 60  # what is kept before the first word, to make sense of it


def marked(text, query):
    """A text typeset, in safe HTML, with the words of the query in <mark>."""
    return _mark(typeset(text), query)


def excerpt(texts, query):
    """The passage that has most of the words, marked; the beginning when they are elsewhere."""
    if not texts:
        return ""
    texts = [" ".join(tidy(text).split()) for text in texts]
    text = typeset(max(texts, key=lambda text: _richness(_places(text, query))))
    if len(text) <= LENGTH:
        return _mark(text, query)
    start = _best_start(_places(text, query))
    start, end = _to_whole_words(text, start, start + LENGTH)
    before, after = "… " if start else "", " …" if end < len(text) else ""
    return format_html("{}{}{}", before, _mark(text[start:end], query), after)


def _places(text, query):
    """`(start, end, which word of the query)` of each hit, in order."""
    return [
        (token.start, token.end, rank)
        for token in tokens(text)
        for rank, wanted in enumerate(query.wanted)
        if wanted.is_met_by(token)
    ]


def _richness(places):
    return len({rank for _, _, rank in places}), len(places)


def _best_start(places):
    """Where to begin: a little before the hit that is followed by most others."""
    best, richest = 0, (0, 0)
    for start, _, _ in places:
        window = [
            place for place in places if start <= place[0] and place[1] < start + LENGTH - LEAD
        ]
        if _richness(window) > richest:
            best, richest = start, _richness(window)
    return max(0, best - LEAD)


def _to_whole_words(text, start, end):
    if start:
        start = text.index(" ", start) + 1 if " " in text[start : start + LEAD] else start
    if end < len(text):
        space = text.rfind(" ", start, end)
        end = space if space > start else end
    return start, min(end, len(text))


def _mark(text, query):
    parts, done = [], 0
    for start, end, _ in sorted(_places(text, query)):
        if end <= done:
            continue
        start = max(start, done)
        parts += [
            to_html(text[done:start]),
            format_html("<mark>{}</mark>", to_html(text[start:end])),
        ]
        done = end
    parts.append(to_html(text[done:]))
    return mark_safe("".join(parts))
