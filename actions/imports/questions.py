"""The titles of columns and the words of cells that the site does not know: asked once, on the page
of the preview, with a likely answer, and remembered for the service (`ImportWord`)."""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import islice
from typing import Any

from exchange.widgets import ChoiceWidget
from spreadsheets import Book, FoundTable, TableKind, Value, find_tables
from spreadsheets.reading.headers import known as spelled
from spreadsheets.signs import visible
from spreadsheets.values import plain

from ..models import ImportWord
from .columns import (
    ACTIONS_KIND,
    BY_KEY,
    EVENTS_KIND,
    IN_EVENTS,
    NUMBER,
    PLAIN_STATUS,
    ImportColumn,
)
from .own_files import OWN
from .vocabulary import Names, Vocabulary
from .widgets import CellWidget, LineWidget, PlaceWidget, RecordWidget, TitleWidget

ASIDE = "-"  # what a form sends to leave a column or a word aside; kept as ""
LONGEST = 60  # signs of a title or of a word: a longer one is a text
MOST = 40  # questions of one file
LOOKED_AT, SAMPLES = 200, 3  # rows, values
LIKELY, KIND = 0.72, 0.25  # from what likeness one is suggested; what values of its kind add
TOLD_BY_VALUES = {"status", "occurred_on", "evidence_url"}  # whatever their titles say
DENIED = {"pas", "non", "partiellement", "partiel", "partielle", "presque", "sans", "jamais"}
SMALL = {"le", "la", "les", "de", "des", "du", "et", "en", "un", "une", "a", "au", "sur"}
FREE_TEXT = (CellWidget, LineWidget, TitleWidget, PlaceWidget)  # that hold whatever is written
Question = dict[str, Any]


class Known:
    """What was said of titles and words, on this page or before, and those of a file."""

    def __init__(self, user: Any, answers: Mapping[str, Any]) -> None:
        said = {
            (field, spelling): meaning for field, spelling, _, meaning in answers.get("words", ())
        }
        self.meanings: dict[tuple[str, str], str] = ImportWord.objects.known_to(user) | said
        self.met: dict[tuple[str, str], Question] = {}

    def kinds(self) -> tuple[TableKind, ...]:
        """The sheets, with the titles that were said."""
        titles = {s: key for (field, s), key in self.meanings.items() if key and not field}
        kinds = [
            replace(kind, labels={**kind.labels, **titles_of(kind, titles)})
            for kind in (EVENTS_KIND, ACTIONS_KIND)
        ]
        return (*OWN, *kinds)

    def unnamed(self, book: Book) -> list[FoundTable]:
        """The tables of which the number alone is known: their other columns are asked."""
        kind = replace(self.kinds()[-1], recognise=lambda keys, sheet: "number" in keys)
        return find_tables(book, [kind])

    # Words

    def meaning_of(self, column: ImportColumn, cell: Value) -> str | None:
        word = word_of(column, cell)
        return self.meanings.get((column.key, word)) if word else None

    def ask_word(self, column: ImportColumn, cell: Value, row: int, vocabulary: Vocabulary) -> None:
        word = word_of(column, cell)
        if not word:
            return
        key = (column.key, word)
        question = self.met.get(key)
        if question is None and len(self.met) < MOST:
            question = self.ask(key, visible(str(cell)).strip())
            question["suggestion"] = likely_word(word, words_of(column, vocabulary)[1])
        if question:
            question["rows"] = [*question["rows"], row][:5]
            question["count"] += 1

    def ask(self, key: tuple[str, str], written: str) -> Question:
        question: Question = {"field": key[0], "spelling": key[1], "written": written}
        question |= {"answer": self.meanings.get(key), "suggestion": "", "rows": [], "count": 0}
        return self.met.setdefault(key, question)

    # Titles

    def ask_titles(self, table: FoundTable, vocabulary: Vocabulary) -> None:
        """The columns of a table that the site cannot name, and those that somebody named."""
        kinds = {kind.name: kind for kind in (EVENTS_KIND, ACTIONS_KIND)}
        own = {spelled(label) for label in kinds[table.kind.name].labels}
        unknown = {
            index: title
            for index, cell in enumerate(table.header)
            if (title := title_of(cell)) and spelled(title) not in own
        }
        if not unknown or table.kind in OWN:
            return
        samples = samples_of(table, unknown)
        for index, title in unknown.items():
            key = ("", spelled(title))
            if samples[index] and key not in self.met and len(self.met) < MOST:
                question = self.ask(key, title)
                taken = {k for k, i in table.columns.items() if i != index}
                free = [c for c in offered(table) if c.key not in taken]
                question |= {"samples": [shortened(value) for value in samples[index]]}
                question |= {"offered": [column.key for column in free]}
                question["suggestion"] = likely_column(title, samples[index], free, vocabulary)

    def questions(self) -> list[Question]:
        return list(self.met.values())


def titles_of(kind: TableKind, titles: Mapping[str, str]) -> dict[str, str]:
    """Those whose column this sheet has; the sheet's own titles stay what they are."""
    keys, own = set(kind.labels.values()), {spelled(label) for label in kind.labels}
    if kind is EVENTS_KIND:  # as the plain word « Statut », it does not make a sheet of events
        titles = {t: PLAIN_STATUS if key == "status" else key for t, key in titles.items()}
    return {title: key for title, key in titles.items() if key in keys and title not in own}


def title_of(cell: Value) -> str:
    title = " ".join(visible(cell).split()) if isinstance(cell, str) else ""
    return title if len(title) <= LONGEST else ""


