"""The layer around Django that sends the pages kept, and keeps those that Django makes."""

import time
from functools import lru_cache, partial

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.utils.http import parse_http_date_safe

from publishing.proxies import is_trusted

from .asking import Answer
from .folder import own_folder
from .follower import Follower
from .keeping import header
from .names import file_of

GRACE = 2  # seconds during which a page past its time is still sent, when the database is away


def keep_pages(application):
    """Django's application with its pages in files, where this copy wants that."""
    folder = own_folder()
    return PageFiles(application, folder, Follower(folder)) if folder else application


class PageFiles:
    """A WSGI application: pages from files when they can be, from Django when they must."""

    def __init__(self, application, folder, follower=None):
        self.application, self.folder, self.follower = application, folder, follower
        self.is_welcome = lru_cache(maxsize=1024)(is_welcome)

    def __call__(self, environ, start_response):
        if self.follower:
            self.follower.run()
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return self.change(environ, start_response)
        path = environ.get("PATH_INFO") or "/"
        if environ.get("QUERY_STRING") or not (file := file_of(path)) or not self.knows(environ):
            return self.application(environ, start_response)
        if page := self.find(file, self.current_shelf()):
            return send(page, environ, start_response)
        return self.make(file, path, environ, start_response)

    def knows(self, environ):
        return self.is_welcome(
            environ.get("HTTP_HOST", ""),
            environ["wsgi.url_scheme"],
            environ.get("HTTP_X_FORWARDED_PROTO", ""),
            environ.get("REMOTE_ADDR", ""),
        )

    # --- A page in a file ------------------------------------------------------------------

    @staticmethod
    def find(file, shelf):
        """The page kept in this version, or None."""
        return shelf and (shelf.pages.get(file) or shelf.read(file))

    def current_shelf(self):
        shelf = self.folder.shelf()
        if shelf is not None and time.time() >= shelf.until:
            if not self.folder.follow_if_possible():
                shelf.until = time.time() + GRACE
            shelf = self.folder.shelf()
        return shelf

    # --- A change ----------------------------------------------------------------------------

    def change(self, environ, start_response):
        """A form: what it has changed is public, or gone, when its answer leaves."""
        response = self.application(environ, start_response)
        self.folder.follow_if_possible()
        return response

    # --- A page to make ----------------------------------------------------------------------

    def make(self, file, path, environ, start_response):
        """Ask Django for a page, one request at a time for each, and keep it if it may be."""
        if self.folder.name is None:
            self.folder.follow_if_possible()  # the first request of all
        shelf = self.current_shelf()
        if shelf is None or file in shelf.refused or not shelf.has_room_for(file):
            return self.application(environ, start_response)
        with self.folder.turn(file, lambda: self.is_settled(file)):
            # The version under which the answer will be kept is read before anything else is: an
            # answer made of older rows can only land in an older version.
            shelf = self.current_shelf()
            page = self.find(file, shelf)
            if page is None:
                answer = Answer.of(self.application, environ)
                if shelf is None or not answer.may_be_kept:
                    if shelf is not None:
                        shelf.refuse(file)
                    return answer.sent(environ, start_response)
                if not answer.is_short:
                    keep = partial(shelf.keep, file, path, answer.headers)
                    return answer.sent(environ, start_response, keep)
                page = shelf.keep(file, path, answer.headers, answer.whole())
        return send(page, environ, start_response)

    def is_settled(self, file):
        """Whether there is nothing left to wait for, in this process at least."""
        shelf = self.folder.shelf()
        return shelf is None or file in shelf.pages or file in shelf.refused


def is_welcome(host, scheme, forwarded_scheme, address):
    """Whether Django would answer this visitor with the page rather than with another address:
    by a name of the site, and safely where the site is safe."""
    domain, _port = split_domain_port(host)
    if not domain or not validate_host(domain, settings.ALLOWED_HOSTS):
        return False
    if not settings.SECURE_SSL_REDIRECT or scheme == "https":
        return True
    return forwarded_scheme == "https" and is_trusted(address)


def send(page, environ, start_response):
    etag, headers, body = page.answer(environ.get("HTTP_ACCEPT_ENCODING", ""))
    if is_known(etag, headers, environ):
        start_response("304 Not Modified", [h for h in headers if h[0] not in ABOUT_BODY])
        return []
    start_response("200 OK", headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


ABOUT_BODY = ("Content-Length", "Content-Encoding", "Content-Type")


def is_known(etag, headers, environ):
    """Whether the reader has this very page already."""
    if known := environ.get("HTTP_IF_NONE_MATCH"):
        bare = etag.removeprefix("W/")
        tags = (tag.strip().removeprefix("W/") for tag in known.split(","))
        return any(tag in (bare, "*") for tag in tags)
    if since := environ.get("HTTP_IF_MODIFIED_SINCE"):
        modified = parse_http_date_safe(header(headers, "Last-Modified"))
        known = parse_http_date_safe(since)
        return modified is not None and known is not None and modified <= known
    return False
