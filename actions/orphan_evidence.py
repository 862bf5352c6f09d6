"""Files kept for an event that was never recorded: a kill between the two left them."""

import logging
import shutil
from pathlib import Path

from django.utils import timezone

from pictures.places import KEPT
from publishing import clock

from .evidence import Photograph, document_path
from .models import Event

logger = logging.getLogger(__name__)


def orphans() -> list[Path]:
    """The documents, and the folders of photographs, that no event names, since long enough to be
    those of no form; of what was never finished too."""
    old = timezone.now().timestamp() - KEPT
    # The disk is read before the database: what is kept meanwhile is too young.
    found = [
        path
        for place in (document_path(""), Photograph.path_of(""))
        for path in (place.iterdir() if place.exists() else ())
        if path.stat().st_ctime < old
    ]
    addresses = Event.objects.exclude(evidence_url="").values_list("evidence_url", flat=True)
    named = {part for address in addresses for part in address.split("/")[-2:]}
    return sorted(path for path in found if path.name not in named)


@clock.daily
def purge_evidence() -> None:
    """Delete the orphans, each named in the log."""
    for path in orphans():
        if path.is_file():
            path.unlink()
        else:
            shutil.rmtree(path)
        logger.warning("evidence of no event is deleted: %s", path.name)
