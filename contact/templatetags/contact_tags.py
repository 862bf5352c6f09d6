"""The published answers, on the pages that they speak of."""

from collections import defaultdict
from typing import Any

from django import template
from django.db import DatabaseError
from django.template import Context

from publishing.page_files.shared import shared
from publishing.templatetags.publishing_tags import path_of

from ..models import Message

register = template.Library()


@shared
def answers_by_page() -> dict[str, list[Message]]:
    """The newest first; figures share a page."""
    found: dict[str, list[Message]] = defaultdict(list)
    for message in Message.objects.published().exclude(page="").order_by("-answered_on", "-pk"):
        found[message.about_url.partition("#")[0]].append(message)
    return dict(found)


@register.inclusion_tag("contact/includes/here.html", takes_context=True)
def answers_here(context: Context) -> dict[str, Any]:
    """Nothing on the other pages, nor on the page of an error."""
    try:
        return {"messages": answers_by_page().get(path_of(context), ())}
    except DatabaseError:
        return {"messages": ()}
