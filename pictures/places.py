"""Where the files of a picture lie: in the public folder while something public shows it, in the
private one otherwise. A folder goes from one to the other whole, by one rename.

The front server sends what lies in the public folder, so this is what withdraws a photograph from
it. The application alone asks the database for each picture, and never depends on this.
"""

import contextlib
import errno
import logging
import os
import re
import shutil
from collections.abc import Callable, Collection
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.utils import timezone

from .locks import locked

logger = logging.getLogger(__name__)

AREA = "photos"  # of those that may be withdrawn
FOLDER = re.compile(r"[0-9a-f]{16}")
KEPT = 24 * 3600  # seconds that files without a row are kept: an upload, a form given back

# Each says which pictures it shows to the public now, as a queryset of their primary keys.
uses: list[Callable[[], QuerySet[Any]]] = []


def shows_pictures(function: Callable[[], QuerySet[Any]]) -> Callable[[], QuerySet[Any]]:
    """Register a function that tells the pictures that a kind of content shows to the public at
    this instant. It is registered where models are, so that every process knows it."""
    uses.append(function)
    return function


def shown(pictures: QuerySet[Any]) -> QuerySet[Any]:
    """Those of these pictures that something public shows."""
    condition = Q(pk__in=[])
    for use in uses:
        condition |= Q(pk__in=use())
    return pictures.filter(condition)


def public_place(folder: str = "") -> Path:
    return Path(settings.MEDIA_ROOT) / AREA / folder


def private_place(folder: str = "") -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / AREA / folder


def place_of(folder: str) -> Path:
    """Where the files are now."""
    public = public_place(folder)
    return public if public.exists() else private_place(folder)


def lock() -> contextlib.AbstractContextManager[None]:
    return locked(private_place(".moving"))


def folders_of(place: Path) -> set[str]:
    if not place.exists():
        return set()
    return {path.name for path in place.iterdir() if FOLDER.fullmatch(path.name)}


def follow(pictures: QuerySet[Any]) -> None:
    """Bring the files where they belong now. Raises OSError when the disk refuses.

    The disk is read before the database: a folder that no row names then is nobody's, and is not
    left in public.
    """
    with lock():
        public = folders_of(public_place())
        wanted = set(shown(pictures).values_list("folder", flat=True))
        for folder in public - wanted:
            move(public_place(folder), private_place(folder))
        for folder in wanted - public:
            if private_place(folder).exists():
                move(private_place(folder), public_place(folder))


def remove(folders: Collection[str]) -> None:
    """Delete the files of these pictures for good, wherever they are."""
    with lock():
        for folder in folders:
            for path in (public_place(folder), private_place(folder)):
                if folder and path.exists():
                    shutil.rmtree(path)


def orphans(pictures: QuerySet[Any]) -> list[str]:
    """The folders that no picture names, since long enough to be those of nobody's form; of what
    was never finished too. `follow` has left none in public."""
    place, old = private_place(), timezone.now().timestamp() - KEPT
    names = [path.name for path in place.iterdir()] if place.exists() else []
    found = [name for name in names if FOLDER.fullmatch(name.removeprefix("."))]
    known = set(pictures.filter(folder__in=found).values_list("folder", flat=True))
    return sorted(  # by the date of their last move, which a rename sets too
        name for name in set(found) - known if (place / name).stat().st_ctime < old
    )


def purge(pictures: QuerySet[Any]) -> None:
    """Delete the orphans, each named in the log."""
    found = orphans(pictures)
    remove(found)
    if found:
        logger.warning("files of no picture are deleted: %s", ", ".join(found))


def move(source: Path, target: Path) -> None:
    """A folder, whole or not at all, even to another disk."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target, ignore_errors=True)  # what a crash between two disks left
    try:
        os.rename(source, target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        copy = target.with_name(f".{target.name}")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(source, copy)
        os.rename(copy, target)
        shutil.rmtree(source)
