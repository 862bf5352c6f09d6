"""Signs that nobody sees or that were lost on the way: what is dropped, what is refused."""

import json
import re
import unicodedata

# What shows nothing: control and format characters of Unicode, halves of emojis, and letters or
# marks that look empty. U+200D stays for now: it joins the parts of an emoji.
HIDDEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u115f\u1160\u17b4\u17b5\u180e"
    "\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff"
    "\U000e0000-\U000e007f]"
)
JOINER = re.compile("(?<![\u2190-\U0001faff\ufe0f])\u200d|\u200d(?![\u2190-\U0001faff])")
# Line ends of other programs, and the bullets of Word in its own font.
OTHER_SIGNS = re.compile("[\x0b\x0c\x85\uf0a7\uf0b7]")

REST = "".join(bytes([byte]).decode("cp1252", "ignore") for byte in range(0x80, 0xC0))
# « é » of UTF-8 read as Windows-1252, as Macintosh and as MS-DOS; of Windows-1252 read as MS-DOS.
MOJIBAKE = re.compile(
    f"Ã[{re.escape(REST)}\x80-\xbf]|Â[{re.escape(REST)}\x80-\xbf]|â€|Å[“’]|√[©®†™´ªß∫ßÆ¢]|├[®¿Ôáâ]|ÔÇ[Öô]"
)
# « é » as mails and addresses spell it, outside an address.
CODED = re.compile(r"=C3=[89AB][0-9A-F]|\+AOk-|\\u00[ef][0-9a-f]|(?<!\S)[^\s/]*%C3%[89AB][0-9A-F]")
LOST = re.compile("\ufffd|(?<!\\S)[a-zà-ÿ'’]+\\?[a-zà-ÿ]+(?![^\\s,.;:!?)»])", re.IGNORECASE)
TAG = re.compile(
    r"</?(?:p|br|div|span|b|i|u|em|strong|ul|ol|li|a|font|table|tr|td|h[1-6])(?:\s[^<>]*)?/?>",
    re.IGNORECASE,
)
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5}|#x[0-9a-fA-F]{2,5});")
CUT_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{2,5})\Z")
ERROR = re.compile(
    r"#(?:N/[AD]|DIV/0\s?!?|[A-ZÀÉÈÊÇ_]{2,20}\s?[!?]|GETTING_DATA|CHARGEMENT_DONNEES)"
    r"|Err\s?:\s?\d{3}|Loading\.\.\.|Chargement(?: en cours)?(?:\.\.\.|…)"
)

EMPTY = re.compile(r"NULL|null|NaN|nan|undefined|None|<NA>|\[object Object\]|#VIDE|#EMPTY")


def visible(text: str) -> str:
    """The text without the signs that show nothing: zero-width spaces, soft hyphens, marks of
    direction, control signs. Emojis keep what joins them."""
    if text.isascii() and text.isprintable():
        return text
    text = OTHER_SIGNS.sub(lambda found: "•" if found[0] > "\xff" else "\n", text)
    return JOINER.sub("", HIDDEN.sub("", text))


def folded(text: str) -> str:
    """Compatibility forms in their plain spelling (« № », « ﬁ », « Ａ »); « ² » and « ½ » stay,
    since « 3² » is no 32."""
    if text.isascii():
        return text
    return "".join(
        c
        if c.isascii() or (c.isnumeric() and not c.isdecimal())
        else unicodedata.normalize("NFKD", c)
        for c in text
    )


def lost_accents(text: str) -> str | None:
    """A piece of the text whose accents were lost by a wrong encoding."""
    if found := CODED.search(text) or MOJIBAKE.search(text) or LOST.search(text):
        return text[max(0, found.start() - 10) : found.end() + 10].strip()
    return None


def accents_lost(piece: str) -> str:
    return (
        f"les accents sont abîmés (« {piece} ») : un mauvais encodage les a remplacés. Retapez le "
        "texte, ou enregistrez le fichier d’origine au format xlsx."
    )


def is_json(text: str) -> bool:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return False
    return isinstance(value, dict) or any(isinstance(item, str | dict | list) for item in value)


def why_code(text: str) -> str | None:
    """Why a text copied from a program or from the code of a web page cannot be taken as it is."""
    if text[:1] in ("{", "[") and is_json(text):
        return (
            "le texte est celui d’un programme (JSON), pas une phrase : retapez ce qu’il dit, avec "
            "vos mots."
        )
    if "<" in text and (tag := TAG.search(text)):
        return (
            f"le texte contient une balise de page web (« {tag[0][:40]} ») : retapez-le sans elle."
        )
    if "&" in text and (entity := ENTITY.search(text)):
        return f"« {entity[0]} » est un code de page web, à la place d’un signe : retapez ce signe."
    if "&" in text and (entity := CUT_ENTITY.search(text)):
        return (
            f"la cellule finit par « {entity[0]} », un code de page web que le point-virgule a "
            "coupé : retapez le texte entier, ou enregistrez le fichier au format xlsx."
        )
    return None
