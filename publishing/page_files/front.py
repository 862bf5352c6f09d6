"""What a front server says when it sends a page by itself: the same headers as Django.

They come from the settings through Django's own middleware, so that there is one source. An app
whose pages differ says so when it starts (`set_headers`). A page whose headers are not those
foreseen is simply left to the application: forgetting to say so costs speed, never a wrong header.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any
from wsgiref.types import WSGIEnvironment
from wsgiref.util import setup_testing_defaults

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from publishing.middleware import PermissionsPolicyMiddleware

from .pages import Headers

CHAIN = (
    XFrameOptionsMiddleware,
    PermissionsPolicyMiddleware,
    CSPMiddleware,
    SecurityMiddleware,
)
CACHE_CONTROL = "public, no-cache"  # keep it, but ask each time whether it changed
# By the end of the name of the file; the front adds the charset to texts only.
TYPES = {
    "html": "text/html; charset=utf-8",
    "atom": "application/atom+xml; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "json": "application/json",
    "jsonld": "application/ld+json",
    "png": "image/png",
}
# Of each answer rather than of the page, or made again from the file that is sent.
OF_ANSWER = {"etag", "last-modified", "content-length", "date", "vary", "server", "connection"}

# Other values for some addresses: "" for none, or a function that gives it.
Differences = Mapping[str, str | Callable[[], str]]
differences: list[tuple[str, Differences]] = []


def set_headers(pattern: str, headers: Differences) -> None:
    """Give the addresses of this regular expression other headers; "" for none.

    Called when the site starts, by `AppConfig.ready`.
    """
    differences.append((pattern, headers))


@cache
def common_headers() -> dict[str, str]:
    """Those of an ordinary page, as Django gives them."""
    environ: WSGIEnvironment = {"HTTPS": "on"} if settings.HTTPS else {}
    setup_testing_defaults(environ)
    request = WSGIRequest(environ)
    handler: Any = lambda request: HttpResponse()  # noqa: E731  the end of a chain of functions
    for middleware in CHAIN:
        handler = middleware(handler)
    headers: dict[str, str] = dict(handler(request).headers)
    del headers["Content-Type"]
    headers["Content-Security-Policy"] = in_order(headers["Content-Security-Policy"])
    return headers | {"Cache-Control": CACHE_CONTROL}


def in_order(policy: str) -> str:
    """django-csp writes its directives in an order of its own at each start."""
    return "; ".join(sorted(part.strip() for part in policy.split(";") if part.strip()))


def policy_with(directive: str, value: str) -> str:
    """The common policy but for one directive."""
    parts = common_headers()["Content-Security-Policy"].split("; ")
    others = [part for part in parts if not part.startswith(f"{directive} ")]
    return in_order("; ".join([*others, f"{directive} {value}"]))


def changed(headers: dict[str, str], others: Differences) -> dict[str, str]:
    """These headers with the differences of an address."""
    given = {name: value() if callable(value) else value for name, value in others.items()}
    return {name: value for name, value in (headers | given).items() if value}


def headers_of(path: str) -> dict[str, str]:
    """What the front says of an address, but for its type."""
    found = (others for pattern, others in differences if re.search(pattern, path))
    return changed(common_headers(), next(found, {}))


def place_of(path: str, headers: Headers) -> tuple[str, Headers]:
    """`pages` when the front would send this page with these very headers, else `apart`; and the
    headers as they are kept."""
    kept = [
        (name, in_order(value) if name.lower() == "content-security-policy" else value)
        for name, value in headers
        if name.lower() not in OF_ANSWER
    ]
    if not any(name.lower() == "cache-control" for name, _ in kept):
        kept.append(("Cache-Control", CACHE_CONTROL))
    extension = "html" if path.endswith("/") else path.rpartition(".")[2]
    foreseen = headers_of(path) | {"Content-Type": TYPES.get(extension, "")}
    is_foreseen = {name.lower(): value for name, value in kept} == {
        name.lower(): value for name, value in foreseen.items()
    }
    return ("pages" if is_foreseen else "apart"), kept
