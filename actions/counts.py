"""The totals of the plan, counted from the actions whenever a text names them."""

from figures.references import computed

from .models import Action, Status


@computed("actions-total", "Actions du plan", "actions")
def count_all():
    return Action.objects.published().in_plan().count()


def register_count(status):
    @computed(status.row.figure, f"Actions {status.plural.lower()}", "actions")
    def count():
        return Action.objects.published().totals()[status]


for status in Status:
    register_count(status)
