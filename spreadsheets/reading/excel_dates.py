"""Dates as Excel stores them: days since 1900 or 1904, with the day that never was, and nothing but
the format of the cell to tell them from numbers."""

import datetime
import re

from ..book import Month, UnreadableCell, Value, Year

DAY = datetime.timedelta(days=1)
MILLISECONDS = 86_400_000
LAST = 2_958_465  # 31 December 9999
RETYPE = "retapez la date, par exemple 01/12/2026."
BUILT_IN = {
    **dict.fromkeys([14, 15, 16], "date"),
    17: "month",
    **dict.fromkeys([18, 19, 20, 21, 45, 47], "time"),
    22: "both",
    46: "elapsed",
    **dict.fromkeys([*range(27, 37), *range(50, 59)], "date"),  # of East Asian versions
}
LONGEST = 255  # signs of a format, says Excel
ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)
# Quoted words, escaped or padding signs, colours, conditions, currencies, « matin » signs.
LITERALS = re.compile(
    r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|am/pm|a/p|general|standard|e[+-]', re.IGNORECASE
)
MULTIPLIER = re.compile(
    r"[0#?]\s*[kKM](?![a-zA-Z])|[kKM]\s?(?:€|eur)|milliers?|millions?", re.IGNORECASE
)
DIVIDED = re.compile(r"[0#?],+(?![0#?])")
FRENCH = str.maketrans("ja", "dy")  # jj/mm/aaaa, as some programs write it


def shown_by(code: str) -> str:
    """`date`, `month` (its year may be hidden), `year`, `time`, `both`, `elapsed`, `scaled` for a
    number that a word multiplies (« 12 k€ » for 12), or nothing for another number or a text."""
    section = code[:LONGEST].partition(";")[0]
    if is_scaled(section):
        return "scaled"
    if ELAPSED.search(section):
        return "elapsed"
    letters = LITERALS.sub("", section).lower().translate(FRENCH)
    has_time = bool(re.search(r"[hs]", letters))
    if not has_time and "m" in letters and "d" not in letters:
        return "month"
    if not has_time and "y" in letters and not re.search("[md]", letters):
        return "year"
    has_date = bool(re.search(r"[dy]", letters)) or ("m" in letters and not has_time)
    return {(True, True): "both", (True, False): "date", (False, True): "time"}.get(
        (has_date, has_time), ""
    )


def is_scaled(section: str) -> bool:
    """A word says thousands or millions, and no comma divides by them: the cell shows « 12 k€ »
    for the number 12."""
    words = re.sub(r"[_*].", "", re.sub(r"\[\$([^\]-]*)[^\]]*\]", r"\1", section))
    words = re.sub(r"[\\\"]", "", words)
    return bool(MULTIPLIER.search(words)) and not DIVIDED.search(words)


class Serials:
    """Turns the serial numbers of one workbook into dates."""

    def __init__(self, since_1904: bool = False):
        self.since_1904 = since_1904
        self.known: dict[tuple[str, str], Value] = {}  # the same days come back on most rows

    def read(self, text: str, shows: str) -> Value:
        """`shows` says what the format of the cell displays: date, month, time, both, elapsed."""
        key = (text, shows)
        if key not in self.known:
            if len(self.known) > 20_000:
                self.known.clear()
            self.known[key] = self._read(text, shows)
        return self.known[key]

    def _read(self, text: str, shows: str) -> Value:
        try:
            days, milliseconds = divmod(round(float(text) * MILLISECONDS), MILLISECONDS)
        except (ValueError, OverflowError):
            return UnreadableCell(f"« {text} » n’est pas une date : {RETYPE}", text)
        if shows == "elapsed" or (shows == "time" and days):
            return duration(days * MILLISECONDS + milliseconds)
        time = (datetime.datetime.min + datetime.timedelta(milliseconds=milliseconds)).time()
        if shows == "time":
            return time
        day = self.day(days)
        if day is None:
            return self.impossible(text, days)
        if shows == "month":
            return Month(day.year, day.month, 1)
        if shows == "year":
            return Year(day.year, 1, 1)
        return datetime.datetime.combine(day, time) if milliseconds or shows == "both" else day

    def day(self, serial: int) -> datetime.date | None:
        if self.since_1904:
            return datetime.date(1904, 1, 1) + serial * DAY if 0 <= serial <= LAST - 1462 else None
        if not 0 < serial <= LAST or serial == 60:
            return None  # 60 is 29 February 1900, which never was
        return datetime.date(1899, 12, 31 if serial < 60 else 30) + serial * DAY

    def impossible(self, text: str, serial: int) -> UnreadableCell:
        if serial == 0 and not self.since_1904:
            return UnreadableCell(f"La date est vide (00/01/1900) : effacez-la ou {RETYPE}", text)
        if serial == 60:
            return UnreadableCell(f"Le 29/02/1900 n’a jamais existé : {RETYPE}", text)
        return UnreadableCell(f"« {text} » est hors du calendrier d’Excel : {RETYPE}", text)


def duration(milliseconds: int) -> str:
    """« 36:30:00 »: no time of the day, hence a text."""
    sign = "-" if milliseconds < 0 else ""
    minutes, seconds = divmod(abs(milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
