"""The pages of one version of the content, in its folder.

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
from pathlib import Path, PurePosixPath

from . import front
from .log import once_a_minute
from .pages import LARGE, SUFFIXES, Headers, Page, family_of, forms_of

UNTIL = "until"
MEMORY = 32 * 1024 * 1024  # bytes of pages that each process remembers
MANY_REFUSED = 4_096
FAMILY_LIMIT = 1_000


class VersionStore:
    """Reads and writes below one open folder: once it is removed, nothing can be added to it."""

    folder: int | None = None

    def __init__(self, root: Path, name: str) -> None:
        self.name = name
        self.folder = os.open(os.path.join(root, name), os.O_RDONLY | os.O_DIRECTORY)
        self.until = float(self.read(UNTIL))
        # Every file of a version bears one date, which no other version bears: a front server makes
        # its ETags of dates and sizes, and one second can see two versions of the same size.
        self.date = 2**30 + int(sha256(name.encode()).hexdigest()[:8], 16) % 2**30
        self.pages: dict[str, Page] = {}  # by file, those in memory
        self.weight = 0
        self.families: dict[str, int] = {}
        self.refused: set[str] = set()
        self.lock = threading.Lock()

    def __del__(self) -> None:
        if self.folder is not None:
            os.close(self.folder)

    @property
    def is_removed(self) -> bool:
        return self.folder is None or os.fstat(self.folder).st_nlink == 0

    # --- Reading ------------------------------------------------------------------------

    def find(self, file: str) -> Page | None:
        """The page kept, or None."""
        if page := self.pages.get(file):
            return page
        try:
            about = json.loads(self.read(f"about/{file}"))
            bodies = {
                coding: self.read(f"{about['place']}/{file}{SUFFIXES[coding]}")
                for coding in about["codings"]
            }
        except (OSError, ValueError):  # not written yet, or its version has just been removed
            return None
        headers = [(name, value) for name, value in about["headers"]]
        return self.remember(file, Page(headers, bodies, self.date))

    def read(self, path: str) -> bytes:
        with open(os.open(path, os.O_RDONLY, dir_fd=self.folder), "rb") as file:
            return file.read()

    def remember(self, file: str, page: Page) -> Page:
        if page.weight <= LARGE:
            with self.lock:
                if self.weight > MEMORY:
                    self.pages, self.weight = {}, 0
                self.weight += page.weight
                self.pages[file] = page
        return page

    # --- What is not kept ---------------------------------------------------------------

    def accepts(self, file: str) -> bool:
        """Robots that follow addresses without end must not fill the disk, and nobody need wait
        for an address that gave nothing to keep."""
        family = family_of(file)
        is_full = family is not None and self.families.get(family, 0) >= FAMILY_LIMIT
        return file not in self.refused and not is_full

    def refuse(self, file: str) -> None:
        if len(self.refused) >= MANY_REFUSED:
            self.refused.clear()
        self.refused.add(file)

    # --- Writing ------------------------------------------------------------------------

    def add(self, file: str, path: str, headers: Headers, body: bytes) -> Page:
        """Write the page, and return it as it will be read, even when the disk refuses it."""
        place, headers = front.place_of(path, headers)
        bodies = forms_of(headers, body)
        about = {"headers": headers, "codings": list(bodies), "place": place}
        page = Page(headers, bodies, self.date)
        try:
            for coding, form in bodies.items():
                self.write(f"{place}/{file}{SUFFIXES[coding]}", form)
            # Last of all: a page is there when its description is.
            self.write(f"about/{file}", json.dumps(about).encode())
        except OSError as error:
            if error.errno != errno.ENOENT:  # else this version is over, and its folder removed
                once_a_minute("Pages cannot be written, the site is slower: %s", error)
            return page
        if family := family_of(file):
            self.families[family] = self.families.get(family, 0) + 1
        return self.remember(file, page)

    def write(self, path: str, content: bytes) -> None:
        """All or nothing, for whoever reads meanwhile."""
        self.make_folders(PurePosixPath(path).parent)
        draft = f"draft-{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            with open(os.open(draft, flags, 0o644, dir_fd=self.folder), "wb") as file:
                file.write(content)
                file.flush()
                os.utime(file.fileno(), (time.time(), self.date))
            os.rename(draft, path, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        except OSError:
            with contextlib.suppress(OSError):  # it was not made, or went with the folder
                os.unlink(draft, dir_fd=self.folder)
            raise

    def make_folders(self, folder: PurePosixPath) -> None:
        """Below this version only: its own folder is never made again."""
        for parent in [*reversed(folder.parents), folder]:
            if parent.name:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(parent, 0o755, dir_fd=self.folder)
