"""Where this app keeps copies of the words of events, and how they leave with them.

The search, the pages, the feeds and the open data are made from the events themselves: they
follow by the content version. The newsletter has its own copies (`newsletter.issues.redacted`).
"""

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.dispatch import receiver

from spreadsheets import Refused, open_book

from .models import Event, ImportChange, ImportRun
from .models.events import one_spelling
from .models.redactions import words_taken_out

INSTEAD = "[mots retirés]"
SHORTEST = 8  # signs: fewer may be an ordinary word, and are looked for as a whole cell only


@receiver(words_taken_out)
def take_out_of_copies(event: Event, words: dict[str, str], **_: Any) -> None:
    """The journal of the back office, what imports asked, and the spreadsheets that are kept."""
    found = list(words.values())
    kind = ContentType.objects.get_for_model(Event)
    journal = LogEntry.objects.filter(content_type=kind, object_id=str(event.pk))
    journal.update(object_repr=str(event))  # lines written before labels stopped copying words
    for run in ImportRun.objects.exclude(state__in=["applique", "annule"]):
        if any(holds(change, found) for change in run.changes.iterator()):
            run.discard()  # confirmed later, it would write the words again
    for change in ImportChange.objects.filter(number=event.action.number).iterator():
        if holds(change, found):
            change.before, change.after = (
                without(change.before, found),
                without(change.after, found),
            )
            change.message = INSTEAD if contains(change.message, found) else change.message
            change.save(update_fields=["before", "after", "message"])
    for run in ImportRun.objects.exclude(file=""):
        if file_holds(run, found):
            run.forget_file()


def holds(change: ImportChange, words: list[str]) -> bool:
    values = [change.before, change.after, change.message]
    return any(contains(value, words) for value in values)


def contains(value: Any, words: list[str]) -> bool:
    """Whether some of the words stand in a text, or in a value of a dictionary or of a list."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return any(contains(item, words) for item in value)
    text = str(value or "")
    return any(text == word or (len(word) >= SHORTEST and word in text) for word in words)


def without(value: Any, words: list[str]) -> Any:
    """The same value, each text that holds some of the words replaced."""
    if isinstance(value, dict):
        return {key: without(item, words) for key, item in value.items()}
    if isinstance(value, list):
        return [without(item, words) for item in value]
    return INSTEAD if contains(value, words) else value


def file_holds(run: ImportRun, words: list[str]) -> bool:
    """Whether the kept spreadsheet says the words; one that cannot be read does not stay."""
    path = run.path
    if path is None or not path.is_file():
        return False
    try:
        with open_book(path) as book:
            return any(
                contains(one_line(cell), words)
                for sheet in book.sheets
                for row in sheet.rows()
                for cell in row.cells
            )
    except Refused:
        return True


def one_line(cell: Any) -> str:
    """As events spell it: see `actions.models.events.one_spelling`."""
    return one_spelling(cell) if isinstance(cell, str) else str(cell or "")
