"""The totals of the plan, counted from the actions whenever a text names them."""

from figures.references import computed

from .models import Action, Status

KEYS = {
    Status.DONE: "actions-realisees",
    Status.ONGOING: "actions-en-cours",
    Status.UPCOMING: "actions-a-venir",
    Status.SUSPENDED: "actions-suspendues",
    Status.ABANDONED: "actions-abandonnees",
}


@computed("actions-total", "Actions du plan", "actions")
def count_all():
    return Action.objects.published().in_plan().count()


def register_count(status):
    @computed(KEYS[status], f"Actions {status.plural.lower()}", "actions")
    def count():
        return Action.objects.published().totals()[status]


for status in Status:
    register_count(status)
