"""This machine's page files, which follow the version of the content.

`<root>/current` leads to the folder of the version served. It is moved by whoever notices that the
database has gone further: the process that made the change, before it answers, or any process of
this machine that looks (see `follower`).
"""

import contextlib
import fcntl
import functools
import os
import re
import shutil
import threading
import time
from pathlib import Path

from django.conf import settings
from django.db import Error as DatabaseError
from django.utils import timezone

from .. import clock
from . import shared, versions
from .log import once_a_minute
from .release import release
from .shelf import UNTIL, Shelf

CURRENT = "current"
VERSION = re.compile(r"\d+-[0-9a-f]{12}")
LOCKS = 256
LONGEST_WAIT = 10  # seconds, for a page that another request is making
STEP = 0.005


def own_folder():
    """The folder of this copy of the site, or None where pages are not kept."""
    root = settings.PAGE_FILES_ROOT
    return None if root is None else folder_at(root)


@functools.cache
def folder_at(root):
    return PageFolder(root, release())


@clock.frequent
def follow_content():
    """The worker's part: its machine follows even when nobody asks for a page."""
    if folder := own_folder():
        folder.follow_if_possible()


def follow_command():
    """What a command of manage.py has changed is public when it ends."""
    folder = own_folder()
    if folder and folder.name and folder.is_ours(folder.name):
        folder.follow_if_possible()


class PageFolder:
    """All the versions of one machine: the current one, and what must disappear."""

    def __init__(self, root, release):
        self.root, self.release = Path(root), release
        self.moved_to = None  # the last number for which this process moved the folder
        self.is_lost = False  # whether the folder could not follow the content
        self.opened = None

    # --- The version served ----------------------------------------------------------------

    @property
    def name(self):
        """The version served on this machine, whoever moved it; one call to the system."""
        try:
            return os.readlink(self.root / CURRENT)
        except OSError:
            return None

    def shelf(self):
        """The shelf of the version served, or None while pages can be neither read nor written."""
        opened, name = self.opened, self.name
        if opened is not None and opened.name == name:
            return None if self.is_lost else opened
        if name is None or self.is_lost or not self.is_ours(name):
            return None
        try:
            self.opened = Shelf(self.root, name)
        except (OSError, ValueError):  # moved on between the two calls
            return None
        return self.opened

    def is_ours(self, name):
        """Whether this version of the code made it."""
        return name.endswith(f"-{self.release}")

    # --- Following the database ------------------------------------------------------------

    def follow(self):
        """Make this machine serve the content as it is now in the database.

        Raises what the database raises; a disk in trouble is told in the journal, and the site
        goes on without files.
        """
        if self.opened is not None and self.opened.is_removed:
            self.opened = None  # by hand, and one of the same name may have been made since
        self.move_when_due()
        if self.is_behind(versions.number()):
            try:
                with self.moving():
                    self.move_to(versions.number())  # again: another process may just have
                self.is_lost = False
            except OSError as error:
                self.lose(error)

    def follow_if_possible(self):
        """Whether the database could be asked."""
        try:
            self.follow()
        except DatabaseError as error:
            once_a_minute("The version of the content cannot be read: %s", error)
            return False
        return True

    def move_when_due(self):
        """Let the version end at the instant when time changes what is public."""
        shelf = self.shelf()
        if shelf is not None and timezone.now().timestamp() >= shelf.until:
            versions.move_from(int(shelf.name.partition("-")[0]))

    def is_behind(self, number):
        name = self.name
        if self.is_lost or name is None:
            return True
        if name.partition("-")[0] != str(number):
            return True
        # Another release made it: this one takes its place once, when it starts, not in turns.
        return not self.is_ours(name) and self.moved_to != number

    def move_to(self, number):
        wanted = f"{number}-{self.release}"
        self.moved_to = number
        if self.name == wanted and not self.is_lost:
            return
        now = timezone.now()
        fresh = self.root / wanted
        shutil.rmtree(fresh, ignore_errors=True)  # of another life of the database
        fresh.mkdir()
        (fresh / UNTIL).write_text(str(shared.lasts_until(number, now).timestamp()))
        link = self.root / f"{CURRENT}-{os.getpid()}-{threading.get_ident()}"
        link.symlink_to(wanted)
        link.replace(self.root / CURRENT)
        self.remove_others(wanted)

    def remove_others(self, wanted):
        """What another version left, with pages that may no longer be public."""
        for path in self.root.iterdir():
            if VERSION.fullmatch(path.name) and path.name != wanted:
                remove(path)

    def lose(self, error):
        """Pages of the past must not be served: better none at all."""
        self.is_lost = True
        once_a_minute("The page files cannot follow the content, the site is slower: %s", error)
        with contextlib.suppress(OSError):
            os.unlink(self.root / CURRENT)
            self.remove_others(None)

    # --- One at a time ----------------------------------------------------------------------

    @contextlib.contextmanager
    def moving(self):
        """One process of this machine moves the folder at a time; one that dies frees it."""
        self.root.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.root / ".moving", os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    @contextlib.contextmanager
    def turn(self, file, is_settled):
        """Wait until nobody else of this machine makes that page; one that dies frees the others.

        `is_settled` says that there is nothing left to wait for. Whoever has waited too long, or
        cannot use the disk, goes on all the same.
        """
        descriptor = self.open_lock(file)
        try:
            end = time.monotonic() + LONGEST_WAIT
            while descriptor is not None and time.monotonic() < end:
                if taken(descriptor) or is_settled():
                    break
                time.sleep(STEP)
            yield
        finally:
            if descriptor is not None:
                os.close(descriptor)

    def open_lock(self, file):
        folder = self.root / "locks"
        try:
            folder.mkdir(exist_ok=True)
            return os.open(folder / f"{hash_of(file):02x}", os.O_RDWR | os.O_CREAT, 0o644)
        except OSError as error:
            once_a_minute("Pages cannot wait for one another, the site is slower: %s", error)
            return None


def hash_of(file):
    """The same in every process, where `hash()` is not."""
    return sum(byte * (place + 1) for place, byte in enumerate(file.encode())) % LOCKS


def taken(descriptor):
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def remove(path):
    """Wholly, even while a request that began before writes its page there."""
    for _ in range(100):
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            return
    raise OSError(f"{path} could not be removed")
