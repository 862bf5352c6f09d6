"""The chain of events: what a digest covers, and who may add to it. The rules are in
`docs/history.md`; `verifier.py` reads them again by itself."""

import hashlib
import json
from collections.abc import Mapping

from django.db import connection

GENESIS = "0" * 64  # what the first event follows
HISTORY_LOCK = 20170329  # any constant of ours: the day the plan was announced


def canonical_form(cells: Mapping[str, object]) -> str:
    """Every public cell of an event but the digest itself, as one line of JSON, which the digest
    covers; anyone can compute it again from a row of `/donnees/etapes.csv`."""
    covered = [cell for column, cell in cells.items() if column != "empreinte"]
    return json.dumps(covered, ensure_ascii=False, separators=(",", ":"))


def digest_of(cells: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_form(cells).encode()).hexdigest()


def lock_history() -> None:
    """Let one writer at a time add to the chain, until the transaction ends.

    SQLite needs nothing: its transactions begin IMMEDIATE (see settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HISTORY_LOCK])
