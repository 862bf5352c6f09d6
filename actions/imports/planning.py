"""From a file to a preview: what it would change here, and every fault in it.

Lines are read by batches, and what they ask is kept as rows of the database: memory grows with
neither the file nor the site.
"""

import hashlib
import secrets
import shutil
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from actions.models import ImportRun
from actions.models.imports import FOLDER
from spreadsheets import Refused, find_tables, open_book

from .action_lines import ActionLines
from .event_lines import EventLines
from .faults import refuse_without_right
from .preview import Preview, Progress
from .questions import Known
from .unrecognised import unrecognised
from .vocabulary import Vocabulary

BATCH = 1000  # lines


def prepare(
    path: Path,
    user: Any,
    *,
    original_name: str = "",
    creates: bool = False,
    progress: Progress | None = None,
    answers: dict[str, Any] | None = None,
) -> ImportRun:
    """Read a file, compare it with the site, and keep what it asks. `answers`: what somebody said
    on the page of a former reading (`ImportRun.answers`).

    Content that is wrong is told by cell in the run (`run.faults`). Raises Refused, with a French
    sentence, for a file that cannot be read at all; then nothing is kept. Raises NotAllowed.
    """
    refuse_without_right(user)
    path, known = Path(path), Known(user, answers or {})
    with open_book(path) as book:
        tables = find_tables(book, kinds := known.kinds())
        why = "" if tables else unrecognised(book, kinds)
        if not tables and not (tables := known.unnamed(book)):
            raise Refused(why)
        run = ImportRun.objects.create(
            file=keep(path, book.format),
            original_name=(original_name or path.name)[-200:],
            file_digest=digest_of(path),
            format=book.format,
            made_by=user,
            creates=creates,
            answers=answers or {},
        )
        try:
            preview = Preview(run, known, progress)
            preview.read_base(book)
            read_tables(tables, preview)
            if why and not known.met:
                raise Refused(why)
            if why:
                preview.fault(tables[0], None, "", why)
            preview.close(book.notes)
        except BaseException:  # whatever stops it, half a preview is none
            run.discard()
            raise
    return run


def read_tables(tables: Any, preview: Preview) -> None:
    """The sheets of actions first: events may be those of actions that they create."""
    vocabulary = Vocabulary()
    for table in sorted(tables, key=lambda table: table.kind.name != "Actions"):
        kind = ActionLines if table.kind.name == "Actions" else EventLines
        reader = kind(table, preview, vocabulary)
        lines = table.lines()
        while batch := list(islice(lines, BATCH)):
            reader.read(batch)
            preview.has_read(len(batch))
        reader.finish()


def keep(path: Path, extension: str) -> str:
    """Copy the file where nobody reads it but the site, under a name of ours."""
    name = f"{secrets.token_hex(16)}.{extension}"
    folder = settings.PRIVATE_MEDIA_ROOT / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, folder / name)
    return name


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
