"""The layer around Django that sends the pages kept, and keeps those that Django makes."""

import time
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import IO, Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.http.request import split_domain_port, validate_host

from publishing.proxies import is_trusted

from .folder import Follower, PageFolder, own_folder
from .pages import Headers, Page, file_of, may_be_kept, read_small
from .store import VersionStore

GRACE = 2  # seconds during which a page past its time is still sent, when the database is away
BLOCK = 64 * 1024  # bytes
# All that Django learns of whoever asks first for a page that everyone will read.
ANONYMOUS = {"HTTP_HOST", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST"}
ABOUT_BODY = ("Content-Length", "Content-Encoding", "Content-Type")


def keep_pages(application: WSGIApplication) -> WSGIApplication:
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
            return self.send(page, store, environ, start_response)
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
        with self.folder.turn(file, lambda: self.is_settled(file)):
            # The version under which the answer will be kept is read before anything else is: an
            # answer made of older rows can only land in an older version.
            store = self.current_store()
            page = store and store.find(file)
            if store and not page:
                answer = Answer(self.application, environ)
                if not may_be_kept(answer.status, answer.headers):
                    store.refuse(file)
                    return answer.send(environ, start_response)
                page = answer.keep(store, file, path)
        if store and page:
            return self.send(page, store, environ, start_response)
        return self.application(environ, start_response)

    def is_settled(self, file: str) -> bool:
        """Whether there is nothing left to wait for, in this process at least."""
        store = self.folder.store()
        return store is None or file in store.pages or file in store.refused

    def send(
        self,
        page: Page,
        store: VersionStore,
        environ: WSGIEnvironment,
        start_response: StartResponse,
    ) -> Iterable[bytes]:
        form = page.form_for(environ.get("HTTP_ACCEPT_ENCODING", ""))
        if is_known(form.etag, environ.get("HTTP_IF_NONE_MATCH", "")):
            headers = [pair for pair in form.headers if pair[0] not in ABOUT_BODY]
            start_response("304 Not Modified", headers)
            return []
        body: Iterable[bytes] = []
        if environ["REQUEST_METHOD"] == "GET":
            try:
                body = [form.body] if form.body is not None else blocks(store.open_file(form.file))
            except OSError:  # its version has just been removed
                return self.application(environ, start_response)
        start_response("200 OK", form.headers)
        return body


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """A large page, already open: its version may end while it is sent."""
    with file:
        while block := file.read(BLOCK):
            yield block


def is_canonical(host: str, scheme: str, forwarded_scheme: str, address: str) -> bool:
    """Whether Django would answer this visitor with the page rather than with another address:
    by a name of the site, and safely where the site is safe."""
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if not settings.SECURE_SSL_REDIRECT or scheme == "https":
        return True
    return forwarded_scheme == "https" and is_trusted(address)


class Answer:
    """What Django answers to anybody: no cookie, no condition, no preference, the whole of it.

    Its body may still have to be made, piece by piece.
    """

    def __init__(self, application: WSGIApplication, environ: WSGIEnvironment) -> None:
        asked = {key: value for key, value in environ.items() if key[:5] != "HTTP_"}
        asked |= {key: environ[key] for key in ANONYMOUS & environ.keys()}
        self.status = ""
        self.headers: Headers = []
        self.body = application(
            asked | {"REQUEST_METHOD": "GET", "QUERY_STRING": ""}, self.start_response
        )

    def start_response(self, status: str, headers: Headers, exc_info: object = None) -> Any:
        self.status, self.headers = status, headers

    def keep(self, store: VersionStore, file: str, path: str) -> Page | None:
        try:
            body, pieces = read_small(self.body)
            if body is None:
                return store.keep_large(file, path, self.headers, pieces)
            return store.keep(file, path, self.headers, body)
        finally:
            self.close()

    def send(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Pass it on as it is."""
        start_response(self.status, self.headers)
        if environ["REQUEST_METHOD"] != "HEAD":
            return self.body
        self.close()
        return []

    def close(self) -> None:
        if hasattr(self.body, "close"):
            self.body.close()


def is_known(etag: str, known: str) -> bool:
    """Whether the reader has this very page already (If-None-Match)."""
    tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
    return any(tag in (etag, "*") for tag in tags)
