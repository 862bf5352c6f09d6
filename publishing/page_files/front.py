"""What a front server says when it sends a page by itself: the same headers as Django.

They come from the settings through Django's own middleware, so that there is one source. An app
whose pages differ says so when it starts (`set_headers`). A page whose headers are not those
foreseen is simply left to the application: forgetting to say so costs speed, never a wrong header.
"""

import re
from functools import cache
from wsgiref.util import setup_testing_defaults

from csp.middleware import CSPMiddleware
from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.middleware.clickjacking import XFrameOptionsMiddleware
from django.middleware.security import SecurityMiddleware

from publishing.middleware import PermissionsPolicyMiddleware

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
# Of each answer rather than of the page.
VALIDATORS = {"etag", "last-modified"}
PASSING = VALIDATORS | {"content-length", "date", "vary", "server", "connection"}

differences: list[tuple[str, dict]] = []


def set_headers(pattern, headers):
    """Give the addresses of this regular expression other headers; "" for none.

    Called when the site starts, by `AppConfig.ready`.
    """
    differences.append((pattern, headers))


@cache
def common_headers():
    """Those of an ordinary page, as Django gives them."""
    environ = {"HTTPS": "on"} if settings.HTTPS else {}
    setup_testing_defaults(environ)
    request = WSGIRequest(environ)
    handler = lambda request: HttpResponse()  # noqa: E731  the end of a chain of functions
    for middleware in CHAIN:
        handler = middleware(handler)
    headers = dict(handler(request).headers)
    del headers["Content-Type"]
    headers["Content-Security-Policy"] = in_order(headers["Content-Security-Policy"])
    return headers | {"Cache-Control": CACHE_CONTROL}


def in_order(policy):
    """django-csp writes its directives in an order of its own at each start."""
    return "; ".join(sorted(part.strip() for part in policy.split(";") if part.strip()))


def policy_with(directive, value):
    """The common policy but for one directive."""
    parts = common_headers()["Content-Security-Policy"].split("; ")
    others = [part for part in parts if not part.startswith(f"{directive} ")]
    return in_order("; ".join([*others, f"{directive} {value}"]))


def changed(headers, others):
    """These headers with the differences of an address."""
    told = {name: value() if callable(value) else value for name, value in others.items()}
    return {name: value for name, value in (headers | told).items() if value}


def headers_of(path):
    """What the front says of an address, but for its type."""
    found = (others for pattern, others in differences if re.search(pattern, path))
    return changed(common_headers(), next(found, {}))


def type_of(path):
    return TYPES.get("html" if path.endswith("/") else path.rpartition(".")[2], "")


def knows(path, headers):
    """Whether the front would send this page with these very headers."""
    told = {name.lower(): value for name, value in headers if name.lower() not in PASSING}
    foreseen = {name.lower(): value for name, value in headers_of(path).items()}
    return told == foreseen | {"content-type": type_of(path)}


def finished(headers):
    """The headers of an answer, ready to be kept."""
    kept = [pair for pair in headers if pair[0].lower() not in ("content-length", "date")]
    kept = [
        (name, in_order(value) if name.lower() == "content-security-policy" else value)
        for name, value in kept
    ]
    if not any(name.lower() == "cache-control" for name, _ in kept):
        kept.append(("Cache-Control", CACHE_CONTROL))
    return kept
