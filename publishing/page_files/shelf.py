"""The folder of one version of the content.

`pages/` holds what a front server may send by itself; `apart/` what only the application sends,
because the front does not foresee its headers; `about/` the headers of each.
"""

import contextlib
import errno
import json
import os
import secrets
import threading
import time
from hashlib import sha256
from pathlib import PurePosixPath

from . import front
from .keeping import Page, forms_of
from .log import once_a_minute
from .names import FAMILY_LIMIT, family_of

SUFFIXES = {"br": ".br", "gzip": ".gz", "": ""}
UNTIL = "until"
MEMORY = 32 * 1024 * 1024  # bytes of pages that each process remembers
MANY = 4_096


class Shelf:
    """Reads and writes below one open folder: once it is removed, nothing can be added to it."""

    folder = None

    def __init__(self, root, name):
        self.name = name
        self.folder = os.open(os.path.join(root, name), os.O_RDONLY | os.O_DIRECTORY)
        self.until = float(self.read_bytes(UNTIL))
        # Every file of a version bears one date, which no other version bears: a front server makes
        # its ETags of dates and sizes, and one second can see two versions of the same size.
        self.date = 2**30 + int(sha256(name.encode()).hexdigest()[:8], 16) % 2**30
        self.pages = {}  # file → Page, as read
        self.weight = 0
        self.families = {}
        self.refused = set()
        self.lock = threading.Lock()

    def __del__(self):
        if self.folder is not None:
            os.close(self.folder)

    @property
    def is_removed(self):
        return os.fstat(self.folder).st_nlink == 0

    # --- Reading -------------------------------------------------------------------------

    def read(self, file):
        """The page kept, or None."""
        try:
            about = json.loads(self.read_bytes(f"about/{file}"))
            forms = {
                coding: self.read_bytes(f"{about['place']}/{file}{SUFFIXES[coding]}")
                for coding in about["codings"]
            }
        except (OSError, ValueError):  # not written yet, or its version has just been removed
            return None
        return self.remember(
            file, Page([tuple(pair) for pair in about["headers"]], forms, self.date)
        )

    def read_bytes(self, path):
        descriptor = os.open(path, os.O_RDONLY, dir_fd=self.folder)
        with open(descriptor, "rb") as file:
            return file.read()

    def remember(self, file, page):
        with self.lock:
            if self.weight > MEMORY:
                self.pages, self.weight = {}, 0
            self.weight += page.weight
            self.pages[file] = page
        return page

    # --- Writing -------------------------------------------------------------------------

    def has_room_for(self, file):
        """Robots that follow addresses without end must not fill the disk."""
        family = family_of(file)
        return family is None or self.families.get(family, 0) < FAMILY_LIMIT

    def refuse(self, file):
        """Remember that this address gives nothing to keep: nobody need wait for another."""
        if len(self.refused) >= MANY:
            self.refused.clear()
        self.refused.add(file)

    def keep(self, file, path, headers, body):
        """Write the page, and give it as it will be read."""
        headers = front.finished(headers)
        place = "apart"
        if front.knows(path, headers):
            place = "pages"  # validated by their files, whoever sends them
            headers = [pair for pair in headers if pair[0].lower() not in front.VALIDATORS]
        page = Page(headers, forms_of(headers, body), self.date)
        about = {"headers": headers, "codings": list(page.forms), "place": place}
        try:
            for coding, form in page.forms.items():
                self.write(f"{place}/{file}{SUFFIXES[coding]}", form)
            self.write(f"about/{file}", json.dumps(about).encode())
        except OSError as error:
            if error.errno != errno.ENOENT:  # else this version is over, and its folder removed
                once_a_minute("Pages cannot be written, the site is slower: %s", error)
            return page
        if family := family_of(file):
            self.families[family] = self.families.get(family, 0) + 1
        return self.remember(file, page)

    def write(self, path, content):
        """All or nothing, for whoever reads meanwhile."""
        self.make_folders(PurePosixPath(path).parent)
        draft = f"draft-{secrets.token_hex(8)}"
        try:
            self.write_draft(draft, content)
            os.rename(draft, path, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        except OSError:
            with contextlib.suppress(OSError):  # it was not made, or went with the folder
                os.unlink(draft, dir_fd=self.folder)
            raise

    def write_draft(self, draft, content):
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        descriptor = os.open(draft, flags, 0o644, dir_fd=self.folder)
        with open(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.utime(file.fileno(), (time.time(), self.date))

    def make_folders(self, folder):
        """Below this version only: its own folder is never made again."""
        for parent in [*reversed(folder.parents), folder]:
            if parent.name:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(parent, 0o755, dir_fd=self.folder)
