"""The counts of subscribers as a sheet: numbers, never an address."""

from typing import NamedTuple

from django.utils import timezone
from import_export.fields import Field
from import_export.resources import Resource

from .models import Tally
from .subscribers.statistics import summary


class Count(NamedTuple):
    period: str
    what: str
    number: int


def counts():
    """What the page of subscribers shows: today's numbers, then each month's, newest first."""
    found, today = summary(), f"{timezone.localdate():%d/%m/%Y}"
    yield Count(today, "Abonnés à qui nous écrivons", found["total"])
    yield from (Count(today, label, count) for label, count in found["rhythms"])
    yield Count(today, "Toutes les actions", found["everything"])
    for theme in found["themes"]:
        yield Count(today, f"Thème « {theme.name} »", theme.followers)
    for action in found["actions"]:
        yield Count(today, str(action), action.followers)
    yield from (Count(today, label, count) for label, count in found["states"])
    for tally in Tally.objects.all():
        yield Count(f"{tally.month:%m/%Y}", tally.get_kind_display(), tally.count)


class CountResource(Resource):
    period = Field("period", "Période")
    what = Field("what", "Quoi")
    number = Field("number", "Combien")

    def get_display_name(self):
        return "Abonnés"

    def lines_of(self, records):
        return records
