"""The layer around Django that sends the pages kept, and keeps those that Django makes."""

import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from publishing.proxies import is_trusted

from .folder import Follower, PageFolder, own_folder
from .pages import Headers, Page, file_of, is_cacheable
from .store import VersionStore

GRACE = 2  # seconds during which a page past its time is still sent, when the database is away
# All that Django learns of whoever asks first for a page that everyone will read.
ANONYMOUS = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST"}
ABOUT_BODY = ("Content-Length", "Content-Encoding", "Content-Type")


def with_page_files(application: WSGIApplication) -> WSGIApplication:
    """Django's application with its pages in files, where this copy wants that."""
    folder = own_folder()
    return PageFiles(application, folder, Follower(folder)) if folder else application


class PageFiles:
    """A WSGI application: pages from files when they can be, from Django when they must."""

    def __init__(
        self, application: WSGIApplication, folder: PageFolder, follower: Follower | None = None
    ) -> None:
        self.application, self.folder, self.follower = application, folder, follower
        self.is_canonical = lru_cache(maxsize=1024)(is_canonical)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self.follower:
            self.follower.start()
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.change(environ, start_response)
        path = environ.get("PATH_INFO") or "/"
        file = file_of(path)
        # A file of data has no parameter: whatever follows its « ? », it is the same.
        is_question = environ.get("QUERY_STRING") and path.endswith("/")
        if not file or is_question or not self.may_have_page(environ):
            return self.application(environ, start_response)
        store = self.current_store()
        if store and (page := store.find(file)):
            return send(page, environ, start_response)
        return self.make(file, path, environ, start_response)

    def may_have_page(self, environ: WSGIEnvironment) -> bool:
        return self.is_canonical(
            environ.get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("REMOTE_ADDR", ""),
        )

    def current_store(self) -> VersionStore | None:
        store = self.folder.store()
        if store is not None and time.time() >= store.until:
            if not self.folder.follow_if_possible():
                store.until = time.time() + GRACE
            store = self.folder.store()
        return store

    def change(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """A form: what it has changed is public, or gone, when its answer leaves."""
        response = self.application(environ, start_response)
        self.folder.follow_if_possible()
        return response

    def make(
        self, file: str, path: str, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Ask Django for a page, one request at a time for each, and keep it if it may be."""
        if self.folder.name is None:
            self.folder.follow_if_possible()  # the first request of all
        store = self.current_store()
        if store is None or not store.accepts(file):
            return self.application(environ, start_response)
        with self.folder.turn(file):
            # The version under which the answer will be kept is read before anything else is: an
            # answer made of older rows can only land in an older version.
            store = self.current_store()
            page = store.find(file) if store else None  # another request may have made it
            if store and not page and store.accepts(file):
                status, headers, body = ask(self.application, environ)
                if not is_cacheable(status, headers):
                    store.refuse(file)
                    start_response(status, headers)
                    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]
                page = store.add(file, path, headers, body)
        if page:
            return send(page, environ, start_response)
        return self.application(environ, start_response)


def is_canonical(host: str, scheme: str, forwarded_scheme: str, address: str) -> bool:
    """Whether Django would answer this visitor with the page rather than with another address:
    by a name of the site, and safely where the site is safe."""
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if not settings.SECURE_SSL_REDIRECT or scheme == "https":
        return True
    return forwarded_scheme == "https" and is_trusted(address)


def ask(application: WSGIApplication, environ: WSGIEnvironment) -> tuple[str, Headers, bytes]:
    """`(status, headers, body)` for anybody: no cookie, no condition, no preference."""
    asked = {key: value for key, value in environ.items() if key[:5] != "HTTP_"}
    asked |= {key: environ[key] for key in ANONYMOUS & environ.keys()}
    asked |= {"REQUEST_METHOD": "GET", "QUERY_STRING": ""}
    started: list[Any] = []
    pieces = application(asked, lambda *start: started.extend(start))  # type: ignore[arg-type]  # WSGI lets start_response be any callable
    try:
        body = b"".join(pieces)
    finally:
        if hasattr(pieces, "close"):
            pieces.close()
    status, headers, *_ = started
    return status, headers, body


def send(page: Page, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
    etag, headers, body = page.form_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if is_known(etag, environ.get("HTTP_IF_NONE_MATCH", "")):
        start_response("304 Not Modified", [h for h in headers if h[0] not in ABOUT_BODY])
        return []
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def is_known(etag: str, known: str) -> bool:
    """Whether the reader has this very page already (If-None-Match)."""
    tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
    return any(tag in (etag, "*") for tag in tags)
