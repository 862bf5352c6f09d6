"""The rows of `actions.csv`: where each action stands today, by the public rule."""

from collections.abc import Iterator

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from figures.open_data import date_cells
from publishing.text.dates import PartialDateField
from spreadsheets.tables.model import Row

from ..models import Action, Event

UNKNOWN_TITLE = "Titre inconnu : la liste officielle des actions n’a pas été retrouvée."
PROVISIONAL_NUMBER = "Numéro provisoire : le numéro officiel n’a pas été retrouvé."


def action_rows() -> Iterator[Row]:
    events = Event.objects.filter(action=OuterRef("pk"))
    deciding = events.deciding(timezone.localdate())
    actions = (
        Action.objects.published()
        .entered()
        .select_related("theme", "service")
        .with_merger()
        .annotate(
            deciding_status=Subquery(deciding.values("status")[:1]),
            doubt=Subquery(deciding.values("reservation")[:1]),
            since=Subquery(deciding.values("occurred_on")[:1], output_field=PartialDateField()),
            newest_record=Subquery(events.order_by("-rank").values("recorded_at")[:1]),
        )
    )
    for action in actions.iterator(chunk_size=1000):
        service = action.service if action.service and action.service.is_public else None
        yield (
            action.number,
            action.title,
            action.theme.slug if action.theme else None,
            action.deciding_status,
            *date_cells(action.since),
            action.body,
            service.name if service else None,
            action.place,
            action.cost_low,
            action.budget_spent,
            action.next_review_on,
            reservations(action, action.doubt),
            f"{settings.SITE_URL}{action.get_absolute_url()}",
            max(action.updated_at, action.newest_record),
            action.certainty,
            action.lasting_number,
            *date_cells(action.planned_on),
            action.cost_high,
            action.criterion,
            "oui" if action.is_partial else None,
            action.merged_number,
        )


def reservations(action: Action, doubt: str) -> str:
    """All that the page of the action warns of, the caveat of its status included."""
    provisional = PROVISIONAL_NUMBER if action.is_number_provisional else ""
    untitled = "" if action.title else UNKNOWN_TITLE
    return " ".join(filter(None, [untitled, provisional, action.reservation, doubt]))
