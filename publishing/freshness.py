"""When public data last changed, by what recorded the change.

An edit or a deletion leaves a line in the history of its model; the passing of time publishes and
withdraws. Together they date any file made from these models, to the second, without reading it.
Hence public content changes through `save()` and `delete()`, never by a bulk update.
"""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max
from django.utils import timezone


@dataclass(frozen=True)
class Mark:
    """One trace of a change: what tells it from any other, and when it happened."""

    identity: object
    instant: datetime | None


def edits(*models):
    """The newest line of history of each model."""
    for model in models:
        newest = model.history.aggregate(line=Max("history_id"), date=Max("history_date"))
        yield Mark((model._meta.label, newest["line"], newest["date"]), newest["date"])


def movements(*models):
    """The newest publication and withdrawal that the clock has made of each model."""
    now = timezone.now()
    for model in models:
        for field in ("publish_at", "unpublish_at"):
            past = model.objects.filter(**{f"{field}__lte": now})
            instant = past.aggregate(newest=Max(field))["newest"]
            yield Mark((model._meta.label, field, instant), instant)


def newest_instant(marks):
    """When the last of these changes happened, or None before the first."""
    return max((mark.instant for mark in marks if mark.instant), default=None)
