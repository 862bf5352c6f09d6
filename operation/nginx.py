"""The configuration of nginx, from the settings of the site."""

import getpass
import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import get_resolver

from publishing.page_files import front
from publishing.page_files.folder import CURRENT

TEMPLATES = settings.BASE_DIR / "deploy"
UPSTREAM = "ales_application"
UNAVAILABLE = "503.html"
BROTLI = "ngx_http_brotli_static_module.so"
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/etc/nginx/modules")


def brotli_module() -> str | None:
    """The module of this machine's nginx, if it has one."""
    found = (Path(folder) / BROTLI for folder in MODULES)
    return next((str(path) for path in found if path.is_file()), None)


def render(name: str, context: dict[str, Any]) -> str:
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    rendered = Engine().from_string(text).render(Context(context))
    return re.sub(r"\n *\n( *\n)*", "\n\n", re.sub(r" +$", "", rendered, flags=re.MULTILINE))


@dataclass(frozen=True)
class Place:
    """Where this nginx stands."""

    listen: str
    application: str
    brotli: str | None
    behind: Sequence[
        str
    ] = ()  # addresses and networks of the machines where TLS ends, if elsewhere
    log: str = (
        ""  # the file where visits are written, without what could tell people; none: nowhere
    )


def site_configuration(place: Place) -> str:
    """The part of the configuration that is about this site, to include in `http { }`."""
    get_resolver().url_patterns  # noqa: B018  loading the addresses: they say which headers differ
    media = Path(settings.MEDIA_ROOT)
    return render(
        "nginx.conf",
        {
            "name": UPSTREAM,
            "place": place,
            "names": " ".join(settings.ALLOWED_HOSTS),
            "https": settings.HTTPS,
            "root": settings.PAGE_FILES_ROOT,
            "current": CURRENT,
            "static": settings.STATIC_ROOT,
            "media_parent": media.parent,
            "media_name": media.name,
            "pages": page_locations(),
            "file_headers": file_headers(),
        },
    )


def page_locations() -> list[dict[str, Any]]:
    """The kinds of addresses that may have a file; the first that matches decides."""
    common = front.common_headers()
    special = [(pattern, front.changed(common, other)) for pattern, other in front.differences]
    extensions = "|".join(sorted(set(front.TYPES) - {"html"}))
    # Pages first: nginx tries one after the other, and most of what it is asked are pages.
    kinds = [
        *(kind for kind in special if is_folder(kind[0])),
        ("/$", common),
        *(kind for kind in special if not is_folder(kind[0])),
        (rf"\.(?:{extensions})$", common),
    ]
    return [
        {
            "pattern": f'"{pattern}"',
            "is_folder": is_folder(pattern),
            "headers": list(headers.items()),
        }
        for pattern, headers in kinds
    ]


def is_folder(pattern: str) -> bool:
    return pattern.endswith("/$")


def file_headers() -> list[tuple[str, str]]:
    """Those of what is no page."""
    return [pair for pair in front.common_headers().items() if pair[0] != "Cache-Control"]


def whole_configuration(place: Place, folder: Path) -> str:
    """A configuration that needs no other: for this machine, by whoever starts it."""
    return render(
        "nginx-alone.conf",
        {
            "site": site_configuration(place),
            "place": place,
            "application": UPSTREAM,
            "folder": folder,
            "user": getpass.getuser() if os.geteuid() == 0 else "",
        },
    )


def write_unavailable_page(root: Path) -> None:
    """The page of the days when nothing else answers, as a file beside the pages."""
    root.mkdir(parents=True, exist_ok=True)
    request = HttpRequest()
    request.path = f"/{UNAVAILABLE}"
    (root / UNAVAILABLE).write_text(
        render_to_string(UNAVAILABLE, request=request), encoding="utf-8"
    )
