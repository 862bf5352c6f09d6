"""Small HTTP rules that hold for every answer of the site."""

import logging
from collections.abc import Callable
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.shortcuts import render

from .page_files.shared import one_version
from .proxies import is_trusted

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponseBase]


class Middleware:
    """What all have in common; one that does no more than that lets everything through."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)


class TrustedProxyMiddleware(Middleware):
    """Forget what a client says of itself unless a proxy we trust says it.

    Without this, anyone could send `X-Forwarded-Proto: https` and pass for a safe connection.
    """

    HEADERS = ("HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not is_trusted(request.META.get("REMOTE_ADDR", "")):
            for header in self.HEADERS:
                request.META.pop(header, None)
        return self.get_response(request)


class PermissionsPolicyMiddleware(Middleware):
    """The site never uses these abilities of the browser, so nobody may use them through it."""

    POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=(), interest-cohort=()"

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", self.POLICY)
        return response


class OneVersionMiddleware(Middleware):
    """Let the parts that pages share be worked out once for each version of the content."""

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with one_version():
            return self.get_response(request)


class AllowedMethodsMiddleware(Middleware):
    """Answer 405 to what a view does not take, before anything looks at the request's form.

    Otherwise the protection of forms answers first, and speaks of an out-of-date form.
    """

    def process_view(
        self, request: HttpRequest, view: Any, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        methods = getattr(getattr(view, "view_class", None), "http_method_names", None)
        if methods is None or (request.method or "").lower() in methods:
            return None
        return HttpResponseNotAllowed([name.upper() for name in methods])


class DatabaseAwayMiddleware(Middleware):
    """A database that does not answer is no fault of the page: it will be back, and says so."""

    RETRY_AFTER = "30"  # seconds

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        logger.error("The database does not answer: %s", exception, extra={"request": request})
        response = render(request, "503.html", status=503)
        response.headers["Retry-After"] = self.RETRY_AFTER
        return response
