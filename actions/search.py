"""What the search finds of actions, of their themes and of their lists."""

from django.db.models import Prefetch
from django.urls import reverse

from search.index import PAGE, Document, Kind, indexed

from .models import Action, Event, Status, Theme


@indexed(Kind("action", "Action", "Actions", rank=1))
def actions():
    told = Prefetch("events", Event.objects.filter(correction__isnull=True))
    published = Action.objects.published().select_related("theme", "service", "process")
    for action in published.prefetch_related(told):
        yield Document(
            str(action),
            action.get_absolute_url(),
            texts(action),
            note=action.get_status_display(),
        )


def texts(action):
    yield action.summary
    yield action.official_title if action.official_title != action.title else ""
    yield from (str(event) for event in action.events.all())
    yield from (event.reservation for event in action.events.all())
    yield from (action.reservation, action.place)
    yield action.theme.name if action.theme else ""
    yield action.service.name if action.service and action.service.is_public else ""
    yield action.process.title if action.process and action.process.is_public else ""


@indexed(Kind("theme", "Thème", "Thèmes", rank=7))
def themes():
    for theme in Theme.objects.all():
        yield Document(theme.name, theme.get_absolute_url(), ["Les actions de ce thème."])


@indexed(PAGE)
def lists():
    yield Document(
        "Les actions du cœur de ville",
        reverse("actions:list"),
        ["Ce qui a été promis, ce qui est fait : chaque action, son état et ses preuves."],
    )
    for status in Status:
        yield Document(
            f"Actions {status.plural.lower()}",
            reverse("actions:by_status", args=[status.value]),
            [f"Toutes celles qui sont « {status.label.lower()} » à ce jour."],
        )
