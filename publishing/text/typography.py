"""French typography, applied once, at render.

Editors type plain text; readers get what the Imprimerie nationale's rules and `docs/design.md` ask:
’ and « », narrow no-break spaces before ; ! ? and between thousands, no-break spaces before : and
inside « », between a number and its unit, in dates, hours, references and telephone numbers.

Letters and digits stay as typed, but for five slips that have one right spelling: « 2ème » is
« 2e », « 1ère » is « 1re », « 3 x 4 » is « 3 × 4 », « 20 m2 » is « 20 m² », « nº 3 » is « n° 3 ».
Addresses, file paths, code, ISO dates and clock times are never touched.
"""

import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, lru_cache, partial

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from spreadsheets.values import MONTHS

NBSP = "\u00a0"
NARROW = "\u202f"
# Around a number that a text names, until it is HTML: they must not hide it from the rules.
NUMBER_START, NUMBER_END = "\ue000", "\ue001"
# Stands for a literal while the rules run: they still see that something is there.
HELD = "\ue002"

MONTH = "|".join(MONTHS)
UNITS = (
    "km²|m²|m³|km|hm|cm|mm|m|ha|kg|mg|g|t|hl|cl|l|L|kWh|MWh|GWh|kW|MW|[kMGT]o|h|min|s|j|ans?|mois|"
    "semaines?|jours?|heures?|minutes?|secondes?|euros?|millions?|milliards?|points?|fois|agents?|"
    "communes?|habitants?|places?|personnes?|actions?|réponses?|ateliers?|élus?|élèves?"
)
CIVILITIES = r"MM?\.|Mmes?|Mlles?|Drs?|Prs?|Mgr|Me|Vve"
BEFORE_NUMBERS = "pp?|[Aa]rt|[Cc]hap|[Ff]ig|[Vv]ol|[Aa]l|[Tt]él|[Ee]nv|[Tt]|[Éé]d"

# An address ends before the punctuation of the sentence that holds it.
ADDRESS = r"[^\s«»“”\"<>]*[^\s«»“”\"<>.,;:!?)…]"
LITERAL = re.compile(
    "|".join(
        [
            r"`[^`\n]+`",
            rf"(?:https?://|ftp://|www\.|mailto:|tel:){ADDRESS}",
            r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
            rf"(?:[\w-]+\.)+[A-Za-z]{{2,}}/{ADDRESS}",
            r"(?<![\w/.])(?:~|\.{1,2})?/[\w~%+-][\w.~%+-]*(?:/[\w.~%+-]*)*",  # /actions/9/, ./a/b
            rf"(?<!\w)[A-Za-z]:\\{ADDRESS}",
            r"\b\d{4}-\d{2}-\d{2}(?:T[\d:.]*\dZ?(?:[+-]\d{2}:\d{2})?)?(?!\w)",
            r"(?<!\d)\d{1,2}:\d{2}(?::\d{2})?(?!\d)",
            HELD,  # nobody types it, but then it comes back as it was
        ]
    )
)

SPACE = f"[ {NBSP}{NARROW}]"
# What a sign of punctuation follows when no space was typed before it.
WORD_END = rf"[\w»)\]”’%‰€°²³…{NUMBER_END}{HELD}]"
AFTER_NUMBER = rf"(?<=[\d{NUMBER_END}])"
TELEPHONE_PAIRS = rf"(?:{SPACE}|[.-])(\d\d)" * 4 + r"(?!\d)"


def _group_thousands(match: re.Match[str]) -> str:
    return re.sub(SPACE, NARROW, match[0])


@dataclass
class Rule:
    """A replacement, and the signs without one of which there is nothing to replace.

    Looking for signs is much faster than looking for the pattern; and a rule that is never needed
    is never compiled, which every process that starts would wait for.
    """

    signs: Collection[str]
    pattern: str
    replacement: str | Callable[[re.Match[str]], str]

    @cached_property
    def apply(self) -> Callable[[str], str]:
        return partial(re.compile(self.pattern).sub, self.replacement)


