"""What a cell means: each conversion gives None for an empty cell and raises ValueError with a
French reason that names what was read and what is expected."""

import datetime
import re
import unicodedata
from decimal import Decimal
from typing import TypeGuard
from zoneinfo import ZoneInfo

from .book import Month, UnreadableCell, Value, Year
from .reading.cells import error_value, is_error
from .signs import accents_lost, folded, lost_accents, visible

PARIS = ZoneInfo("Europe/Paris")

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
HOUR = re.compile(r"[ t](?:a )?\d{1,2}[:h]\d{0,2}(?::\d{2})?(?:\.\d+)?(?:z|[+-]\d{2}:?\d{2})?\Z")
DAYS = r"(?:le )?(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche),? )?"
LIGATURES = str.maketrans(
    {"’": "'", "‘": "'", "ʼ": "'", "œ": "oe", "æ": "ae", "º": "°", "˚": "°", "‐": "-", "‑": "-"}
)
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[t ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:z|[+-]\d{2}:?\d{2})")
NUMBER_OF_WORDS = re.compile(r"[+-]?[0-9]{1,15}|[+-]?[0-9]{1,3}(?: [0-9]{3})+")
NUMBER_SIGN = re.compile(r"\A(?:action )?(?:n°|numero|num\.?|no\.?|nr\.?)?")
UNITS = {"": 1, "€": 1, "eur": 1, "euro": 1, "euros": 1, "k€": 1000, "m€": 1_000_000}
AMOUNT = re.compile(r"([+-]?)([\d.,]+)([a-z€]*)")
# Spaces that do not cut thousands: two numbers in one cell.
SEVERAL = re.compile(
    r"[0-9] [0-9]{1,2}(?![0-9])|[0-9] [0-9]{4}|[0-9]{4} [0-9]{3}(?![0-9])|[.,][0-9]+ [0-9]"
)
PLAIN = re.compile(r"[0-9]{1,18}[.,]?[0-9]{0,18}|[.,][0-9]{1,18}")
GROUPED_BY_POINTS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]*)?")
GROUPED_BY_COMMAS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]*)?")
WHOLE = "attendu : un nombre entier, par exemple 9."
AMOUNT_EXPECTED = "attendu : un nombre, par exemple 1 200,50."
DATE_EXPECTED = "attendu : une date, par exemple 01/12/2026."


def plain(text: str) -> str:
    """Lower case, no accents, « ' » for « ’ », spaces squeezed, nothing invisible: how words are
    compared."""
    if text.isascii():
        return " ".join(visible(text).lower().split())
    text = folded(visible(text).replace("\u200d", "").lower().translate(LIGATURES))
    letters = unicodedata.normalize("NFD", text.lower())
    return " ".join("".join(c for c in letters if not unicodedata.combining(c)).split())


def readable(value: Value) -> Value:
    """None for what looks empty; the reason of what could not be read. Errors of spreadsheets that
    were copied as texts are errors still."""
    if isinstance(value, UnreadableCell):
        raise ValueError(value.reason)
    if isinstance(value, str):
        text = visible(value).strip()
        if is_error(text):
            raise ValueError(error_value(text).reason)
        return text or None
    return value


def is_short(value: Value) -> TypeGuard[str]:
    """A text that may be a number or a date: longer ones are not looked at."""
    return isinstance(value, str) and len(value) <= 100


def as_text(value: Value) -> str | None:
    """As French people write it: « 1200,5 », « 01/12/2026 », « oui »."""
    match readable(value):
        case None:
            return None
        case bool() as answer:
            return "oui" if answer else "non"
        case float() as number:
            return f"{Decimal(repr(number)):f}".replace(".", ",")
        case datetime.datetime() as moment:
            return f"{moment:%d/%m/%Y %H:%M}"
        case Year() as year:
            return f"{year:%Y}"
        case Month() as month:
            return f"{MONTHS[month.month - 1]} {month.year}"
        case datetime.date() as day:
            return f"{day:%d/%m/%Y}"
        case datetime.time() as time:
            return f"{time:%H:%M}"
        case other:
            text = unicodedata.normalize("NFC", str(other))
            if piece := lost_accents(text):
                raise ValueError(accents_lost(piece))
            return text


def as_whole_number(value: Value) -> int | None:
    """« 9 », « 9.0 », « 9,0 », 9.0, « n° 9 », « 1 200 »."""
    value = readable(value)
    if value is None or (isinstance(value, int) and not isinstance(value, bool)):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if is_short(value):
        text = NUMBER_SIGN.sub("", plain(value), count=1).strip()
        match = re.fullmatch(r"([^.,]+?)(?:[.,]0*)?", text)
        if match and "\n" not in value and NUMBER_OF_WORDS.fullmatch(match[1]):
            return int(match[1].replace(" ", ""))
    raise ValueError(f"« {shown(value)} » n’est pas un nombre entier ; {WHOLE}")


