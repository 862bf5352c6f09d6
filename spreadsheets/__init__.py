"""Spreadsheets as French offices save them: xlsx, ods and csv, read row by row, written, annotated.

Nothing here knows Django. See README.md beside this file.
"""

from .book import Book, Month, Row, Sheet, StruckCell, UnreadableCell, Value, Year
from .limits import LIMITS, Limits, Refused, TooLarge, column_index, column_letters
from .reading.headers import FoundTable, TableKind, TableLine, find_tables
from .reading.opening import open_book

__all__ = [
    "LIMITS",
    "Book",
    "FoundTable",
    "Limits",
    "Month",
    "Refused",
    "Row",
    "Sheet",
    "StruckCell",
    "TableKind",
    "TableLine",
    "TooLarge",
    "UnreadableCell",
    "Value",
    "Year",
    "column_index",
    "column_letters",
    "find_tables",
    "open_book",
]
