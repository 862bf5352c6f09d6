"""What the search looks through: every public content, as it is at this instant.

Apps above register what they publish in their module `search`, which the first search loads, each
with a function that reads its `published()` rows:

    @indexed(Kind("action", "Action", "Actions"))
    def documents():
        for action in Action.objects.published():
            yield Document(str(action), action.get_absolute_url, [action.summary])

Nothing is stored, so nothing has to be told that something changed: an edit, a withdrawal and a
date that passes are true at the next search. Only the reading of words is kept from one search to
the next, by the text itself, and only while that text is public (docs/decisions.md).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import autodiscover_modules

from publishing.text.prose import plain_text

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
    url: str | Callable[[], str]  # `content.get_absolute_url`, called only for what is shown
    texts: Iterable[str] = ()  # paragraphs: an excerpt comes from one of them
    prose: Iterable[str] = ()  # the same, in Markdown
    note: str = ""  # a few words shown beside the kind: « Réalisée », « 2016-2017 »


@dataclass(frozen=True)
class Words:
    """What a document says, read once.

    Words stand between bars, `|halle||marche|`: whole words and beginnings of words are counted in
    such strings faster than in any list.
    """

    texts: tuple[str, ...]
    title_words: str
    title_stems: str
    rest_words: str
    rest_stems: str


@dataclass(frozen=True)
class Entry:
    """A document, read."""

    kind: Kind
    title: str
    note: str
    words: Words
    address: str | Callable[[], str]

    @property
    def url(self):
        return self.address() if callable(self.address) else self.address

    @property
    def texts(self):
        return self.words.texts


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


@cache
def load_sources():
    autodiscover_modules("search")


def entries():
    """Every public document. The number of queries does not grow with the number of documents."""
    global _words_read
    load_sources()
    filters = [factory() for factory in _filters]
    found, still_public = [], {}
    for kind, documents in _sources:
        for document in documents():
            title, note = (_filtered(text, filters) for text in (document.title, document.note))
            texts = tuple(_filtered(text, filters) for text in document.texts if text)
            prose = tuple(_filtered(text, filters) for text in document.prose if text)
            key = (kind.name, title, note, texts, prose)
            words = still_public[key] = _words_read.get(key) or _read(*key)
            found.append(Entry(kind, title, note, words, document.url))
    _words_read = still_public  # what is no longer public is forgotten
    return found


def _filtered(text, filters):
    for apply in filters:
        text = apply(text)
    return text


def _read(kind, title, note, texts, prose):
    texts = tuple(_one_line(text) for text in (*texts, *map(plain_text, prose)))
    in_title = list(tokens(_one_line(title)))
    in_rest = [token for text in (kind, _one_line(note), *texts) for token in tokens(text)]
    return Words(
        texts,
        _between_bars(token.word for token in in_title),
        _between_bars(token.stem for token in in_title),
        _between_bars(token.word for token in in_rest),
        _between_bars(token.stem for token in in_rest),
    )


def _one_line(text):
    return " ".join(tidy(text).split())


def _between_bars(words):
    return "".join(f"|{word}|" for word in words)
