"""Where a figure is read: the texts that name it, the pages that list it."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Q

from backoffice.folding import fold
from publishing.text.typography import NBSP, format_number

from .references import REFERENCE, current_figures, validate_references

MARKS = re.compile(r"\[([^\[\]]+)\]\([^)]*\)|\*\*")  # of links and of bold: their words stay


@dataclass(frozen=True)
class Place:
    """A text that names a figure: where, the sentence of today, and the one it would become."""

    name: str
    url: str
    is_public: bool
    now: str
    then: str = ""


def texts():
    """`(model, names of its fields that may name figures)`."""
    for model in apps.get_models():
        if model.__name__.startswith("Historical"):
            continue
        names = [one.name for one in model._meta.fields if validate_references in one.validators]
        if names:
            yield model, names


def places_of(figure, qualifier="", value=None):
    """Every text that names it; with another value, what each would say."""
    figures = current_figures()
    display = ""
    if value is not None:
        number = format_number(value)
        display = f"{qualifier}{NBSP}{number}" if qualifier else number
    asked = f"[[{figure.key}"
    found = []
    for model, names in texts():
        conditions = Q()
        for name in names:
            conditions |= Q(**{f"{name}__contains": asked})
        for record in model._default_manager.filter(conditions):
            for name in names:
                for sentence in sentences(getattr(record, name), figure.key):
                    found.append(
                        Place(
                            str(page_of(record)),
                            page_of(record).get_absolute_url(),
                            getattr(page_of(record), "is_public", True),
                            figures.expand(sentence),
                            figures.expand(with_value(sentence, figure, display))
                            if display
                            else "",
                        )
                    )
    for page in [*figure.services.all(), *figure.processes.all()]:
        found.append(
            Place(
                str(page),
                page.get_absolute_url(),
                page.is_public,
                f"{figure.label} : {figure.shown.display if figure.shown else '–'}",
                f"{figure.label} : {display}" if display else "",
            )
        )
    return sorted(found, key=lambda place: (not place.is_public, fold(place.name)))


def page_of(record):
    """The record, or what it is a line of."""
    if hasattr(record, "get_absolute_url"):
        return record
    for one in record._meta.fields:
        if isinstance(one, models.ForeignKey):
            owner = getattr(record, one.name)
            if hasattr(owner, "is_public"):
                return owner
    return record


def sentences(text, key):
    """Those that name it, without the marks of Markdown that begin a line."""
    for line in text.splitlines():
        for sentence in line.replace(". ", ".\n").replace("! ", "!\n").splitlines():
            if any(match[1] == key for match in REFERENCE.finditer(sentence)):
                yield MARKS.sub(lambda match: match[1] or "", sentence).strip(" #*->")


def with_value(sentence, figure, display):
    """The sentence as it would be, with its other figures still to be read."""

    def replace(match):
        if match[1] != figure.key:
            return match[0]
        unit = f"{NBSP}{figure.unit}" if match[2] and figure.unit else ""
        return display + unit + (NBSP if match[3] else "")

    return REFERENCE.sub(replace, sentence)
