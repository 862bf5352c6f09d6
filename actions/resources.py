"""Actions, their themes and their events as sheets. They come in by `actions.imports`."""

from exchange.resources import SheetResource, sheet

from .models import Action, Event, Tally, Theme

ThemeResource = sheet(Theme, "slug", "slug name rank")
ActionResource = sheet(
    Action,
    "number",
    "number is_number_provisional title official_title theme status certainty summary "
    "summary_as_of body service place process cost_low cost_high budget_spent planned_on "
    "next_review_on criterion reservation sources state",
)
TallyResource = sheet(
    Tally,
    "said_on author",
    "said_on author is_official text total done ongoing upcoming share is_approximate is_of_plan "
    "due_on closes_plan source reservation",
)


class EventResource(SheetResource):
    """`Event.save` writes each at the end of the history and moves its action."""

    of = "action"

    class Meta:
        model = Event
        import_id_fields = ("action", "occurred_on", "text")
        clean_model_instances = False  # `save` does it, with what it fills first
        fields = (
            *("rank", "action", "occurred_on", "status", "text", "evidence_kind", "evidence_title"),
            *("evidence_url", "evidence_seen_on", "reservation", "certainty", "is_partial"),
            *("planned_on", "cost_low", "cost_high", "corrects"),
        )
