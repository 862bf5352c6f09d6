"""What the search finds of actions, of their themes and of their lists."""

from collections import defaultdict
from collections.abc import Iterator

from django.urls import reverse

from participation.models import Process
from search.index import PAGE, Document, Kind, indexed
from services.models import Service

from .models import Action, Event, Status, Theme


@indexed(Kind("action", "Action", "Actions", rank=1))
def actions() -> Iterator[Document]:
    names, texts, labels = Names(), texts_of_events(), dict(Status.choices)
    for action in Action.objects.published():
        yield Document(
            str(action),
            action.get_absolute_url,
            [
                action.summary,
                action.official_title if action.official_title != action.title else "",
                *texts.get(action.pk, ()),
                action.reservation,
                action.place,
                *names.of(action),
            ],
            note=labels[action.status],
        )


def texts_of_events() -> dict[int, list[str]]:
    """What the events say that no other corrects, by action: values, for there are many."""
    found = defaultdict(list)
    events = Event.objects.public().standing().facts()
    for action, day, text, reservation in events.values_list(
        "action", "occurred_on", "text", "reservation"
    ).iterator():
        if text:  # it may have been taken out
            found[action].append(f"{day} : {text}")
        if reservation:
            found[action].append(reservation)
    return found


class Names:
    """What an action belongs to, by name, as far as it is public."""

    def __init__(self) -> None:
        self.themes = dict(Theme.objects.values_list("pk", "name"))
        self.services = dict(Service.objects.published().values_list("pk", "name"))
        self.processes = dict(Process.objects.published().values_list("pk", "title"))

    def of(self, action: Action) -> Iterator[str]:
        for names, key in (
            (self.themes, action.theme_id),
            (self.services, action.service_id),
            (self.processes, action.process_id),
        ):
            if key is not None and key in names:
                yield names[key]


@indexed(Kind("theme", "Thème", "Thèmes", rank=7))
def themes() -> Iterator[Document]:
    for theme in Theme.objects.all():
        yield Document(theme.name, theme.get_absolute_url, ["Les actions de ce thème."])


@indexed(PAGE)
def lists() -> Iterator[Document]:
    yield Document(
        "Les actions du cœur de ville",
        reverse("actions:list"),
        ["Ce qui a été promis, ce qui est fait : chaque action, son état connu et ses sources."],
    )
    yield Document(
        "Avis de recherche",
        reverse("actions:notices"),
        ["Les promesses de 2017 dont le titre est perdu : aider à les retrouver."],
    )
    yield Document(
        "Ce qui a changé depuis 30 jours",
        reverse("actions:since", args=["30-jours"]),
        ["Ce qui s’est passé depuis 7 jours, 30 jours, 3 mois, un an, ou une date."],
        aliases=["nouveau", "nouveautés", "quoi de neuf", "depuis un mois", "actualités"],
    )
    for status in Status:
        yield Document(
            f"Actions {status.plural.lower()}",
            reverse("actions:by_status", args=[status.value]),
            [f"Toutes celles qui sont « {status.label.lower()} », à notre connaissance."],
        )