def word_of(column: ImportColumn, cell: Value) -> str:
    """A word of a column that takes those of a list; nothing for another."""
    is_listed = isinstance(column.widget, ChoiceWidget | RecordWidget)
    word = plain(cell) if is_listed and isinstance(cell, str) else ""
    return word if len(word) <= LONGEST else ""


def samples_of(table: FoundTable, columns: Iterable[int]) -> dict[int, list[Value]]:
    found: dict[int, list[Value]] = {index: [] for index in columns}
    with closing(table.sheet.rows()) as rows:
        for row in islice(rows, LOOKED_AT):
            for index, values in found.items():
                value = row.cells[index] if index < len(row.cells) else None
                if row.number > table.header_row and value is not None and len(values) < SAMPLES:
                    values.append(value)
    return found


def shortened(value: Value) -> str:
    text = BY_KEY["text"].widget.render(visible(str(value)))
    return text if len(text) <= 40 else f"{text[:39]}…"


def offered(table: FoundTable) -> list[ImportColumn]:
    keys = dict.fromkeys(table.kind.labels.values())
    columns = IN_EVENTS if table.kind.name == EVENTS_KIND.name else BY_KEY
    return [column for key, column in columns.items() if key in keys and column is not NUMBER]


def words_of(column: ImportColumn, vocabulary: Vocabulary) -> tuple[dict[str, str], dict[str, str]]:
    """The values that a column takes, with their words; and every spelling, with its value."""
    widget = column.widget
    if isinstance(widget, ChoiceWidget):
        return widget.labels, widget.values
    names: Names = getattr(vocabulary, widget.names)
    spellings = {word: record.slug for word, record in names.by_word.items()}
    return {slug: record.name for slug, record in names.by_slug.items()}, spellings


# What is likely


def likeness(one: str, other: str) -> float:
    """Of two spellings: 1 when they are one. All the words of one in the other are nearly that."""
    words, others = set(one.split()) - SMALL, set(other.split()) - SMALL
    if words and len(other) > 3 and others and (others <= words or words <= others):
        return 0.9
    return SequenceMatcher(None, one, other).ratio()


def likely_word(word: str, spellings: Mapping[str, str]) -> str:
    if DENIED & set(word.split()):
        return ""
    scored = [(likeness(word, known), value) for known, value in spellings.items()]
    score, value = max(scored, default=(0.0, ""))
    return value if score >= LIKELY else ""


def likely_column(
    title: str, samples: Sequence[Value], among: Sequence[ImportColumn], vocabulary: Vocabulary
) -> str:
    """The closest by its spelling among those that can read these values."""
    best, score = "", LIKELY
    for column in among:
        if column.key == "official_number" or not reads(column, samples, vocabulary):
            continue
        found = max(likeness(spelled(title), name) for name in column.names)
        if type(column.widget) not in FREE_TEXT:
            found += KIND
        if found > score:
            best, score = column.key, found
    told = (c.key for c in among if c.key in TOLD_BY_VALUES and reads(c, samples, vocabulary))
    return best or next(told, "")


def reads(column: ImportColumn, samples: Sequence[Value], vocabulary: Vocabulary) -> bool:
    try:
        for value in samples:
            column.value_of(value, vocabulary)
    except ValueError:
        return False
    return True


# On the page


class Asked:
    """A question as the page shows it: `options` are `(value, words)`, the likely one first."""

    def __init__(self, index: int, question: Question, vocabulary: Vocabulary) -> None:
        self.name, self.question = f"word-{index}", question
        self.field, self.spelling = question["field"], question["spelling"]
        self.written, self.answer = question["written"], question["answer"]
        self.is_open = self.answer is None
        if self.field:
            self.options = dict(words_of(BY_KEY[self.field], vocabulary)[0])
        else:
            columns = (BY_KEY[key] for key in question["offered"] if key in BY_KEY)
            self.options = {column.key: column.label for column in columns}
        self.suggestion = self.options.get(question["suggestion"], "")

    @property
    def legend(self) -> str:
        if not self.field:
            return f"La colonne « {self.written} » est"
        count = self.question["count"]
        where = f" (dans {count} cellules)" if count > 1 else ""
        return f"« {self.written} »{where} se lit"

    def shown(self, meaning: str | None) -> str:
        """What it is read as, in words."""
        words = self.options.get(meaning or "")
        return words or meaning or "laissé de côté"

    @property
    def said(self) -> str:
        return self.shown(self.answer)

    def answered(self, sent: str, is_aside: bool) -> str | None:
        """What the form says of it: a meaning, "" to leave it aside, None for nothing."""
        if sent in self.options:
            return sent
        is_left = is_aside and not self.field and self.is_open
        return "" if sent == ASIDE or is_left else None


def asked_by(questions: Sequence[Question]) -> list[Asked]:
    if not questions:
        return []
    vocabulary = Vocabulary()
    return [Asked(index, question, vocabulary) for index, question in enumerate(questions)]


def answers_to(questions: Sequence[Question], posted: Mapping[str, str]) -> list[list[str]]:
    """`[field, spelling, written, meaning, shown]` for each that the form answers otherwise than
    before."""
    found = []
    for asked in asked_by(questions):
        meaning = asked.answered(posted.get(asked.name, ""), "aside" in posted)
        if meaning is not None and meaning != asked.answer:
            shown = asked.shown(meaning)
            found.append([asked.field, asked.spelling, asked.written, meaning, shown])
    return found
