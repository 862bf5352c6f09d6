"""Spreadsheets as French offices save them: xlsx, ods and csv, read row by row.

Nothing here knows Django. A file is known by its content, never by its name; it is read as a
stream, so that memory does not grow with it; what cannot be read is refused with a sentence that
says what to do, when the file is opened or while its rows are read.

    with open_book(path) as book:
        for found in find_tables(book, KINDS):
            for line in found.lines():
                ...
"""

from .model import Book, Month, Row, Sheet, Unreadable, Value
from .reading.limits import LIMITS, Limits, Refused, TooLarge
from .reading.opening import open_book
from .reading.sheet_limits import column_letters
from .reading.tables import Found, Kind, Line, find_tables

__all__ = [
    "LIMITS",
    "Book",
    "Found",
    "Kind",
    "Limits",
    "Line",
    "Month",
    "Refused",
    "Row",
    "Sheet",
    "TooLarge",
    "Unreadable",
    "Value",
    "column_letters",
    "find_tables",
    "open_book",
]
