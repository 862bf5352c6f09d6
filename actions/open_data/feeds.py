"""Atom feeds of the events: for the plan, a theme, an action."""

from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from publishing.text.typography import typeset
from spreadsheets.writing.xml import clean

from ..models import Action, Event, Theme

LENGTH = 50

# Who names the entries, for ever (RFC 4151): the town, by the domain that it held when the plan was
# announced. The site may move to another host; readers must not take its past for news.
NAMES = "tag:ales.fr,2017:a-votre-service"


class FrenchAtomFeed(Atom1Feed):
    """Atom in French; a control sign pasted in one text must not silence all the others."""

    def __init__(self, title: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(clean(title), *args, **kwargs)

    # Feeds give these three alone; the library's class takes each of the others by position too.
    def add_item(self, title: str, link: str, description: str, **kwargs: Any) -> None:  # type: ignore[override]  # called by keyword
        super().add_item(clean(title), link, clean(description), **kwargs)

    def root_attributes(self) -> dict[str, str]:
        return super().root_attributes() | {"xml:lang": "fr"}


def shown_from() -> Subquery:
    """When the action of an event was first marked as published."""
    published = Action.history.filter(id=OuterRef("action"), state=Action.State.PUBLISHED)
    return Subquery(published.order_by("history_date").values("history_date")[:1])


class Subject(NamedTuple):
    """What a feed tells of: the plan, a theme, an action."""

    title: str
    page: str
    feed: str
    name: str  # for ever, after `NAMES`
    events: Any


class EventFeed(Feed):  # type: ignore[type-arg]  # Django's class takes none
    """The newest recorded events; a reader is told of corrections as of anything else."""

    feed_type = FrenchAtomFeed
    subtitle = "Chaque étape datée et sourcée des actions promises pour le cœur de ville."
    author_name = "À votre service, Alès"
    feed_copyright = "Licence Ouverte 2.0"
    language = "fr"

    def get_object(self, request: HttpRequest, theme: str = "", number: int = 0) -> Subject:
        events = Event.objects.public()
        if theme:
            of = get_object_or_404(Theme, slug=theme)
            feed, name = reverse("actions:theme_feed", args=[theme]), f"theme/{theme}"
            events = events.filter(action__theme=of)
            return Subject(of.name, of.get_absolute_url(), feed, name, events)
        if number:
            action = get_object_or_404(Action.objects.published(), number=number)
            feed = reverse("actions:action_feed", args=[number])
            title, name = f"action {action}", f"action/{action.lasting_number}"
            events = events.filter(action=action)
            return Subject(title, action.get_absolute_url(), feed, name, events)
        page, feed = reverse("actions:journal"), reverse("actions:feed")
        return Subject("l’historique des actions", page, feed, "actions", events)

    def title(self, subject: Subject) -> str:
        return typeset(f"À votre service, Alès : {subject.title}")

    def link(self, subject: Subject) -> str:
        return settings.SITE_URL + subject.page

    def feed_url(self, subject: Subject) -> str:
        return settings.SITE_URL + subject.feed

    def feed_guid(self, subject: Subject) -> str:
        return f"{NAMES}/{subject.name}"

    def items(self, subject: Subject) -> Any:
        """The undoing of an import is told by the entries of the events that it withdraws."""
        events = subject.events.facts().to_show().annotate(shown_from=shown_from())
        return events.order_by("-rank")[:LENGTH]

    def item_title(self, event: Event) -> str:
        if event.is_withdrawn:
            return typeset(f"n° {event.action.number}, {event.action.name} : étape retirée")
        status = f" : {event.outcome.lower()}" if event.status else ""
        return typeset(f"n° {event.action.number}, {event.action.name}{status}")

    def item_description(self, event: Event) -> str:
        return render_to_string("actions/includes/feed_entry.html", {"event": event})

    def item_link(self, event: Event) -> str:
        return settings.SITE_URL + event.get_absolute_url()

    def item_guid(self, event: Event) -> str:
        """Permanent: neither the site's address nor the texts are in it."""
        return f"{NAMES}/etape/{event.rank}"

    def item_pubdate(self, event: Event) -> datetime:
        return event.recorded_at

    def item_updateddate(self, event: Event) -> datetime:
        """An event never changes, but its entry says when another corrects it, and loses words
        that were taken out to protect a person; it comes to readers when its action does, by hand
        or at a planned time."""
        told = [getattr(event, "correction", event).recorded_at, event.redacted_at]
        told += [event.action.publish_at, getattr(event, "shown_from", None)]
        return max(filter(None, told))

    def item_categories(self, event: Event) -> list[str]:
        return [event.get_status_display()] if event.status and not event.is_withdrawn else []
