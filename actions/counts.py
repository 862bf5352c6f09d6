"""The totals of the plan, counted from the actions whenever a text names them."""

from figures.references import computed

from .models import Action, Status, Tally


@computed("actions-total", "Actions du plan", "actions")
def count_all():
    return Action.objects.published().in_plan().count()


def register_count(status):
    @computed(status.row.figure, f"Actions {status.plural.lower()}", "actions")
    def count():
        return Action.objects.published().totals()[status]


def register_tally(key, status):
    """A text that names it before the town published any total says 0."""

    @computed(key, f"Actions {status.plural.lower()} selon le dernier bilan de la Ville", "actions")
    def count():
        tally = Tally.objects.official_totals().first()
        return tally.statuses.get(status, 0) if tally else 0


for status in Status:
    register_count(status)
register_tally("bilan-realisees", Status.DONE)
register_tally("bilan-en-cours", Status.ONGOING)
