"""The chain of events: what a digest covers, and who may add to it. The rules are in
`docs/history.md`; `verifier.py` reads them again by itself."""

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence

from django.db import connection

GENESIS = "0" * 64  # what the first event follows
HISTORY_LOCK = 20170329  # any constant of ours: the day the plan was announced


SALT_BYTES = 16
NOT_COVERED = ("empreinte", "sels")
NO_WORDS = "0"  # the seal of an empty cell


def new_salt() -> str:
    return secrets.token_hex(SALT_BYTES)


def commitment(salt: str, words: str) -> str:
    """What the digest covers instead of free words: they can be taken out with their salt, and
    nobody finds them again by trying sentences."""
    return hashlib.sha256(f"{salt}\n{words}".encode()).hexdigest()


def is_commitment(seal: str) -> bool:
    """Whether the words were taken out: their commitment stands where their salt was."""
    return len(seal) == hashlib.sha256().digest_size * 2


def canonical_form(cells: Mapping[str, str], free: Sequence[str]) -> str:
    """The public cells of an event but the digest itself, as one line of JSON, which the digest
    covers: each free cell by its commitment, `sels` by nothing. Anyone can compute it again from
    a row of `/donnees/etapes.csv`."""
    seals = dict(zip(free, cells["sels"].split(" "), strict=True))
    covered = {column: cell for column, cell in cells.items() if column not in NOT_COVERED}
    for column, seal in seals.items():
        # The seal of an empty cell says so, or is the commitment of the words taken out.
        covered[column] = commitment(seal, cells[column]) if cells[column] else seal
    return json.dumps(list(covered.values()), ensure_ascii=False, separators=(",", ":"))


def digest_of(cells: Mapping[str, str], free: Sequence[str]) -> str:
    return hashlib.sha256(canonical_form(cells, free).encode()).hexdigest()


def lock_history() -> None:
    """Let one writer at a time add to the chain, until the transaction ends.

    SQLite needs nothing: its transactions begin IMMEDIATE (see settings).
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [HISTORY_LOCK])
