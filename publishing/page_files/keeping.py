"""Which answers may be kept, and in which forms they are sent."""

import gzip
from functools import lru_cache

import brotli

LARGEST = 4 * 1024 * 1024  # bytes: what is heavier is made anew for each reader
WORTH_COMPRESSING = 256  # bytes; below, a twin saves nothing
COMPRESSIBLE = ("text/", "application/json", "application/ld+json", "application/xml")
# The first reader waits for it: 0.6 ms for the list of actions, where 9 takes 8 to save 1 %, and 11
# takes 34 to save 10 %.
BROTLI_QUALITY = 5


def header(headers, name):
    name = name.lower()
    return ", ".join(value for key, value in headers if key.lower() == name)


def may_be_kept(status, headers):
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


def is_compressible(content_type):
    media_type = content_type.partition(";")[0].strip().lower()
    return media_type.startswith(COMPRESSIBLE) or media_type.endswith(("+xml", "+json"))


def forms_of(headers, body):
    """The bytes as they are (""), and their compressed twins when these are lighter."""
    forms = {"": body}
    if len(body) > WORTH_COMPRESSING and is_compressible(header(headers, "Content-Type")):
        twins = {
            "gzip": gzip.compress(body, 9, mtime=0),
            "br": brotli.compress(body, quality=BROTLI_QUALITY),
        }
        forms |= {coding: twin for coding, twin in twins.items() if len(twin) < len(body)}
    return forms


@lru_cache(maxsize=512)  # there are few kinds of browsers
def codings_of(accept_encoding):
    """The codings that a browser takes, the best first, and "" last."""
    accepted = set()
    for part in accept_encoding.lower().split(","):
        coding, _, weight = part.partition(";")
        if weight.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(coding.strip())
    return (*(coding for coding in ("br", "gzip") if coding in accepted), "")


class Page:
    """An answer kept, in each of its forms."""

    def __init__(self, headers, forms, date):
        self.headers, self.forms, self.date = headers, forms, date
        self.answers = {}

    @property
    def weight(self):
        return sum(map(len, self.forms.values()))

    def answer(self, accept_encoding):
        """`(etag, headers, body)` for a browser that takes these codings."""
        coding = next(name for name in codings_of(accept_encoding) if name in self.forms)
        if coding not in self.answers:
            self.answers[coding] = self.made_for(coding)
        return self.answers[coding]

    def made_for(self, coding):
        body = self.forms[coding]
        headers = [("Content-Length", str(len(body))), *self.headers]
        etag = header(headers, "ETag")
        if not etag:
            # As nginx makes it: the date and the size of the file sent.
            etag = f'"{self.date:x}-{len(body):x}"'
            headers.append(("ETag", etag))
        elif coding and not etag.startswith("W/"):
            etag = f"W/{etag}"  # the same page in other bytes
            headers = [(n, etag if n.lower() == "etag" else value) for n, value in headers]
        if len(self.forms) > 1:
            headers.append(("Vary", "Accept-Encoding"))
        if coding:
            headers.append(("Content-Encoding", coding))
        return etag, headers, body
