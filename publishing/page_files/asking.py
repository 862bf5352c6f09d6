"""Asking Django for a page, as anybody would, and what it answers."""

from dataclasses import dataclass
from typing import Any

from .keeping import LARGEST, header, may_be_kept

# All that Django is told of whoever asks first for a page that everyone will read.
TOLD = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST"}


def anonymous(environ):
    """The same question from anybody: no cookie, no condition, no preference, the whole answer."""
    kept = {key: value for key, value in environ.items() if key[:5] != "HTTP_" or key in TOLD}
    return kept | {"REQUEST_METHOD": "GET"}


@dataclass
class Answer:
    """What Django says: its body may still have to be made, piece by piece."""

    status: str
    headers: list
    body: Any

    @classmethod
    def of(cls, application, environ):
        told = []

        def start_response(status, headers, exc_info=None):
            told[:] = status, headers

        body = application(anonymous(environ), start_response)
        return cls(*told, body)

    @property
    def may_be_kept(self):
        return may_be_kept(self.status, self.headers)

    @property
    def is_short(self):
        """Whether its whole body may be held at once."""
        length = header(self.headers, "Content-Length")
        return bool(length) and int(length) <= LARGEST

    def whole(self):
        try:
            return b"".join(self.body)
        finally:
            self.close()

    def close(self):
        if hasattr(self.body, "close"):
            self.body.close()

    def sent(self, environ, start_response, keep=None):
        """Pass it on as it is; at its end, `keep` is given its bytes unless they prove too many."""
        start_response(self.status, self.headers)
        if environ["REQUEST_METHOD"] == "HEAD":
            self.close()
            return []
        return Spool(self, keep) if keep else self.body


class Spool:
    """The pieces of an answer, gathered while they pass."""

    def __init__(self, answer, keep):
        self.answer, self.keep = answer, keep

    def __iter__(self):
        gathered, weight = [], 0
        for piece in self.answer.body:
            weight += len(piece)
            if weight <= LARGEST:
                gathered.append(piece)
            else:
                gathered.clear()
            yield piece
        if weight <= LARGEST:
            self.keep(b"".join(gathered))

    def close(self):
        self.answer.close()
