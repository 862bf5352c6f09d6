"""What the search looks through: every public content, as it is at this instant.

Apps above register what they publish in their module `search`, which the first search loads, each
with a function that reads its `published()` rows:

    @indexed(Kind("action", "Action", "Actions"))
    def documents():
        for action in Action.objects.published():
            yield Document(str(action), action.get_absolute_url, [action.summary])

The list is made once for each version of the public content (`publishing.page_files.shared`), so an
edit, a withdrawal and a date that passes are true at the next search, and nothing has to be told
that something changed (docs/decisions.md).
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from django.utils.module_loading import autodiscover_modules

from publishing.page_files.shared import shared
from publishing.text.prose import plain_text

from .models import Signpost
from .words import stems_of, tidy, words_and_stems


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
    url: str | Callable[[], str]
    texts: Iterable[str] = ()  # paragraphs: an excerpt comes from one of them
    prose: Iterable[str] = ()  # the same, in Markdown
    note: str = ""  # a few words shown beside the kind: « Réalisée », « 2016-2017 »
    aliases: Iterable[str] = ()  # what people call it: whoever types one of them means it


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with its words, read once for each version of the content.

    Words stand between bars, `|halle||marche|`: whole words and beginnings of words are counted in
    such strings faster than in any list.
    """

    kind: Kind
    title: str
    note: str
    url: str
    texts: tuple[str, ...]
    title_words: str
    title_stems: str
    rest_words: str
    rest_stems: str
    aliases: dict[tuple[str, ...], str]  # stems of each alias → as it is written


_sources: list[tuple[Kind, Callable[[], Iterable[Document]]]] = []
_filters: list[Callable[[], Callable[[str], str]]] = []


def indexed(kind):
    """Register a function that yields the public documents of a kind."""

    def register(function):
        _sources.append((kind, function))
        return function

    return register


def texts_pass_through(factory):
    """Register a maker of text filters: one filter is made for each version of
    the content, and sees every text."""
    _filters.append(factory)
    return factory


@cache
def load_sources():
    autodiscover_modules("search")


@shared
def entries() -> list[Entry]:
    """Every public document. The number of queries does not grow with the number of documents."""
    load_sources()
    filters = [factory() for factory in _filters]
    taught: defaultdict[str, list[str]] = defaultdict(list)  # by the address of a page
    for signpost in Signpost.objects.exclude(address__startswith="https://"):
        taught[signpost.address] += [signpost.title, *signpost.words.split(",")]
    return [
        _read(kind, document, filters, taught)
        for kind, documents in _sources
        for document in documents()
    ]


def _read(kind, document, filters, taught):
    def filtered(texts):
        for text in filter(None, texts):
            for apply in filters:
                text = apply(text)
            yield text

    title, note = "".join(filtered([document.title])), "".join(filtered([document.note]))
    texts = (*filtered(document.texts), *map(plain_text, filtered(document.prose)))
    title_words, title_stems = words_and_stems(tidy(title))
    address = document.url() if callable(document.url) else document.url
    aliases = [alias.strip() for alias in (*document.aliases, *taught.get(address, ()))]
    rest = "\n".join((kind.name, note, *aliases, *texts))
    rest_words, rest_stems = words_and_stems(tidy(rest))
    return Entry(
        kind,
        title,
        note,
        address,
        texts,
        _between_bars(title_words),
        _between_bars(title_stems),
        _between_bars(rest_words),
        _between_bars(rest_stems),
        {stems_of(alias): alias for alias in aliases},
    )


def _between_bars(words):
    return f"|{'||'.join(words)}|" if words else ""
