"""A site with its page files in a folder of its own, asked as a server asks it."""

import io
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, connection
from django.test import TestCase

from publishing.page_files.folder import PageFolder
from publishing.page_files.serving import PageFiles

RELEASE = "0123456789ab"


@dataclass
class Answer:
    status: int
    headers: dict
    body: bytes

    @property
    def text(self):
        return self.body.decode()


class Visitor:
    """Asks a WSGI application, and checks that it is answered as the protocol wants."""

    def __init__(self, application):
        self.application = application

    def __call__(self, path, method="GET", body=b"", **headers):
        path, _, query = path.partition("?")
        environ = {
            "REQUEST_METHOD": method,
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "SCRIPT_NAME": "",
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1",
            "HTTP_HOST": "127.0.0.1:8000",
            "CONTENT_LENGTH": str(len(body)),
            "CONTENT_TYPE": "application/x-www-form-urlencoded",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.url_scheme": "http",
            "wsgi.version": (1, 0),
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        } | headers
        told = []
        pieces = self.application(
            environ, lambda status, headers, *_: told.append((status, headers))
        )
        try:
            content = b"".join(pieces)
        finally:
            if hasattr(pieces, "close"):
                pieces.close()
        (status, headers), *_ = told
        return Answer(int(status[:3]), dict(headers), content)


@contextmanager
def as_if_committed():
    """Within a test's transaction PostgreSQL would wait for its end to move the version: here each
    look at the version comes as after a commit."""

    def wrapper(execute, sql, params, many, context):
        if sql.startswith("SELECT") and "publishing_contentversion" in sql:
            with context["connection"].cursor() as cursor:
                cursor.execute("SET CONSTRAINTS publishing_moves IMMEDIATE")
                cursor.execute("SET CONSTRAINTS publishing_moves DEFERRED")
                cursor.execute("SELECT set_config('publishing.moved', '', true)")
        return execute(sql, params, many, context)

    if connection.vendor == "postgresql":
        with connection.execute_wrapper(wrapper):
            yield
    else:
        yield


class PageFilesTestCase(TestCase):
    """`self.visit(path)` asks the whole site; `self.files()` tells what is on the disk."""

    def setUp(self):
        self.root = Path(self.enterContext(tempfile.TemporaryDirectory())) / "pages"
        self.enterContext(as_if_committed())
        for moment in (request_started, request_finished):
            moment.disconnect(close_old_connections)  # it holds the transaction of the test
            self.addCleanup(moment.connect, close_old_connections)
        self.asked = []
        self.folder, self.visit = self.another_process()

    def another_process(self, release=RELEASE):
        folder = PageFolder(self.root, release)
        return folder, Visitor(PageFiles(self.django, folder))

    def django(self, environ, start_response):
        """Django itself, noting what it is asked."""
        self.asked.append(environ["PATH_INFO"])
        return WSGIHandler()(environ, start_response)

    def files(self):
        """The public files, without the name of their version."""
        return sorted(
            "/".join(path.relative_to(self.root).parts[2:])
            for place in ("pages", "apart")
            for path in self.root.glob(f"[0-9]*/{place}/**/*")
            if path.is_file()
        )

    def anywhere(self, text):
        """The files of the disk that hold this text."""
        return [
            path
            for path in self.root.rglob("*")
            if path.is_file() and text.encode() in path.read_bytes()
        ]
