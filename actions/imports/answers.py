"""What somebody answers on the page of a preview: cells corrected, values chosen."""

from collections.abc import Iterable, Mapping
from typing import Any

from exchange.widgets import ChoiceWidget

from ..models import ImportChange, ImportRun
from .columns import BY_KEY
from .vocabulary import Names, Vocabulary
from .widgets import RecordWidget

LONGEST = 2_000
SIDES = ("file", "site")


def answered(run: ImportRun, posted: Mapping[str, str]) -> dict[str, Any]:
    """The answers of the run and those of the form: `cell-<fault>` and `keep-<fault>`."""
    known = {
        kind: {tuple(answer[:3]): answer[3] for answer in run.answers.get(kind, ())}
        for kind in ("cells", "keep")
    }
    for fault in run.faults.filter(row__isnull=False):
        place = (fault.sheet, fault.row, fault.field)
        words = posted.get(f"cell-{fault.pk}")
        if words is not None and words.strip() != (fault.after or ""):
            known["cells"][place] = words.strip()[:LONGEST]
        if (side := posted.get(f"keep-{fault.pk}")) in SIDES:
            known["keep"][place] = side
    return {
        kind: [[*place, words] for place, words in answers.items()]
        for kind, answers in known.items()
        if answers
    }


def lists_of_words(faults: Iterable[ImportChange]) -> dict[str, list[str]]:
    """The words that the columns at fault take, by their keys, to be offered beside them."""
    vocabulary: Vocabulary | None = None
    found: dict[str, list[str]] = {}
    for key in {fault.field for fault in faults}:
        widget = getattr(BY_KEY.get(key), "widget", None)
        if isinstance(widget, ChoiceWidget):
            found[key] = list(widget.labels.values())
        elif isinstance(widget, RecordWidget):
            vocabulary = vocabulary or Vocabulary()
            names: Names = getattr(vocabulary, widget.names)
            found[key] = [record.name for record in names.by_slug.values()]
    return found