def as_decimal(value: Value) -> Decimal | None:
    """« 1 200,50 », « 1200.5 », « 12 000 € », « 1.234.567,89 », « 12 k€ »."""
    value = readable(value)
    if value is None:
        return None
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Decimal(repr(value))
    if is_short(value):
        text = plain(value).replace("−", "-")
        written = "".join(text.replace("'", "").split())
        one = not SEVERAL.search(text) and not re.search(r"\S\s*\n\s*\S", value)
        if one and (match := AMOUNT.fullmatch(written)) and match[3] in UNITS:
            return Decimal(match[1] + point(match[2], value)) * UNITS[match[3]]
    raise ValueError(f"« {shown(value)} » n’est pas un nombre ; {AMOUNT_EXPECTED}")


def as_amount(value: Value) -> Decimal | None:
    """A sum of money, which has no thousandths: « 12,000 » may be twelve or twelve thousand, and
    is asked again."""
    text = "".join(plain(value).split()) if is_short(value) else ""
    if match := re.fullmatch(r"([1-9][0-9]{0,2}),([0-9]{3})(?:€|eur|euros?)?", text):
        raise ValueError(
            f"« {value} » peut se lire de deux façons ; écrivez « {match[1]}{match[2]} » ou "
            f"« {match[1]} »."
        )
    return as_decimal(value)


def plain_decimal(value: Decimal) -> str:
    """« 2579000 » and « 2.5 », never « 2.579E+6 » nor useless zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def point(digits: str, written: str) -> str:
    """The digits with a decimal point and no other sign. « 12.000 » may be twelve or twelve
    thousand, and is asked again; « 12,000 » is twelve, as French people write it."""
    if re.fullmatch(r"[1-9][0-9]{0,2}\.[0-9]{3}", digits):
        raise ValueError(
            f"« {written} » peut se lire de deux façons ; écrivez « {digits.replace('.', '')} » ou "
            f"« {digits.replace('.', ',').rstrip('0').rstrip(',')} »."
        )
    if PLAIN.fullmatch(digits):
        return digits.replace(",", ".")
    if GROUPED_BY_POINTS.fullmatch(digits):
        return digits.replace(".", "").replace(",", ".")
    if GROUPED_BY_COMMAS.fullmatch(digits):
        return digits.replace(",", "")
    raise ValueError(f"« {written} » n’est pas un nombre ; {AMOUNT_EXPECTED}")


def as_date(value: Value) -> datetime.date | None:
    """Dates of cells, « 01/12/2026 » (1 December), « 1er décembre 2026 », « 2026-12-01 »."""
    value = readable(value)
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, Month | Year):
        raise ValueError(f"« {shown(value)} » ne dit pas le jour ; {DATE_EXPECTED}")
    if value is None or isinstance(value, datetime.date):
        return value
    if is_short(value) and INSTANT.fullmatch(plain(value)):
        return in_paris(value)
    if is_short(value) and (parts := day_month_year(plain(value))):
        try:
            return datetime.date(*reversed(parts))
        except ValueError:
            raise ValueError(impossible(value, parts)) from None
    if isinstance(value, int) and 20_000 < value < 80_000:
        raise ValueError(
            f"« {value} » est un nombre : la cellule a perdu son format de date. Mettez-la au "
            "format Date dans le tableur, ou tapez la date, par exemple 01/12/2026."
        )
    raise ValueError(f"« {shown(value)} » n’est pas une date ; {DATE_EXPECTED}")


def in_paris(text: str) -> datetime.date:
    """The day in France of an instant with its zone: « 2024-02-29T23:00:00Z » is 1 March."""
    try:
        return datetime.datetime.fromisoformat(plain(text).upper()).astimezone(PARIS).date()
    except (ValueError, OverflowError):
        raise ValueError(f"« {text} » n’est pas une date ; {DATE_EXPECTED}") from None


def day_month_year(text: str) -> tuple[int, int, int] | None:
    text = re.sub(r"(?<=\d) ?([/.-]) ?(?=\d)", r"\1", HOUR.sub("", text))
    if match := re.fullmatch(DAYS + r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})", text):
        year = int(match[4])
        if 70 <= year < 100:
            return None  # the last century, or a slip
        return int(match[1]), int(match[3]), year + (2000 if year < 100 else 0)
    if match := re.fullmatch(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text):
        return int(match[3]), int(match[2]), int(match[1])
    if match := re.fullmatch(DAYS + r"(\d{1,2})(?:er)? ([a-z]{3,})\.? (\d{4})", text):
        month = month_number(match[2])
        return (int(match[1]), month, int(match[3])) if month else None
    return None


def month_number(word: str) -> int | None:
    """12 for « decembre » or « dec »; « jui » is two months, hence none."""
    found = [i for i, name in enumerate(MONTHS, 1) if plain(name).startswith(word)]
    return found[0] if len(found) == 1 else None


def impossible(written: str, parts: tuple[int, int, int]) -> str:
    if parts[1] > 12 >= parts[0]:
        return (
            f"« {written} » : il n’y a pas de mois {parts[1]}. Écrivez le jour, puis le mois : "
            f"{parts[1]:02}/{parts[0]:02}/{parts[2]}."
        )
    return f"« {written} » n’existe pas dans le calendrier ; {DATE_EXPECTED}"


def shown(value: Value) -> str:
    """What was read, on one line and short enough for a sentence."""
    if isinstance(value, str):
        value = visible(value)
    text = " ".join((value if isinstance(value, str) else as_text(value) or "").split())
    return text if len(text) <= 80 else f"{text[:79]}…"
