"""A disk or a database in trouble, without filling the journal."""

import logging
import time

logger = logging.getLogger("publishing.page_files")
SECONDS = 60
last_logged: dict[str, float] = {}


def once_a_minute(message: str, *arguments: object) -> None:
    """Log a message, whatever its details, once a minute at most in each process."""
    now = time.monotonic()
    if now - last_logged.get(message, -SECONDS) >= SECONDS:
        last_logged[message] = now
        logger.warning(message, *arguments)
