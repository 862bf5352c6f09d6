"""The configuration of nginx, from the settings of the site."""

import getpass
import os
import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.template import Context, Engine
from django.template.loader import render_to_string
from django.urls import get_resolver

from .page_files import front
from .page_files.folder import CURRENT

TEMPLATES = settings.BASE_DIR / "deploy"
UNAVAILABLE = "503.html"
# What is sent beside the pages: style sheets, scripts, pictures.
FILE_TYPES = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "jpg": "image/jpeg",
    "webp": "image/webp",
    "avif": "image/avif",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
}
BROTLI = "ngx_http_brotli_static_module.so"
MODULES = ("/usr/lib/nginx/modules", "/usr/lib64/nginx/modules", "/etc/nginx/modules")


def brotli_module():
    """The module of this machine's nginx, if it has one."""
    found = (Path(folder) / BROTLI for folder in MODULES)
    return next((str(path) for path in found if path.is_file()), None)


def render(name, context):
    text = (TEMPLATES / name).read_text(encoding="utf-8")
    rendered = Engine().from_string(text).render(Context(context))
    return re.sub(r"\n *\n( *\n)*", "\n\n", re.sub(r" +$", "", rendered, flags=re.MULTILINE))


def site_configuration(listen, application, brotli):
    """The part of the configuration that is about this site, to include in `http { }`."""
    get_resolver().url_patterns  # noqa: B018  loading the views: they say which headers differ
    common = front.common_headers()
    maps = header_maps(common)
    variables = {found["header"]: found["variable"] for found in maps}
    root = Path(settings.PAGE_FILES_ROOT)
    media = Path(settings.MEDIA_ROOT)
    return render(
        "nginx.conf",
        {
            "name": "ales_application",
            "application": application,
            "listen": listen,
            "brotli": brotli,
            "hosts": settings.ALLOWED_HOSTS,
            "names": " ".join(settings.ALLOWED_HOSTS),
            "schemes": ["https"] if settings.HTTPS else ["http", "https"],
            "root": root,
            "pages": root / CURRENT / "pages",
            "static": settings.STATIC_ROOT,
            "media_parent": media.parent,
            "media_name": media.name,
            "maps": maps,
            "page_headers": [(name, variables.get(name, value)) for name, value in common.items()],
            "file_headers": [pair for pair in common.items() if pair[0] != "Cache-Control"],
            "types": types(),
            "charset_types": " ".join(
                sorted(
                    {kind.partition(";")[0] for kind in front.TYPES.values() if "charset" in kind}
                    - {"text/html"}  # nginx always adds it to that one
                    | {"text/css", "text/javascript"}
                )
            ),
            "extensions": "|".join(sorted(set(front.TYPES) - {"html"})),
        },
    )


def header_maps(common):
    """Of each header that differs by address: its common value, and the others by address."""
    found = {}
    for pattern, headers in front.differences:
        for name, told in headers.items():
            variable = f"$ales_{name.lower().replace('-', '_')}"
            entry = found.setdefault(
                name,
                {
                    "header": name,
                    "variable": variable,
                    "default": common.get(name, ""),
                    "others": [],
                },
            )
            value = told() if callable(told) else told
            entry["others"].append((with_index(pattern), value))
    return list(found.values())


def with_index(pattern):
    """nginx thinks of a page under the name of its file."""
    return re.sub(r"/\$$", r"/(?:index\\.html)?$", pattern)


def types():
    kinds = {}
    for extension, kind in [*front.TYPES.items(), *FILE_TYPES.items()]:
        names = kinds.setdefault(kind.partition(";")[0], [])
        if extension not in names:
            names.append(extension)
    return [(kind, " ".join(names)) for kind, names in kinds.items()]


def whole_configuration(site, folder):
    """A configuration that needs no other: for this machine, by whoever starts it."""
    return render(
        "nginx-alone.conf",
        {
            "site": site,
            "folder": folder,
            "brotli": brotli_module(),
            "user": getpass.getuser() if os.geteuid() == 0 else "",
        },
    )


def write_unavailable_page():
    """The page of the days when nothing else answers, as a file beside the pages."""
    root = Path(settings.PAGE_FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    request = HttpRequest()
    request.path = f"/{UNAVAILABLE}"
    (root / UNAVAILABLE).write_text(
        render_to_string(UNAVAILABLE, request=request), encoding="utf-8"
    )
