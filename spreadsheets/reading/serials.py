"""Dates as Excel stores them: days since 1900 or 1904, with the day that never was."""

import datetime

from ..model import Month, Unreadable, Value

DAY = datetime.timedelta(days=1)
MILLISECONDS = 86_400_000
LAST = 2_958_465  # 31 December 9999
RETYPE = "retapez la date, par exemple 01/12/2026."


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
            return Unreadable(f"« {text} » n’est pas une date : {RETYPE}", text)
        if shows == "elapsed" or (shows == "time" and days):
            return duration(days * MILLISECONDS + milliseconds)
        time = (datetime.datetime.min + datetime.timedelta(milliseconds=milliseconds)).time()
        if shows == "time":
            return time
        day = self.day(days)
        if day is None:
            return self.impossible(text, days)
        if shows == "month" and day.day == 1 and not milliseconds:
            return Month(day.year, day.month, 1)
        return datetime.datetime.combine(day, time) if milliseconds or shows == "both" else day

    def day(self, serial: int) -> datetime.date | None:
        if self.since_1904:
            return datetime.date(1904, 1, 1) + serial * DAY if 0 <= serial <= LAST - 1462 else None
        if not 0 < serial <= LAST or serial == 60:
            return None  # 60 is 29 February 1900, which never was
        return datetime.date(1899, 12, 31 if serial < 60 else 30) + serial * DAY

    def impossible(self, text: str, serial: int) -> Unreadable:
        if serial == 0 and not self.since_1904:
            return Unreadable(f"La date est vide (00/01/1900) : effacez-la ou {RETYPE}", text)
        if serial == 60:
            return Unreadable(f"Le 29/02/1900 n’a jamais existé : {RETYPE}", text)
        return Unreadable(f"« {text} » est hors du calendrier d’Excel : {RETYPE}", text)


def duration(milliseconds: int) -> str:
    """« 36:30:00 »: no time of the day, hence a text."""
    sign = "-" if milliseconds < 0 else ""
    minutes, seconds = divmod(abs(milliseconds) // 1000, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{sign}{hours}:{minutes:02}:{seconds:02}"
