"""The pages of one version of the content, in its folder.

`pages/` holds what a front server may send by itself; `apart/` what only the application sends,
because the front does not foresee its headers; `about/` the headers of each.
"""

import contextlib
import errno
import gzip
import json
import os
import secrets
import shutil
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import IO

from . import front
from .log import once_a_minute
from .pages import LARGE, SUFFIXES, Headers, Page, family_of, forms_of, is_compressible

UNTIL = "until"
MEMORY = 32 * 1024 * 1024  # bytes of pages that each process remembers
MANY_REFUSED = 4_096
FAMILY_LIMIT = 1_000


def write_into(file: IO[bytes], content: bytes) -> None:
    file.write(content)


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
            path, sizes = f"{about['place']}/{file}", about["sizes"]
            bodies = {
                coding: self.read(f"{path}{SUFFIXES[coding]}")
                for coding, size in sizes.items()
                if size <= LARGE
            }
        except (OSError, ValueError):  # not written yet, or its version has just been removed
            return None
        headers = [(name, value) for name, value in about["headers"]]
        return self.remember(file, Page(headers, path, self.date, sizes, bodies))

    def open_file(self, path: str) -> IO[bytes]:
        return open(os.open(path, os.O_RDONLY, dir_fd=self.folder), "rb")

    def read(self, path: str) -> bytes:
        with self.open_file(path) as file:
            return file.read()

    def remember(self, file: str, page: Page) -> Page:
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

    def keep(self, file: str, path: str, headers: Headers, body: bytes) -> Page:
        """Write the page, and return it as it will be read, even when the disk refuses it."""
        place, headers = front.place_of(path, headers)
        forms = forms_of(headers, body)
        sizes = {coding: len(form) for coding, form in forms.items()}
        page = Page(headers, f"{place}/{file}", self.date, sizes, forms)
        with self.reporting():
            for coding, form in forms.items():
                self.write(f"{page.file}{SUFFIXES[coding]}", partial(write_into, content=form))
            self.publish(file, page, place)
        return page

    def keep_large(
        self, file: str, path: str, headers: Headers, pieces: Iterable[bytes]
    ) -> Page | None:
        """The same, piece by piece; None when the disk refuses it: its pieces are then lost."""
        place, headers = front.place_of(path, headers)
        target = f"{place}/{file}"
        with self.reporting():
            sizes = {"": self.write(target, lambda out: out.writelines(pieces))}
            if is_compressible(headers):
                sizes["gzip"] = self.write(f"{target}.gz", lambda out: self.compress(target, out))
            page = Page(headers, target, self.date, sizes, {})
            self.publish(file, page, place)
            return page
        return None

    def compress(self, source: str, out: IO[bytes]) -> None:
        with (
            self.open_file(source) as plain,
            gzip.GzipFile(fileobj=out, mode="wb", mtime=0) as packed,
        ):
            shutil.copyfileobj(plain, packed)

    def publish(self, file: str, page: Page, place: str) -> None:
        """Last of all: a page is there when its description is."""
        about = {"headers": page.headers, "sizes": page.sizes, "place": place}
        self.write(f"about/{file}", partial(write_into, content=json.dumps(about).encode()))
        if family := family_of(file):
            self.families[family] = self.families.get(family, 0) + 1
        self.remember(file, page)

    @contextlib.contextmanager
    def reporting(self) -> Iterator[None]:
        """A disk in trouble is told in the journal; the site goes on, slower."""
        try:
            yield
        except OSError as error:
            if error.errno != errno.ENOENT:  # else this version is over, and its folder removed
                once_a_minute("Pages cannot be written, the site is slower: %s", error)

    def write(self, path: str, fill: Callable[[IO[bytes]], object]) -> int:
        """Write a file, all or nothing for whoever reads meanwhile, and return its size."""
        self.make_folders(PurePosixPath(path).parent)
        draft = f"draft-{secrets.token_hex(8)}"
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        try:
            with open(os.open(draft, flags, 0o644, dir_fd=self.folder), "wb") as file:
                fill(file)
                file.flush()
                os.utime(file.fileno(), (time.time(), self.date))
                size = file.tell()
            os.rename(draft, path, src_dir_fd=self.folder, dst_dir_fd=self.folder)
        except BaseException:
            with contextlib.suppress(OSError):  # it was not made, or went with the folder
                os.unlink(draft, dir_fd=self.folder)
            raise
        return size

    def make_folders(self, folder: PurePosixPath) -> None:
        """Below this version only: its own folder is never made again."""
        for parent in [*reversed(folder.parents), folder]:
            if parent.name:
                with contextlib.suppress(FileExistsError):
                    os.mkdir(parent, 0o755, dir_fd=self.folder)
