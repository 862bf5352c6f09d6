"""This machine's page files, which follow the version of the content.

`<root>/current` leads to the folder of the version served. It is moved by whoever notices that the
database has gone further: the process that made the change, before it answers, or any process of
this machine that looks (`Follower`).
"""

import contextlib
import functools
import os
import re
import shutil
import threading
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from zlib import crc32

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.utils import timezone

from pictures import places
from pictures.locks import locked

from .. import clock
from ..models import Picture
from . import shared, versions
from .log import once_a_minute
from .store import UNTIL, VersionStore

CURRENT = "current"
VERSION = re.compile(r"\d+-[0-9a-f]{12}")
LOCKS = 256
LOOKS = 0.5  # seconds between two looks of a process at the version


def own_folder() -> "PageFolder | None":
    """The folder of this copy of the site, or None where pages are not kept."""
    root = settings.PAGE_FILES_ROOT
    return None if root is None else folder_at(root)


@functools.cache
def folder_at(root: Path) -> "PageFolder":
    return PageFolder(root, release())


@functools.cache
def release() -> str:
    """A short name of the code, templates and settings that make the pages, the same in every
    process started from the same files: after an update, pages are made anew."""
    digest = sha256(repr((settings.SITE_URL, settings.HTTPS, settings.DEBUG)).encode())
    base = settings.BASE_DIR
    packages = {path.parent for path in base.glob("*/__init__.py")} - {
        base / "bench",
        base / "tests",
    }
    sources = (
        path
        for folder in [base / "templates", *packages]
        for path in folder.rglob("*")
        if path.suffix != ".pyc" and path.is_file()
    )
    for path in [*sorted(sources), settings.STATIC_ROOT / "staticfiles.json"]:
        with contextlib.suppress(FileNotFoundError):
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@clock.frequent
def follow_content() -> None:
    """The worker's part: its machine follows even when nobody asks for a page."""
    if folder := own_folder():
        folder.follow_if_possible()


def follow_command() -> None:
    """What a command of manage.py has changed is public when it ends."""
    folder = own_folder()
    if folder and folder.name and folder.is_ours(folder.name):
        folder.follow_if_possible()


