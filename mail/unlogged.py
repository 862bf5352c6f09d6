"""Nothing is imported here: settings name it, before any app is known."""

import logging
import re

PRIVATE = re.compile(
    r"(/(?:portraits/autorisation|portraits/approbation|relecture|contact/suivi)/)[^/\s]+"
)


class Console(logging.StreamHandler):  # type: ignore[type-arg]  # not subscriptable when it runs
    """The token of a private link stands in no log."""

    def format(self, record: logging.LogRecord) -> str:
        return PRIVATE.sub(r"\1…", super().format(record))
