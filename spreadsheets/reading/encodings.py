"""The text of a csv file: which encoding French offices saved it in."""

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ..limits import Refused

PIECE = 65_536
MARKS = [
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
]
# As Windows, Macintosh and DOS name « CSV » in the list of Excel; the usual one first.
USUAL_ONE = "cp1252"
OLD = {"cp1252": "Windows-1252", "mac_roman": "Macintosh", "cp850": "MS-DOS"}
# Old intranets and Unix: « œ », « € » where Windows has « ½ » and « ¤ », which no word holds.
LATIN_9, LATIN_9_LETTER = "iso8859-15", re.compile(rb"[a-zA-Z]\xbd|\xbd[a-z]|\xa4")
WINDOWS_ONLY = re.compile(rb"[\x80-\x9f]")
NAMES = {
    LATIN_9: "ISO-8859-15",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    **OLD,
}
USUAL = set("éèêàâçùûîïôœ’«»–…•€°\u00a0")
FRENCH = set("ëäüöæÿÉÈÊËÀÂÄÇÙÛÜÎÏÔÖŒÆ‘“”—·ºª²³§£µ\u202f")
LIKELY = 0.7  # of usual signs, for an encoding that offices hardly use any more
# « é » or « ’ » in UTF-8, which nobody writes in the older encodings: « Ã© », « â€™ ».
UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xe2\x80[\x90-\xbf]|\xc5\x93|\xc2[\xa0\xab\xbb]")
BINARY = (
    "Ce fichier n’est pas un tableur : il contient des octets nuls. Déposez un fichier xlsx, ods "
    "ou csv enregistré par un tableur."
)


def encoding_of(path: Path) -> str:
    """The name Python knows it by. Raises Refused for what is no text, or two kinds of text."""
    with path.open("rb") as file:
        head = file.read(PIECE)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return checked(path, encoding)
    if b"\0" in head:
        return checked(path, wide_encoding(head))
    return "utf-8" if decodes(path, "utf-8") else old_encoding(path.read_bytes())


def wide_encoding(head: bytes) -> str:
    """UTF-16 without its mark: one byte of two is null in a text of Western Europe."""
    for encoding, nulls, others in (
        ("utf-16-le", head[1::2], head[::2]),
        ("utf-16-be", head[::2], head[1::2]),
    ):
        if nulls.count(0) > len(nulls) * 0.7 and 0 not in others:
            return encoding
    raise Refused(BINARY)


def checked(path: Path, encoding: str) -> str:
    if not decodes(path, encoding):
        raise Refused(
            "Ce fichier est abîmé : son texte ne se lit pas jusqu’au bout. Enregistrez-le à "
            "nouveau depuis votre tableur, au format « CSV UTF-8 » ou xlsx."
        )
    return encoding


def decodes(path: Path, encoding: str) -> bool:
    try:
        for text in texts(path, encoding):
            if "\0" in text:
                raise Refused(BINARY)
    except UnicodeError:
        return False
    return True


def texts(path: Path, encoding: str) -> Iterator[str]:
    with path.open(encoding=encoding, newline="") as file:
        while text := file.read(PIECE):
            yield text


def old_encoding(content: bytes) -> str:
    """The one that gives French letters. UTF-8 among other bytes is two texts pasted together."""
    if b"\0" in content:
        raise Refused(BINARY)
    if UTF8_LETTER.search(content):
        raise Refused(mixed(content))
    letters = bytes(byte for byte in set(content) if byte > 127)
    scores = {encoding: french_share(letters, encoding) for encoding in OLD}
    best = max(OLD, key=lambda encoding: scores[encoding])  # the first of equals
    if best != USUAL_ONE and scores[best] < LIKELY:
        best = USUAL_ONE
    if scores[best] < 0:
        raise Refused(mixed(content))
    if LATIN_9_LETTER.search(content) and not WINDOWS_ONLY.search(content):
        return LATIN_9
    return best


def french_share(letters: bytes, encoding: str) -> float:
    """How usual the signs are in French texts; -1 when some are nothing at all."""
    try:
        decoded = letters.decode(encoding)
    except UnicodeDecodeError:
        return -1
    return sum(1 if sign in USUAL else 0.3 * (sign in FRENCH) for sign in decoded) / len(decoded)


def mixed(content: bytes) -> str:
    try:
        content.decode()
        line = 1
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
    return (
        f"Ce fichier mélange deux encodages, à partir de la ligne {line} : ses accents seraient "
        "faux. Ouvrez-le dans votre tableur, vérifiez les accents et enregistrez-le au format "
        "xlsx."
    )
