"""Which version of the site's own code, texts and settings makes the pages.

Pages made by another are not served: after an update they are made anew, even when no content
has changed.
"""

import os
from contextlib import suppress
from functools import cache
from hashlib import sha256

from django.conf import settings

# Folders that make no page, at the root and within apps.
OTHERS = {"bench", "deploy", "docs", "fixtures", "scripts", "static", "tests", "var"}
OTHERS_WITHIN = {"__pycache__", "management", "migrations"}


@cache
def release():
    """A short name of it, the same in every process started from the same files."""
    digest = sha256(repr((settings.SITE_URL, settings.HTTPS, settings.DEBUG)).encode())
    root = str(settings.BASE_DIR)
    paths = sorted(path for folder in folders(root) for path in sources(folder))
    for path in [*paths, str(settings.STATIC_ROOT / "staticfiles.json")]:
        with suppress(FileNotFoundError), open(path, "rb", buffering=0) as file:
            digest.update(os.path.basename(path).encode() + file.read())
    return digest.hexdigest()[:12]


def folders(root):
    for entry in os.scandir(root):
        if entry.is_dir() and entry.name not in OTHERS and not entry.name.startswith("."):
            yield entry.path


def sources(folder):
    """Code and templates. Each process that starts reads them all: a walk without `Path`."""
    for entry in os.scandir(folder):
        if entry.is_dir():
            if entry.name not in OTHERS_WITHIN:
                yield from sources(entry.path)
        else:
            yield entry.path
