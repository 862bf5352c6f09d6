"""Which answers are kept as page files, under which names, and in which forms they are sent."""

import gzip
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

import brotli

Headers = list[tuple[str, str]]

# --- Addresses --------------------------------------------------------------------------

# Every address of this site that is worth a file is plain: what is not goes to Django as it is.
# A segment never begins with a point: neither « .. » nor our own files can be named.
PLAIN = re.compile(r"/(?:[A-Za-z0-9][A-Za-z0-9_.-]*/)*(?:[A-Za-z0-9][A-Za-z0-9_.-]*)?")
LONGEST = 200  # characters; a file system takes 255 bytes for one name
# Never asked of this layer: the back office; and what is a file already, sent by its own means.
APART = ("/admin/", "/static/", "/media/")
INDEX = "index.html"
# A page is named by its folder, and twins by their page: none has an address of its own.
RESERVED = (INDEX, ".gz", ".br")


def file_of(path: str) -> str | None:
    """The file of an address, or None when it cannot have one."""
    if len(path) > LONGEST or not PLAIN.fullmatch(path) or path.startswith(APART):
        return None
    if path.endswith("/"):
        return path[1:] + INDEX
    name = path.rpartition("/")[2]
    return None if "." not in name or name.endswith(RESERVED) else path[1:]


def family_of(file: str) -> str | None:
    """The addresses without end that a file belongs to (the plan at each day, two days compared),
    or None: the others are as many as the records of the database."""
    parts = file.split("/")
    return "/".join(parts[:2]) if len(parts) > 3 or (len(parts) > 2 and parts[2] != INDEX) else None


# --- Answers ----------------------------------------------------------------------------


def header(headers: Headers, name: str) -> str:
    name = name.lower()
    return ", ".join(value for key, value in headers if key.lower() == name)


def may_be_kept(status: str, headers: Headers) -> bool:
    """Whether an answer is the same for anyone: what says it is private, or is not to be found
    by robots (a link with a secret in it), is not."""
    cache = header(headers, "Cache-Control").lower()
    vary = header(headers, "Vary").lower()
    return (
        status.startswith("200 ")
        and not header(headers, "Set-Cookie")
        and not header(headers, "Content-Encoding")
        and "no-store" not in cache
        and "private" not in cache
        and "cookie" not in vary
        and "*" not in vary
        and "noindex" not in header(headers, "X-Robots-Tag").lower()
    )


# --- Forms ------------------------------------------------------------------------------

LARGE = 4 * 1024 * 1024  # bytes: what is heavier stays on the disk, compressed by gzip alone
WORTH_COMPRESSING = 256  # bytes; below, a twin saves nothing
COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/xml")
# The first reader waits for it: 0.6 ms for the list of actions, where 9 takes 8 to save 1 %, and 11
# takes 34 to save 10 %.
BROTLI_QUALITY = 5
SUFFIXES = {"br": ".br", "gzip": ".gz", "": ""}


def is_compressible(headers: Headers) -> bool:
    media_type = header(headers, "Content-Type").partition(";")[0].strip().lower()
    return media_type.startswith(COMPRESSIBLE) or media_type.endswith(("+xml", "+json"))


def forms_of(headers: Headers, body: bytes) -> dict[str, bytes]:
    """The bytes as they are (""), and their compressed twins when these are lighter."""
    forms = {"": body}
    if len(body) > WORTH_COMPRESSING and is_compressible(headers):
        twins = {
            "gzip": gzip.compress(body, 9, mtime=0),
            "br": brotli.compress(body, quality=BROTLI_QUALITY),
        }
        forms |= {coding: twin for coding, twin in twins.items() if len(twin) < len(body)}
    return forms


def read_small(pieces: Iterable[bytes]) -> tuple[bytes | None, Iterator[bytes]]:
    """The whole body, or None when it is large; and all its pieces, those read included."""
    found, size, rest = [], 0, iter(pieces)
    for piece in rest:
        found.append(piece)
        size += len(piece)
        if size > LARGE:
            return None, chain(found, rest)
    return b"".join(found), iter(found)


@lru_cache(maxsize=512)  # there are few kinds of browsers
def codings_of(accept_encoding: str) -> tuple[str, ...]:
    """The codings that a browser takes, the best first, and "" last."""
    accepted = set()
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(coding.strip())
    return (*(coding for coding in ("br", "gzip") if coding in accepted), "")


class Form(NamedTuple):
    """A page in one coding, as it is sent."""

    etag: str
    headers: Headers
    file: str  # its path in the folder of its version
    body: bytes | None  # None: too large for memory, read from its file


class Page:
    """An answer kept, in each of its forms."""

    def __init__(
        self,
        headers: Headers,
        file: str,
        date: int,
        sizes: dict[str, int],
        bodies: dict[str, bytes],
    ) -> None:
        self.headers, self.file, self.date = headers, file, date
        self.sizes = sizes
        self.weight = sum(map(len, bodies.values()))  # in memory
        self.forms = {coding: self.form(coding, bodies.get(coding)) for coding in sizes}

    def form_for(self, accept_encoding: str) -> Form:
        """The best form for a browser that takes these codings."""
        return next(
            self.forms[coding] for coding in codings_of(accept_encoding) if coding in self.forms
        )

    def form(self, coding: str, body: bytes | None) -> Form:
        size = self.sizes[coding]
        # As nginx makes it: the date and the size of the file sent.
        etag = f'"{self.date:x}-{size:x}"'
        headers = [("Content-Length", str(size)), *self.headers, ("ETag", etag)]
        if len(self.sizes) > 1:
            headers.append(("Vary", "Accept-Encoding"))
        if coding:
            headers.append(("Content-Encoding", coding))
        return Form(etag, headers, f"{self.file}{SUFFIXES[coding]}", body)
