"""What the search looks through: every public content, as it is at this instant.

Apps above register what they publish, each with a function that reads its `published()` rows:

    @indexed(Kind("action", "Action", "Actions"))
    def documents():
        for action in Action.objects.published():
            yield Document(str(action), action.get_absolute_url(), [action.summary])

Nothing is stored, so nothing has to be told that something changed: an edit, a withdrawal and a
date that passes are true at the next search. Only the reading of words is kept from one search to
the next, by the text itself, and only while that text is public (docs/decisions-search.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property

from .words import tidy, tokens


@dataclass(frozen=True)
class Kind:
    """A sort of content: its name in addresses, its French names, its rank among equal results."""

    slug: str
    name: str
    plural: str
    rank: int = 5


PAGE = Kind("page", "Page", "Pages", rank=2)  # pages of text, and the lists of the other kinds


@dataclass(frozen=True)
class Document:
    """A content as its app describes it, in plain texts; `[[key]]` still stands for a figure."""

    title: str
    url: str
    texts: Iterable[str] = ()  # paragraphs: an excerpt comes from one of them
    note: str = ""  # a few words shown beside the kind: « Réalisée », « 2016-2017 »


@dataclass(frozen=True)
class Words:
    """The words of a title and of the rest, each between bars: `|halle||marche|`.

    Whole words and beginnings of words are counted in such strings faster than in any list.
    """

    title: str
    rest: tuple[str, ...]

    @cached_property
    def title_words(self):
        return _between_bars([self.title], "word")

    @cached_property
    def title_stems(self):
        return _between_bars([self.title], "stem")

    @cached_property
    def rest_words(self):
        return _between_bars(self.rest, "word")

    @cached_property
    def rest_stems(self):
        return _between_bars(self.rest, "stem")


@dataclass(frozen=True)
class Entry:
    """A document, read."""

    kind: Kind
    title: str
    url: str
    note: str
    texts: tuple[str, ...]
    words: Words


_sources: list[tuple[Kind, Callable[[], Iterable[Document]]]] = []
_filters: list[Callable[[], Callable[[str], str]]] = []
_words_read: dict[tuple, Words] = {}


def indexed(kind):
    """Register a function that yields the public documents of a kind."""

    def register(function):
        _sources.append((kind, function))
        return function

    return register


def texts_pass_through(factory):
    """Register a maker of text filters: one filter is made per search, and sees every text."""
    _filters.append(factory)
    return factory


def entries():
    """Every public document. The number of queries does not grow with the number of documents."""
    global _words_read
    filters = [factory() for factory in _filters]
    found, still_public = [], {}
    for kind, documents in _sources:
        for document in documents():
            title, note, *texts = (
                _plain(text, filters) for text in (document.title, document.note, *document.texts)
            )
            key = (title, (kind.name, note, *texts))
            words = still_public[key] = _words_read.get(key) or Words(*key)
            found.append(Entry(kind, title, document.url, note, tuple(filter(None, texts)), words))
    _words_read = still_public  # what is no longer public is forgotten
    return found


def _plain(text, filters):
    for apply in filters:
        text = apply(text)
    return " ".join(tidy(text).split())


def _between_bars(texts, form):
    return "".join(f"|{getattr(token, form)}|" for text in texts for token in tokens(text))