DIGITS = "0123456789"
RULES_BEFORE_QUOTES = [
    # Spaces typed twice: one remains, the one that does not break if there is one.
    Rule(NBSP, rf"{SPACE}*{NBSP}{SPACE}*", NBSP),
    Rule(NARROW, rf" *{NARROW}[ {NARROW}]*", NARROW),
    Rule(" ", r" {2,}", " "),
    Rule(",.", rf"(?<=[\w»)\]]){SPACE}(?=[,.](?:[\s\"»”]|$))", ""),
    # Apostrophes: in a word, after it, before it (’tit, années ’80); feet and minutes are not.
    Rule("'", r"(?<![\w'’])'([^\W\d][^'\n]{0,60}?(?<!\s))'(?![\w'’])", r"“\1”"),
    Rule("'´‘", r"(?<=[^\W\d_²³])['´‘](?=\w)", "’"),
    Rule("'", r"(?<=[^\W\d_²³])'", "’"),
    Rule("'", r"(?<![^\s(«“\"])'(?=\w)", "’"),
    Rule(".", r"(?<!\.)\.{3}(?!\.)", "…"),
    Rule("…", r"\b([Ee]tc)\.?…", r"\1."),
    Rule(",", r", (?=etc\.)", f",{NBSP}"),
]
RULES = [
    Rule("«", rf"«{SPACE}*", f"«{NBSP}"),
    Rule("»", rf"{SPACE}*»", f"{NBSP}»"),
    # ; ! ? and their runs (?!), then the colon. Not in « a;b », « 3:1 » or « :-) ».
    Rule(";!?", rf"{SPACE}+([;!?])", rf"{NARROW}\1"),
    Rule(";!?", rf"(?<={WORD_END})([;!?]+)(?=[\s»”)\],.…]|$)", rf"{NARROW}\1"),
    Rule(":", rf"(?<=\S){SPACE}+:(?=\s|$)", f"{NBSP}:"),
    Rule(":", rf"(?<={WORD_END}):(?=\s|$)", f"{NBSP}:"),
    # 04 66 00 00 00, +33 4 66 00 00 00: a telephone is not five numbers.
    Rule(
        "0",
        rf"(?<![\d{NARROW}])(0[1-9]){TELEPHONE_PAIRS}",
        NBSP.join([r"\1", r"\2", r"\3", r"\4", r"\5"]),
    ),
    Rule(
        "+",
        rf"\+33{SPACE}?([1-9]){TELEPHONE_PAIRS}",
        NBSP.join(["+33", r"\1", r"\2", r"\3", r"\4", r"\5"]),
    ),
    # 1 234 567,8: groups of three after one to three digits; a SIRET ends with five.
    Rule(
        DIGITS,
        rf"(?<![\d,.{NARROW}])(?:0|[1-9]\d{{0,2}})(?:{SPACE}\d{{3}})+(?:{SPACE}\d{{5}})?(?!\d)",
        _group_thousands,
    ),
    # 3 × 4, 1,5 m × 2 m, 20 m²; 0x10 is code.
    Rule(
        "xX×",
        rf"(?<=\d)(?<!\b0)((?:{SPACE}?[ckm]?m)?){SPACE}?[xX×]{SPACE}?(?=\d)",
        rf"\1{NBSP}×{NBSP}",
    ),
    Rule("2", rf"{AFTER_NUMBER}({SPACE}?[kchm]?m)2\b", r"\1²"),
    Rule("3", rf"{AFTER_NUMBER}({SPACE}?[kchm]?m)3\b", r"\1³"),
    # 2e, 1re
    Rule(DIGITS, r"(?<=\d)i?[èe]me(s?)\b", r"e\1"),
    Rule("1", r"\b1[èe]re(s?)\b", r"1re\1"),
    Rule("IVX", r"(?<=[IVX]e) (?=siècle)", NBSP),
    # n° 12, p. 12, art. L. 131-1, § 3
    Rule("º", r"\b([Nn])º", r"\1°"),
    Rule("°", rf"\b([Nn]°s?){SPACE}*(?=[\d{NUMBER_START}])", rf"\1{NBSP}"),
    Rule(".", rf"\b({BEFORE_NUMBERS})\. (?=[\d+])", rf"\1.{NBSP}"),
    Rule(DIGITS + "LRD", r"\b([Aa]rt\.|[Aa]rticles?) (?=\d|[LRD]\.)", rf"\1{NBSP}"),
    Rule("LRD", r"\b([LRD])\. ?(?=\d)", rf"\1.{NBSP}"),
    Rule("§", r"§ ?(?=\d)", f"§{NBSP}"),
    # M. Dupont, J. Dupont, av. J.-C.
    Rule("MDPV", rf"\b({CIVILITIES}) (?=[A-ZÀ-Þ])", rf"\1{NBSP}"),
    Rule("J", r"\b(av|apr)\. (?=J\.-C\.)", rf"\1.{NBSP}"),
    Rule(".", r"(?<=\b[A-ZÀ-Þ]\.) (?=[A-ZÀ-Þ][\w.])", NBSP),
    # 12,5 %, 50 €, 3 M€, 20 °C, 12 ans, 10-12 ans, 30 km/h
    Rule("%‰€°", rf"{AFTER_NUMBER}{SPACE}?(?=(?:[%‰]|(?:[kM]|Md)?€|°C)(?![\w%]))", NBSP),
    Rule(DIGITS + NUMBER_END, rf"{AFTER_NUMBER} (?=(?:{UNITS})(?![\w’]))", NBSP),
    # 5 h 30, 17 h
    Rule(
        "h",
        rf"\b(\d{{1,2}}){SPACE}?h{SPACE}?([0-5]\d)(?!\w)",
        rf"\1{NBSP}h{NBSP}\2",
    ),
    Rule("h", rf"\b(\d{{1,2}}){SPACE}?h(?!\w)", rf"\1{NBSP}h"),
    # 1er mai 2017
    Rule(
        DIGITS,
        rf"\b(1er|\d{{1,2}}){SPACE}({MONTH}){SPACE}(?=\d{{4}}\b)",
        rf"\1{NBSP}\2{NBSP}",
    ),
    Rule(DIGITS, rf"\b(1er|\d{{1,2}}) (?=(?:{MONTH})\b)", rf"\1{NBSP}"),
]