class PageFolder:
    """All the versions of one machine: the current one, and what must disappear."""

    def __init__(self, root: Path, release: str) -> None:
        self.root, self.release = Path(root), release
        self.moved_to: int | None = None  # the last number for which this process moved the folder
        self.is_lost = False  # whether the folder could not follow the content
        self.opened: VersionStore | None = None

    # --- The version served -------------------------------------------------------------

    @property
    def name(self) -> str | None:
        """The version served on this machine, whoever moved it; one call to the system."""
        try:
            return os.readlink(self.root / CURRENT)
        except OSError:
            return None

    def store(self) -> VersionStore | None:
        """That of the version served, or None while pages can be neither read nor written."""
        opened, name = self.opened, self.name
        if self.is_lost or name is None:
            return None
        if opened is not None and opened.name == name:
            return opened
        if not self.is_ours(name):
            return None
        try:
            self.opened = VersionStore(self.root, name)
        except (OSError, ValueError):  # moved on between the two calls
            return None
        return self.opened

    def is_ours(self, name: str) -> bool:
        """Whether this version of the code made it."""
        return name.endswith(f"-{self.release}")

    # --- Following the database ---------------------------------------------------------

    def follow_if_possible(self) -> bool:
        """`follow()`; whether the database could be asked."""
        try:
            self.follow()
        except DatabaseError as error:
            once_a_minute("The version of the content cannot be read: %s", error)
            return False
        return True

    def follow(self) -> None:
        """Make this machine serve the content as it is now in the database.

        Raises what the database raises. When the disk is in trouble, or the database does not
        watch its tables any more, the journal says so and the site goes on without files.
        """
        if tables := versions.check_watched():
            self.lose(f"run manage.py migrate, a change of {', '.join(tables)} would not be seen")
            return
        if self.opened is not None and self.opened.is_removed:
            self.opened = None  # by hand, and one of the same name may have been made since
        self.move_when_due()
        if self.is_behind(versions.number()):
            try:
                with locked(self.root / ".moving"):  # one process of this machine moves it
                    self.move_to(versions.number())  # again: another process may just have
                self.is_lost = False
            except OSError as error:
                self.lose(error)

    def move_when_due(self) -> None:
        """Let the version end at the instant when time changes what is public."""
        store = self.store()
        if store is not None and timezone.now().timestamp() >= store.until:
            versions.move_from(int(store.name.partition("-")[0]))

    def is_behind(self, number: int) -> bool:
        name = self.name
        if self.is_lost or name is None:
            return True
        if name.partition("-")[0] != str(number):
            return True
        # Another release made it: this one takes its place once, when it starts, not in turns.
        return not self.is_ours(name) and self.moved_to != number

    def move_to(self, number: int) -> None:
        wanted = f"{number}-{self.release}"
        self.moved_to = number
        if self.name == wanted and not self.is_lost:
            return
        now = timezone.now()
        places.follow(Picture.objects.all())  # first: once the link has moved, nobody looks again
        fresh = self.root / wanted
        shutil.rmtree(fresh, ignore_errors=True)  # of another life of the database
        fresh.mkdir()
        (fresh / UNTIL).write_text(str(shared.lasts_until(number, now).timestamp()))
        link = self.root / f"{CURRENT}-{os.getpid()}-{threading.get_ident()}"
        link.symlink_to(wanted)
        link.replace(self.root / CURRENT)
        self.remove_others(wanted)

    def remove_others(self, wanted: str | None) -> None:
        """What another version left, with pages that may no longer be public."""
        for path in self.root.iterdir():
            if VERSION.fullmatch(path.name) and path.name != wanted:
                remove(path)

    def lose(self, reason: object) -> None:
        """Pages of the past must not be served: better none at all."""
        self.is_lost = True
        once_a_minute("The page files cannot follow the content, the site is slower: %s", reason)
        with contextlib.suppress(OSError):
            os.unlink(self.root / CURRENT)
            self.remove_others(None)

    # --- One at a time ------------------------------------------------------------------

    @contextlib.contextmanager
    def turn(self, file: str) -> Iterator[None]:
        """Wait until nobody else of this machine makes that page.

        Whoever cannot use the disk goes on all the same.
        """
        name = f"locks/{crc32(file.encode()) % LOCKS:02x}"  # the same in every process
        with contextlib.ExitStack() as held:
            try:
                held.enter_context(locked(self.root / name))
            except OSError as error:
                once_a_minute("Pages cannot wait for one another, the site is slower: %s", error)
            yield


def remove(path: Path) -> None:
    """Wholly, even while a request that began before writes its page there."""
    for _ in range(100):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
    raise OSError(f"{path} could not be removed")


class Follower:
    """A thread that looks at the version, in case nobody else tells this machine.

    A change made on another machine, by a command or in the database itself is followed within
    `seconds`; so is one whose process died between its commit and the move of the folder.
    """

    def __init__(self, folder: PageFolder, seconds: float = LOOKS) -> None:
        self.folder, self.seconds = folder, seconds
        self.process: int | None = None
        self.stopped = threading.Event()
        self.starting = threading.Lock()

    def start(self) -> None:
        """Start it once, at the first request: after any fork of the server."""
        with self.starting:
            if self.process != os.getpid():
                self.process = os.getpid()
                threading.Thread(target=self.run, name="follower", daemon=True).start()

    def stop(self) -> None:
        self.stopped.set()

    def run(self) -> None:
        while True:
            if not self.folder.follow_if_possible():
                connection.close()  # it will be opened anew when the database is back
            if self.stopped.wait(self.seconds):
                connection.close()
                return
