"""Which version of the site's own code, texts and settings makes the pages.

Pages made by another are not served: after an update they are made anew, even when no content
has changed.
"""

from functools import cache
from hashlib import sha256

from django.conf import settings

SOURCES = ("*/*.py", "*/*/*.py", "templates/**/*")


@cache
def release():
    """A short name of it, the same in every process started from the same files."""
    digest = sha256(repr((settings.SITE_URL, settings.HTTPS, settings.DEBUG)).encode())
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    paths = {path for pattern in SOURCES for path in settings.BASE_DIR.glob(pattern)}
    ours = (path for path in paths if is_ours(path.relative_to(settings.BASE_DIR)))
    for path in [*sorted(ours), manifest]:
        if path.is_file():
            digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


def is_ours(path):
    """Not the environment's packages, nor what changes while the site lives."""
    return not path.parts[0].startswith(".") and path.parts[0] not in ("var", "tests")