@lru_cache(maxsize=4096)
def typeset(text: str) -> str:
    """Plain text in, plain text out. Idempotent: typesetting twice changes nothing more."""
    literals = iter(LITERAL.findall(text))
    text = _apply(RULES_BEFORE_QUOTES, LITERAL.sub(HELD, text))
    text = _apply(RULES, _turn_quotes(text))
    return re.sub(HELD, lambda match: next(literals), text)


def _apply(rules: Iterable[Rule], text: str) -> str:
    characters = set(text)
    for rule in rules:
        if not characters.isdisjoint(rule.signs):
            changed = rule.apply(text)
            if changed != text:
                text, characters = changed, set(changed)
    return text


QUOTE = re.compile(r'"+|[«»]')  # two in a row are left: nobody knows what they mean


def _turn_quotes(text: str) -> str:
    """Straight quotes to « », and to “ ” inside « ».

    Each is judged by its neighbours, not by pairs: a quotation may run over a line, or over the
    pieces in which Markdown hands us a sentence. After a number, one that closes nothing is inches.
    """
    opened = []  # what closes each quotation begun, the innermost last

    def turn(match: re.Match[str]) -> str:
        sign, before, after = match[0], text[: match.start()][-1:], text[match.end() :][:1]
        if sign == "«":
            opened.append("»")
        elif sign == "»":
            _close(opened, "»")
        elif sign == '"' and _ends_nothing(before) and _begins_word(after):
            opened.append("”" if opened else "»")
            return "“" if len(opened) > 1 else "«"
        elif sign == '"' and before.strip() and not _begins_word(after):
            if opened:
                return opened.pop()
            return sign if before.isdigit() else "»"
        return sign

    return QUOTE.sub(turn, text)


def _ends_nothing(character: str) -> bool:
    return not character.strip() or character in "([«“’'-"


def _begins_word(character: str) -> bool:
    return character.isalnum() or (
        character != "" and character in f"«“([‘'’…+−€{NUMBER_START}{HELD}"
    )


def _close(opened: list[str], sign: str) -> None:
    """A typed » closes the nearest « and whatever was left open inside it."""
    while opened and opened.pop() != sign:
        pass


RAISED = re.compile(
    r"(?<![.,\w])(?:(?P<first>1)(?P<er>ers?|res?)|(?P<second>2)(?P<nd>nde?s?|des?)"
    r"|(?P<number>[2-9]|[1-9]\d+)(?P<e>es?)|(?P<roman>[IVX]+)(?P<re>er|re|es?))\b"
)


def typeset_to_html(text: str) -> SafeString:
    """Plain text in, safe HTML out, with « 1er » and « 2e » raised."""
    return to_html(typeset(text))


def to_html(text: str) -> SafeString:
    """Text already typeset to safe HTML, with « 1er » and « 2e » raised (not in addresses)."""
    parts, end = [], 0
    for literal in LITERAL.finditer(text):
        parts += [_raise_endings(text[end : literal.start()]), escape(literal.group())]
        end = literal.end()
    parts.append(_raise_endings(text[end:]))
    return mark_safe("".join(parts))


def _raise_endings(text: str) -> str:
    return RAISED.sub(_raise_ending, escape(text))


def _raise_ending(match: re.Match[str]) -> str:
    number, ending = (group for group in match.groups() if group)
    return f"{number}<sup>{ending}</sup>"


def format_number(value: Decimal | int | str) -> str:
    """A Decimal or int as French people write it: « 1 234,5 », « −1 000 »."""
    number = Decimal(value)
    sign, number = ("−" if number < 0 else ""), abs(number)
    whole, _, fraction = f"{number:f}".partition(".")
    groups = f"{int(whole):,}".replace(",", NARROW)
    fraction = fraction.rstrip("0")
    return f"{sign}{groups}{',' + fraction if fraction else ''}"
