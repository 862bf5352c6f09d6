"""Whether the site is well, for whatever watches it: one word for each thing that is not."""

import shutil
import time
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from mail.models import OutgoingMail
from publishing.page_files import versions

WORKER_IS_SILENT = 5 * 60  # seconds without its sign; a long daily task may take a minute or two
MAIL_IS_LATE = timedelta(hours=1)
DISK_IS_FULL = 0.05  # of its size, left


def sign() -> Path:
    """Touched by the worker of this machine at each of its rounds."""
    return Path(settings.PRIVATE_MEDIA_ROOT) / ".worker"


def faults() -> list[str]:
    """What is wrong, a word each, without a detail that a stranger could use."""
    found = []
    try:
        connection.ensure_connection()
        if versions.unwatched_tables():
            found.append("declencheurs")
        if OutgoingMail.objects.claimable().filter(try_at__lt=timezone.now() - MAIL_IS_LATE):
            found.append("courrier")
    except Error:
        found.append("base")
    try:
        if time.time() - sign().stat().st_mtime > WORKER_IS_SILENT:
            found.append("taches")
    except OSError:
        found.append("taches")
    media = Path(settings.MEDIA_ROOT)
    disk = shutil.disk_usage(media if media.exists() else settings.BASE_DIR)
    if disk.free < DISK_IS_FULL * disk.total:
        found.append("disque")
    return found


@never_cache
def health(request: HttpRequest) -> HttpResponse:
    """`200 bien`, or `503` and what is not."""
    found = faults()
    return HttpResponse(
        " ".join(found or ["bien"]) + "\n",
        status=503 if found else 200,
        content_type="text/plain; charset=utf-8",
    )
