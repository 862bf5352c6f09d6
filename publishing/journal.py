"""The journal of the back office keeps a label of all that was changed, for ever: for a person who
must be forgotten, it may not be a name."""

from collections.abc import Callable
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

# What else keeps words of a record: apps above register what takes them away with it.
forgotten_with: list[Callable[[QuerySet[Any]], None]] = []


def forget_in_journal(records: QuerySet[Any]) -> None:
    """Replace the label of these records by their kind, as they are about to be deleted."""
    kind = ContentType.objects.get_for_model(records.model)
    keys = [str(pk) for pk in records.values_list("pk", flat=True)]
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=keys)
    entries.update(object_repr=f"{records.model._meta.verbose_name}, effacement")
    for forget in forgotten_with:
        forget(records)
