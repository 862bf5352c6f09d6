"""What somebody looks for, and what answers."""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from operator import itemgetter

from .index import entries
from .suggestions import closest_words
from .words import STOP_WORDS, Token, tidy, tokens

MAX_LENGTH = 200
MAX_WORDS = 12
MAX_PARTIAL = 5
DETAIL = 9  # the rank of figures: what they measure comes first


@dataclass(frozen=True)
class Wanted:
    """One word to find, whole or, when it is the last one typed, as a beginning."""

    token: Token
    is_beginning: bool

    def is_met_by(self, token):
        return token.stem == self.token.stem or (
            self.is_beginning and token.word.startswith(self.token.word)
        )

    def count(self, words, stems):
        """How many times in texts read as an `Entry` keeps them."""
        whole = stems.count(f"|{self.token.stem}|")
        return max(whole, words.count(f"|{self.token.word}")) if self.is_beginning else whole

    def is_whole_in(self, stems):
        """1 for the word itself; 2 for a number that is « n° » something, as actions are."""
        return (f"|{self.token.stem}|" in stems) + (f"|n°{self.token.stem}|" in stems)


class Query:
    """A text typed by anybody: nothing is assumed of it."""

    def __init__(self, typed):
        text = " ".join(tidy(typed).split())
        self.text = text[:MAX_LENGTH].strip()
        found = list(tokens(self.text))
        telling = [token for token in found if token.word not in STOP_WORDS] or found
        unique = list({token.stem: token for token in telling}.values())
        self.is_cut = len(text) > MAX_LENGTH or len(unique) > MAX_WORDS
        last = found[-1] if found else None
        self.phrase = tuple(token.stem for token in telling)
        self.wanted = [
            Wanted(token, token is last and token.word.isalpha() and len(token.word) > 1)
            for token in unique[:MAX_WORDS]
        ]

    @property
    def is_blank(self):
        return not self.text

    @property
    def is_too_short(self):
        """One letter would find everything; one digit is a number."""
        return bool(self.wanted) and all(
            len(wanted.token.word) == 1 and wanted.token.word.isalpha() for wanted in self.wanted
        )

    @property
    def is_searchable(self):
        return bool(self.wanted) and not self.is_too_short

    def place(self, entry):
        """What sorts an entry among the results, first of all how many of the words it lacks; then
        whether people call it so; then the words of its title, which may have no other, and not
        only by their beginning. A figure comes after what it measures."""
        in_title = whole = count = missing = 0
        for wanted in self.wanted:
            title = wanted.count(entry.title_words, entry.title_stems)
            times = title + wanted.count(entry.rest_words, entry.rest_stems)
            count += times
            missing += not times
            in_title += bool(title)
            whole += wanted.is_whole_in(entry.title_stems)
        has_others = in_title < entry.title_stems.count("|") / 2
        called = self.phrase not in entry.aliases
        is_detail = entry.kind.rank >= DETAIL
        in_doubt = (entry.kind.rank, entry.title_words)
        return (missing, called, -in_title, is_detail, has_others, -whole, -count, *in_doubt)


class Results:
    """The answer to a query: what has all its words, the best first."""

    def __init__(self, query):
        self.query = query
        self.entries = entries() if query.is_searchable else []
        places = [(query.place(entry), entry) for entry in self.entries]
        found = [pair for pair in places if pair[0][0] < len(query.wanted)]
        self._found = sorted(found, key=itemgetter(0))
        self.all = [entry for (missing, *_), entry in self._found if not missing]

    def kinds(self):
        """`(kind, count)` of what was found, in order of rank."""
        counts = Counter(entry.kind for entry in self.all)
        return sorted(counts.items(), key=lambda item: (item[0].rank, item[0].name))

    def partial(self):
        """A few entries that have some of the words, when none has them all."""
        if self.all:
            return []
        return [entry for _, entry in self._found[:MAX_PARTIAL]]

    @cached_property
    def unknown(self):
        """The words that nothing public has."""
        if self.all or not self.query.is_searchable:
            return []
        return [wanted for wanted in self.query.wanted if not self._is_known(wanted)]

    def suggestion(self):
        """The text typed, with its unknown words replaced by close ones from titles and from the
        words of inhabitants, if that finds something; empty otherwise."""
        if not self.unknown:
            return ""
        known = [entry.title for entry in self.entries]
        known += [alias for entry in self.entries for alias in entry.aliases.values()]
        text = closest_words(self.query.text, self.unknown, known)
        suggested = Query(text)
        finds = any(not suggested.place(entry)[0] for entry in self.entries)
        return text if text and finds else ""

    def missed(self):
        """The unknown words that staff may read, folded: nothing that could be somebody's name,
        address or number. A text of unknown words alone may be a name, as may a capital letter
        inside it."""
        text = self.query.text
        if not self.unknown or re.search(r"\d|@|\b(?:m|mr|mme|mlle|monsieur|madame)\b", text, re.I):
            return []
        if text != text.upper() and any(sign.isupper() for sign in text[1:]):
            return []
        if len(self.unknown) == len(self.query.wanted) > 1 or len(self.query.wanted) > 5:
            return []
        words = (wanted.token.word for wanted in self.unknown)
        return [word for word in words if word.isalpha() and 3 <= len(word) <= 25]

    def _is_known(self, wanted):
        return any(
            wanted.count(entry.title_words, entry.title_stems)
            or wanted.count(entry.rest_words, entry.rest_stems)
            for entry in self.entries
        )
