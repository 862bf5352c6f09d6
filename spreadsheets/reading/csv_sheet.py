"""Text files with separators, as spreadsheets save them: one sheet, and every cell a text."""

import csv
import re
from collections import Counter
from collections.abc import Generator, Iterator
from itertools import islice
from pathlib import Path
from typing import IO

from ..book import Book, Row, Sheet, Value, trimmed
from ..limits import Limits, Refused, TooLarge, in_french, too_long, too_wide, too_wordy
from ..tables.as_csv import neutralise, restore
from .cells import error_value, is_error, narrow_column
from .encodings import NAMES, encoding_of, texts

SAMPLE_LINES = 1_000
SHEET = "Fichier"  # a csv has one, without a name
LAST_ROW = 1_048_576  # of spreadsheets
DELIMITERS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
DECLARED = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
SAMPLE_ROWS = 200
AS_TEXT = re.compile(r'="([^"]*)"')  # how exports keep Excel from changing a text


class CsvBook(Book):
    format = "csv"

    def __init__(self, path: Path, limits: Limits):
        super().__init__()
        self.path, self.limits = path, limits
        self.encoding = encoding_of(path)
        with self.open() as file:
            lines = list(islice(file, SAMPLE_LINES))
        announced = declared(lines[0]) if lines else None
        self.skipped = 1 if announced else 0
        self.delimiter = announced or delimiter_of(lines)
        refuse_open_quotes(self)
        refuse_long(self)
        self.sheets.append(CsvSheet(self))
        self.note_what_was_recognised()

    def open(self) -> IO[str]:
        return self.path.open(encoding=self.encoding, newline="")

    def lines(self) -> Iterator[str]:
        with self.open() as file:
            for rank, line in enumerate(file):
                if rank >= self.skipped:  # a mark may stand twice before the first title
                    yield line.lstrip("\ufeff") if rank == self.skipped else line

    def note_what_was_recognised(self) -> None:
        if self.encoding in NAMES:
            self.note(f"Encodage reconnu : {NAMES[self.encoding]}.")
        name = DELIMITERS.get(self.delimiter, self.delimiter)
        self.note(f"Séparateur reconnu : {name}.")


class CsvSheet(Sheet):
    def __init__(self, book: CsvBook):
        self.book, self.name = book, SHEET

    def rows(self) -> Generator[Row, None, None]:
        limits = self.book.limits
        reader = csv.reader(self.book.lines(), delimiter=self.book.delimiter, strict=True)
        try:
            for number, texts in enumerate(reader, 1):
                if len(texts) > limits.columns and any(beyond := texts[limits.columns :]):
                    column = limits.columns + next(i for i, text in enumerate(beyond) if text)
                    raise too_wide(self.name, column, number, limits)
                cells = trimmed([value_of(text) for text in texts[: limits.columns]])
                if number > (limits.last_row if cells else LAST_ROW):
                    raise too_long(self.name, number, limits)
                if cells:
                    self.refuse_long_texts(number, texts)
                    yield Row(number, cells, width=len(texts))
        except csv.Error as error:
            if "expected after" in str(error):
                raise Refused(
                    f'Ligne {in_french(reader.line_num + self.book.skipped)} : un guillemet (") au '
                    "milieu d’une cellule n’est pas doublé, et la suite ne se lit pas sûrement. "
                    'Doublez-le ("") ou enregistrez le fichier au format xlsx.'
                ) from error
            raise TooLarge(
                f"La ligne {in_french(reader.line_num)} contient une cellule immense, sans doute "
                "un guillemet jamais refermé. Corrigez-la ou enregistrez le fichier au format "
                "xlsx."
            ) from error

    def refuse_long_texts(self, number: int, texts: list[str]) -> None:
        limits = self.book.limits
        for column, text in enumerate(texts):
            if len(text) > limits.cell_characters:
                raise too_wordy(self.name, column, number, limits)


def value_of(text: str) -> Value:
    if not text:
        return None
    if is_error(text):
        return error_value(text)
    if len(text) > 2 and text.strip("#") == "":
        return narrow_column(text)
    if found := AS_TEXT.fullmatch(text):
        return found[1]
    return exact(text)


def exact(text: str) -> str:
    """The text before it was neutralised by an export of ours; what people typed themselves keeps
    its apostrophes."""
    original = restore(text)
    return original if neutralise(original) == text else text


def refuse_open_quotes(book: CsvBook) -> None:
    """A quote that nothing closes would swallow all that follows it in one cell."""
    if sum(text.count('"') for text in texts(book.path, book.encoding)) % 2 == 0:
        return
    start = 0
    reader = csv.reader(book.lines(), delimiter=book.delimiter)
    try:
        while True:
            before = reader.line_num
            next(reader)
            start = before
    except (StopIteration, csv.Error):
        pass
    last = islice(book.lines(), start, None)
    try:
        for _ in csv.reader(last, delimiter=book.delimiter, strict=True):
            pass
    except csv.Error as error:
        if "unexpected end" in str(error):
            raise Refused(
                f'Un guillemet (") ouvert à la ligne {in_french(start + 1 + book.skipped)} n’est '
                "jamais refermé : la suite ne formerait qu’une cellule. Ajoutez le guillemet ou "
                "enregistrez le fichier au format xlsx."
            ) from error


def refuse_long(book: CsvBook) -> None:
    """Told before anything is done with the rows. A line that opens a quote goes on in the next."""
    number, is_open, blank = 0, False, book.delimiter + ' "\r\n'
    for line in book.lines():
        number += not is_open
        is_open ^= line.count('"') % 2 == 1
        if number > book.limits.last_row and line.strip(blank):
            raise too_long(SHEET, number, book.limits)


def declared(line: str) -> str | None:
    """The separator that a first line « sep=; » announces, for Excel."""
    match = DECLARED.fullmatch(line.lstrip("\ufeff"))
    return match[1] if match else None


def delimiter_of(lines: list[str]) -> str:
    """The one that cuts rows into the same number of cells, and into most cells."""
    return max(DELIMITERS, key=lambda delimiter: regularity(lines, delimiter))


def regularity(lines: list[str], delimiter: str) -> tuple[bool, float]:
    """Whether every row is alike, then how much the usual row is cut, for how many rows."""
    try:
        rows = islice(csv.reader(lines, delimiter=delimiter), SAMPLE_ROWS)
        widths = Counter(len(row) for row in rows if row)
    except csv.Error:
        return False, 0
    scores = {width: (width - 1) * count for width, count in widths.items()}
    width = max(scores, key=lambda width: scores[width], default=1)
    return len(widths) == 1 and width > 1, scores.get(width, 0)
