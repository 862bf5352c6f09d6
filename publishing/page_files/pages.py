"""Which answers are kept as page files, under which names, and in which forms they are sent."""

import gzip
import re
from functools import lru_cache
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


def is_cacheable(status: str, headers: Headers) -> bool:
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

LARGE = 4 * 1024 * 1024  # bytes: what is heavier is compressed by gzip alone, which is quicker
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
    if len(body) <= WORTH_COMPRESSING or not is_compressible(headers):
        return forms
    forms["gzip"] = gzip.compress(body, 9 if len(body) <= LARGE else 6, mtime=0)
    if len(body) <= LARGE:
        forms["br"] = brotli.compress(body, quality=BROTLI_QUALITY)
    return {coding: form for coding, form in forms.items() if not coding or len(form) < len(body)}


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
    body: bytes


class Page:
    """An answer kept, in each of its forms."""

    def __init__(self, headers: Headers, bodies: dict[str, bytes], date: int) -> None:
        self.headers, self.date = headers, date
        self.weight = sum(map(len, bodies.values()))
        self.forms = {
            coding: self.form(coding, body, has_twins=len(bodies) > 1)
            for coding, body in bodies.items()
        }

    def form_for(self, accept_encoding: str) -> Form:
        """The best form for a browser that takes these codings."""
        return next(
            self.forms[coding] for coding in codings_of(accept_encoding) if coding in self.forms
        )

    def form(self, coding: str, body: bytes, has_twins: bool) -> Form:
        # As nginx makes it: the date and the size of the file sent.
        etag = f'"{self.date:x}-{len(body):x}"'
        headers = [("Content-Length", str(len(body))), *self.headers, ("ETag", etag)]
        if has_twins:
            headers.append(("Vary", "Accept-Encoding"))
        if coding:
            headers.append(("Content-Encoding", coding))
        return Form(etag, headers, body)
