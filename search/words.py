"""Words as search compares them: without accents or case, reduced to a stem, numbers made one.

« Les Écoles », « école » and « ECOLES » are one word; « 1 950 » and « 1950 » one number;
« n° 9 » is a number and, besides, the sign of an action's number.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from backoffice.folding import fold

_SPACE = "[ \u00a0\u202f]"
SPACE = re.compile(_SPACE)
TOKEN = re.compile(
    rf"\b(?P<sign>n[°º]s?|no|num[ée]ros?){_SPACE}*(?=(?P<signed>\d+))"
    rf"|(?<!\d)(?P<grouped>\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\d)(?:,\d+)?)"
    r"|(?P<number>\d+(?:[.,]\d+)?)(?:ers?|res?|nde?s?|es?|[èe]mes?)?(?![^\W\d_])"
    r"|(?P<digits>\d+)"
    r"|(?P<word>aujourd['’]hui|[^\W\d_]+)",
    re.IGNORECASE,
)

LEADING_ZEROS = re.compile(r"^0+(?=\d)")
LETTERS = re.compile(r"aujourd['’]hui|[^\W\d_]+", re.IGNORECASE)
# Digits with all that may make one token of them and their neighbours.
NUMERIC = re.compile(
    rf"(?:\b(?:n[°º]s?|no|num[ée]ros?){_SPACE}*)?\d(?:[\d.,]|{_SPACE}(?=\d{{3}}))*[^\W\d_]*",
    re.IGNORECASE,
)

# Plurals and feminines that no ending tells.
IRREGULAR = {
    "beau": "bel",
    "beaux": "bel",
    "nouveau": "nouvel",
    "nouveaux": "nouvel",
    "travaux": "travail",
    "vieux": "vieil",
    "vieille": "vieil",
    "vieilles": "vieil",
    "yeux": "oeil",
}
# Applied in this order, once the plural and the silent e are gone.
FEMININES = [
    (re.compile(pattern), ending)
    for pattern, ending in [
        (r"(?<=\w\w)tric$", "teu"),  # directrice, directeur
        (r"(?<=\w\w)eu[rs]$", "eu"),  # vendeuse, vendeur, heureuse, heureux
        (r"(?<=\w\w)qu$", "c"),  # publique
        (r"(?<=\w\wg)u$", ""),  # longue
        (r"(?<=\w\w)f$", "v"),  # actif, active
        (r"(?<=\w\w[eo])(ll|nn|tt)$", None),  # citoyenne, nouvelle
    ]
]


@dataclass(frozen=True)
class Token:
    """One word of a text: where it stands there, and what it is compared by."""

    start: int
    end: int
    word: str
    stem: str


# Control characters, halves of characters, and what splits a word without being seen.
UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
INSIDE_WORDS = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")


def tidy(text):
    """A text of which words can be told: composed letters, nothing unseen."""
    return UNSEEN.sub(" ", INSIDE_WORDS.sub("", unicodedata.normalize("NFC", text)))


def tokens(text):
    """The words of a tidy text, in order."""
    for match in TOKEN.finditer(text):
        match match.lastgroup:
            case "signed":
                sign = f"n°{_number(match['signed'])}"
                yield Token(match.start(), match.end("signed"), sign, sign)
            case "word":
                word = fold(match["word"])
                yield Token(match.start(), match.end(), word, stem(word))
            case kind:
                number = _number(SPACE.sub("", match[kind]))
                yield Token(match.start(), match.end(), number, number)


def words_and_stems(text: str) -> tuple[list[str], list[str]]:
    """The words of a tidy text and their stems, in no order: as `tokens` gives them, but many times
    faster, for whoever only counts them."""
    words = [fold(word) for word in LETTERS.findall(NUMERIC.sub(" ", text))]
    stems = [stem(word) for word in words]
    for part in NUMERIC.findall(text):
        if part.isdecimal():  # as most are: years, days, numbers of actions
            read = [_number(part)]
            words += read
            stems += read
        else:
            for token in tokens(part):
                words.append(token.word)
                stems.append(token.stem)
    return words, stems


def _number(digits):
    """« 05 » is 5, « 12,5 » is 12.5."""
    digits = digits.replace(",", ".")
    return LEADING_ZEROS.sub("", digits) if digits[0] == "0" else digits


def alphabetical(records, name=str):
    """In the order of French dictionaries, É with E and œ with oe, whatever the database does."""
    return sorted(records, key=lambda record: (fold(name(record)), name(record)))


@lru_cache(maxsize=50_000)
def stem(word):
    """A folded word without its plural and its feminine; what is left need not be a word."""
    if word in IRREGULAR:
        return IRREGULAR[word]
    word = _singular(word)
    if len(word) > 3:
        word = word[:3] + word[3:].rstrip("e")
    for pattern, ending in FEMININES:
        if match := pattern.search(word):
            return word[: match.start()] + (match[0][0] if ending is None else ending)
    return word


def _singular(word):
    """« réseaux », « municipaux », « jeux », « écoles »; « bus » and « prix » have one form."""
    if re.search(r"(?:eau|eu|ou)x$", word):
        return word[:-1]
    if re.search(r"\w\waux$", word):
        return word[:-2] + "l"
    if word.endswith("s") and len(word) > 2 and word != "bus":
        return word[:-1]
    return word


# Left out of what is looked for, unless it holds nothing else.
STOP_WORDS = frozenset(
    token.word
    for token in tokens(
        "a à au aux avec c ce ces cet cette d dans de des du elle en est et eu il ils j je l la le "
        "les leur leurs lui m ma mais me mes mon n ne nos notre nous on ou où par pas pour qu "
        "quand que qui s sa sans se ses son sont sur t ta te tes toi ton tu un une vos votre vous y"
    )
)


def stems_of(text):
    """The stems of the telling words of a text, in order: what makes two phrases one."""
    found = list(tokens(tidy(text)))
    return tuple(token.stem for token in found if token.word not in STOP_WORDS) or tuple(
        token.stem for token in found
    )
