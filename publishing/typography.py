"""French typography, applied once, at render.

Editors type plain text; readers get what the Imprimerie nationale's rules and `docs/design.md` ask:
’ and « », narrow no-break spaces before ; ! ? and between thousands, no-break spaces before : and
inside « », before units, in dates, hours and telephone numbers. Addresses and code are left alone.
"""

import re
from decimal import Decimal
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import mark_safe

NBSP = "\u00a0"
NARROW = "\u202f"

MONTHS = "janvier|février|mars|avril|mai|juin|juillet|août|septembre|octobre|novembre|décembre"
UNITS = (
    "%|€|km²|m²|km|kg|m|h|ans?|M€|euros?|jours?|heures?|mois|agents?|communes?|habitants?|"
    "millions?|milliards?|places?|personnes?|actions?|réponses?|ateliers?|élus?"
)
# Never touched: addresses of pages and of mail, file names, ISO dates and clock times as 10:30.
LITERAL = re.compile(
    r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.]+|\b\d{4}-\d{2}-\d{2}\b|\b\d{1,2}:\d{2}\b"
)

RULES = [
    (re.compile(pattern), replacement)
    for pattern, replacement in [
        (r"(?<=\w)'(?=\w)", "’"),
        (r"(?<=\w)'", "’"),
        (r"\.\.\.", "…"),
        (r'"([^"\n]+)"', rf"«{NBSP}\1{NBSP}»"),
        (r"«[ \u00a0\u202f]*", f"«{NBSP}"),
        (r"[ \u00a0\u202f]*»", f"{NBSP}»"),
        (r"[ \u00a0\u202f]+([;!?])", rf"{NARROW}\1"),
        (r"(?<=[\w»)])([;!?])(?=\s|$)", rf"{NARROW}\1"),
        (r"(?<=\S)[ \u00a0\u202f]+:(?=\s|$)", f"{NBSP}:"),
        (r"(?<=[\w»)]):(?=\s|$)", f"{NBSP}:"),
        # 04 66 00 00 00: a telephone is not five numbers.
        (
            r"(?<![\d\u202f])(0\d)" + r"[ .\u00a0](\d\d)" * 4 + r"\b",
            NBSP.join([r"\1", r"\2", r"\3", r"\4", r"\5"]),
        ),
        # 1 234 567: groups of three after one to three digits.
        (r"(?<=\d)[ \u00a0](?=\d{3}(?!\d))", NARROW),
        (r"\b([Nn])°[ \u00a0\u202f]*(?=\d)", rf"\1°{NBSP}"),
        (rf"(?<=\d) (?=(?:{UNITS})(?![\w’]))", NBSP),
        (r"(\d{1,2})[ \u00a0]?h[ \u00a0]?(\d{2})\b", rf"\1{NBSP}h{NBSP}\2"),
        (
            rf"\b(1er|\d{{1,2}})[ {NBSP}]({MONTHS})[ {NBSP}](?=\d{{4}}\b)",
            rf"\1{NBSP}\2{NBSP}",
        ),
        (rf"\b(1er|\d{{1,2}}) (?=(?:{MONTHS})\b)", rf"\1{NBSP}"),
        (r"(?<=\d)[èe]mes?\b", "e"),
    ]
]

MOST_PASSES = 5  # two nearly always; a bound, since texts come from forms
ENDING = re.compile(r"\b(1)(er|re)\b|\b([2-9]|[1-9]\d+)(e)\b")


@lru_cache(maxsize=4096)
def typeset(text):
    """Plain text in, plain text out. Idempotent: typesetting twice changes nothing more."""
    return "".join(
        part if is_literal else _typeset(part) for part, is_literal in _split_literals(text)
    )


def _split_literals(text):
    """The text in order, as `(part, is_literal)`."""
    end = 0
    for literal in LITERAL.finditer(text):
        yield text[end : literal.start()], False
        yield literal.group(), True
        end = literal.end()
    yield text[end:], False


def _typeset(text):
    """Apply the rules until none has more to say: one may make room for another."""
    for _ in range(MOST_PASSES):
        before = text
        for pattern, replacement in RULES:
            text = pattern.sub(replacement, text)
        if text == before:
            break
    return text


def typeset_to_html(text):
    """Plain text in, safe HTML out, with « 1er » and « 2e » raised."""
    return mark_safe(
        "".join(
            escape(part) if is_literal else ENDING.sub(_raise_ending, escape(part))
            for part, is_literal in _split_literals(typeset(text))
        )
    )


def _raise_ending(match):
    number, ending = (match[1], match[2]) if match[1] else (match[3], match[4])
    return f"{number}<sup>{ending}</sup>"


def format_number(value):
    """A Decimal or int as French people write it: « 1 234,5 », « −1 000 »."""
    number = Decimal(value)
    sign, number = ("−" if number < 0 else ""), abs(number)
    whole, _, fraction = f"{number:f}".partition(".")
    groups = f"{int(whole):,}".replace(",", NARROW)
    fraction = fraction.rstrip("0")
    return f"{sign}{groups}{',' + fraction if fraction else ''}"
