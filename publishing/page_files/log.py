"""Telling of a disk or a database in trouble, without filling the journal."""

import logging
import time

logger = logging.getLogger("publishing.page_files")
SECONDS = 60
_told = {}


def once_a_minute(message, *arguments):
    """The same message, whatever its details, is told once a minute at most by each process."""
    now = time.monotonic()
    if now - _told.get(message, -SECONDS) >= SECONDS:
        _told[message] = now
        logger.warning(message, *arguments)
