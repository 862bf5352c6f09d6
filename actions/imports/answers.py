"""What somebody answers on the page of a preview: cells corrected, values chosen."""

from collections.abc import Iterable, Mapping
from typing import Any

from ..models import ImportChange, ImportRun
from .columns import BY_KEY, PLAIN_STATUS
from .questions import Asked, answers_to, asked_by, word_of, words_of
from .vocabulary import Vocabulary

LONGEST = 2_000
SIDES = ("file", "site")


def answered(run: ImportRun, posted: Mapping[str, str]) -> dict[str, Any]:
    """The answers of the run and those of the form: `cell-<fault>`, `keep-<fault>` and
    `word-<question>`."""
    known = {
        kind: {tuple(answer[:3]): answer[3] for answer in run.answers.get(kind, ())}
        for kind in ("cells", "keep", "words")
    }
    for fault in run.faults.filter(row__isnull=False):
        place = (fault.sheet, fault.row, fault.field)
        words = posted.get(f"cell-{fault.pk}")
        if words is not None and words.strip() != (fault.after or ""):
            known["cells"][place] = words.strip()[:LONGEST]
        if (side := posted.get(f"keep-{fault.pk}")) in SIDES:
            known["keep"][place] = side
    for *key, meaning, _shown in answers_to(run.questions, posted):
        known["words"][tuple(key)] = meaning
    return {
        kind: [[*place, words] for place, words in answers.items()]
        for kind, answers in known.items()
        if answers
    }


def column_of(fault: ImportChange) -> Any:
    return BY_KEY.get("status" if fault.field == PLAIN_STATUS else fault.field)


def lists_of_words(faults: Iterable[ImportChange]) -> dict[str, list[str]]:
    """The words that the columns at fault take, by their keys, to be offered beside them."""
    vocabulary, found = Vocabulary(), {}
    for key, column in {fault.field: column_of(fault) for fault in faults}.items():
        if column and word_of(column, "x"):
            found[key] = list(words_of(column, vocabulary)[0].values())
    return found


def ask_beside(faults: Iterable[Any], run: ImportRun) -> list[Asked]:
    """Give each fault of a word the question that mends it everywhere, at its first cell only;
    the others, titles first, are returned."""
    questions = asked_by(run.questions)
    waiting = {(q.field, q.spelling): q for q in questions if q.field and q.is_open}
    for fault in faults:
        column = column_of(fault)
        word = word_of(column, fault.after) if column else ""
        fault.question = waiting.pop((column.key, word), None) if word else None
    return [q for q in questions if not (q.field and q.is_open)]
