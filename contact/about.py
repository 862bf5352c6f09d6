"""What a message is about: a public page of this site, and what it says when somebody writes."""

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import Resolver404, resolve
from django.utils import timezone

from actions.models import Action
from figures.models import Figure
from publishing.page_files.pages import file_of
from search.index import entries

LONGEST = 200  # characters of an address
SOURCES = 3  # those named; the page has them all


class About(NamedTuple):
    page: str  # its path; with an anchor for a figure
    title: str
    shown: str = ""  # what it says, with its date and its sources
    action: Action | None = None


def find(page: str) -> About | None:
    """The public page at this address of ours, or None: what anybody may type is not believed."""
    path, _, anchor = page.partition("#")
    if len(page) > LONGEST or not file_of(path):
        return None
    try:
        match = resolve(path)
    except Resolver404:
        return None
    if match.view_name in ("actions:detail", "actions:notice"):
        return about_action(match.kwargs["number"])
    if match.view_name == "figures:list" and anchor:
        return about_figure(anchor)
    title = next((entry.title for entry in entries() if entry.url == path), "")
    if title or match.view_name.startswith("actions:"):  # days and comparisons are not indexed
        return About(path, title or path)
    return None


def about_action(number: int) -> About | None:
    action = Action.objects.published().filter(number=number).first()
    if action is None:
        return None
    return About(action.get_absolute_url(), str(action), " ".join(told_of(action)), action)


def told_of(action: Action) -> Iterator[str]:
    """« Statut : Réalisée, prouvée, dernière étape : 13 avril 2019. Sources : … »"""
    event = action.events.deciding(timezone.localdate()).first()
    certainty = f", {action.get_certainty_display().lower()}" if action.is_known else ""
    since = f", dernière étape : {event.occurred_on}" if event else ""
    yield f"Statut : {action.outcome}{certainty}{since}."
    named = [event.evidence_title or event.evidence_url] if event else []
    named += [source.title for source in action.sources.all()]
    if sources := list(dict.fromkeys(filter(None, named))):
        left = len(sources) - SOURCES
        others = f" et {left} autre{'s' if left > 1 else ''}" if left > 0 else ""
        yield f"Sources : {' ; '.join(sources[:SOURCES])}{others}."


def about_figure(key: str) -> About | None:
    figure = Figure.objects.filter(key=key).prefetch_related("readings__source").first()
    if figure is None:
        return None
    said = ""
    if reading := figure.shown:
        value = f"{reading.display} {figure.unit}".strip()
        said = f"{value}, {reading.as_of}. Source : {reading.source.title}."
    return About(figure.get_absolute_url(), figure.label, said)
