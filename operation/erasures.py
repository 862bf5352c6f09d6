"""The journal of erasures: what a restored backup must forget again.

A file, because a database brought back from an archive has lost what came after it. It holds no
name and no word, only numbers of rows, so it may be copied elsewhere as often as one likes.
"""

import datetime
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

NAME = "effacements.jsonl"


def journal() -> Path:
    return Path(settings.PRIVATE_MEDIA_ROOT) / NAME


def write(kind: str, **what: Any) -> None:
    """Add a line once the erasure is committed, with that time: one that an archive missed because
    it was not committed yet is later than the archive."""

    def append() -> None:
        line = json.dumps({"le": timezone.now().isoformat(), "quoi": kind, **what})
        path = journal()
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:  # one write of one line: never half of two
            file.write(line + "\n")

    transaction.on_commit(append)


# --- What is followed -------------------------------------------------------------------


def subscriber_gone(instance: Any, **_: object) -> None:
    write("abonné", numero=instance.pk)


def consent_taken_back(instance: Any, created: bool, raw: bool, **_: object) -> None:
    if created and not raw and instance.consent_id:
        write("autorisation", numero=instance.consent_id, raison=instance.reason)


def words_taken_out(instance: Any, raw: bool, update_fields: Any, **_: object) -> None:
    if update_fields and "confirmed_at" in update_fields and not raw:
        write(
            "mots",
            rang=instance.event.rank,
            cellules=instance.cells,
            raison=instance.reason,
            par=[instance.asked_by_id, instance.confirmed_by_id],
        )


# --- Doing it again ---------------------------------------------------------------------


def lines_since(path: Path, day: datetime.datetime) -> Iterator[dict[str, Any]]:
    """The erasures made after an archive was begun; one that it holds already may be among them,
    and is done again without harm. Raises ValueError on a line that is none."""
    for number, text in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            line = json.loads(text)
            if datetime.datetime.fromisoformat(line["le"]) > day:
                yield line | {"refaire": AGAIN[line["quoi"]]}
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(
                f"la ligne {number} du journal des effacements est illisible"
            ) from error


def forget_subscriber(numero: int, **_: object) -> None:
    from newsletter.models import Subscriber

    for subscriber in Subscriber.objects.filter(pk=numero):
        subscriber.leave()


def take_consent_back(numero: int, raison: str, **_: object) -> None:
    from portraits.models import Consent, Removal
    from portraits.withdrawal import take_away

    if Consent.objects.filter(pk=numero).exists():
        take_away(numero, Removal.Reason(raison))


def take_words_out(
    rang: int, cellules: list[str], raison: str, par: list[int], **_: object
) -> None:
    from actions.models import Event, Redaction

    event = Event.objects.filter(rank=rang).first()
    if event is None:
        return  # written after the archive: it is not there
    done = Redaction.objects.filter(event=event, cells=cellules, confirmed_at__isnull=False)
    if done.exists():
        return  # the archive was made after it
    Redaction.objects.filter(event=event, confirmed_at=None).delete()
    asked_by, confirmed_by = (get_user_model().objects.get(pk=pk) for pk in par)
    Redaction.objects.create(event=event, cells=cellules, reason=raison, asked_by=asked_by).confirm(
        confirmed_by
    )


AGAIN: dict[str, Callable[..., None]] = {
    "abonné": forget_subscriber,
    "autorisation": take_consent_back,
    "mots": take_words_out,
}
