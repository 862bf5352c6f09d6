"""Texts, dates and pictures in templates."""

import datetime
import re
from decimal import Decimal
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from publishing import json_ld

from .. import tokens
from ..text.dates import PartialDate
from ..text.typography import format_number, typeset, typeset_to_html

register = template.Library()

LINE_BREAK = re.compile(r"[ \t]*\n[ \t]*")

register.filter("number", format_number)


@register.filter
def weight(size: int) -> str:
    """Bytes as people read them: « 58 Ko », « 1,2 Mo »."""
    if size < 999_500:
        return f"{max(1, round(size / 1000))} Ko"
    return f"{format_number(Decimal(round(size / 100_000)) / 10)} Mo"


@register.filter
def typo(text: Any) -> str:
    """Plain text to typeset HTML."""
    return typeset_to_html(str(text)) if text else ""


@register.filter
def typo_plain(text: Any) -> str:
    """Plain text to typeset plain text, for attributes and titles."""
    return typeset(str(text)) if text else ""


@register.simple_tag
def date(value: datetime.date | PartialDate | None) -> str:
    """A `<time>` for a date or a partial date, no more precise than it is known.

    Not a template of its own: its last line break would put a space before the comma.
    """
    if not value:
        return ""
    if not isinstance(value, PartialDate):
        value = PartialDate(value)
    return format_html(
        '<time datetime="{}">{}</time>', value.html_datetime, typeset_to_html(str(value))
    )


@register.filter
def partial(day: datetime.date) -> PartialDate:
    """A plain date as the partial date that writes itself in French: « 1er mai 2017 »."""
    return PartialDate(day)


@register.simple_block_tag
def capture(content: str) -> SafeString:
    """`{% capture as name %}…{% endcapture %}`: written once, shown in several places, on one
    line wherever the template goes to the next."""
    return mark_safe(LINE_BREAK.sub(" ", content.strip()))  # the template has already escaped it


@register.simple_tag
def absolute(path: str) -> str:
    """The full address of a path, on the site's own name whatever the request's."""
    return json_ld.absolute(escape_uri_path(path))


@register.simple_tag(name="json_ld")
def json_ld_script(data: dict[str, Any] | None) -> str:
    """A description for machines; nothing when there is nothing to describe."""
    return json_ld.script(data) if data else ""


@register.simple_tag
def colour(name: str, mode: str = "light") -> str:
    """A colour of `tokens.css`, for what no style sheet reaches; `mode` may be "dark"."""
    return tokens.colour(name, dark=mode == "dark")


@register.inclusion_tag("includes/picture.html")
def picture(
    picture: Any, sizes: str = "100vw", *, is_lazy: bool = True, css: str = ""
) -> dict[str, Any]:
    """A responsive picture; `sizes` as in HTML."""
    return {"picture": picture, "sizes": sizes, "is_lazy": is_lazy, "css": css}


@register.inclusion_tag("includes/breadcrumb.html", takes_context=True)
def breadcrumb(context: Context, *steps: Any) -> dict[str, Any]:
    """Where a page is: `{% breadcrumb "Actions" "actions:list" "Historique" %}`.

    The name of each page above and the route that leads there, then the name of this page. People
    and machines are given the same steps.
    """
    *above, this_page = steps
    crumbs = [("Accueil", reverse("pages:home"))]
    crumbs += [(name, reverse(route)) for name, route in zip(above[::2], above[1::2], strict=True)]
    crumbs.append((this_page, ""))
    data = None
    if not context.get("is_preview"):
        data = json_ld.breadcrumb(crumbs, escape_uri_path(path_of(context)))
    return {"crumbs": crumbs, "data": data}


@register.inclusion_tag("includes/nav_link.html", takes_context=True)
def nav_link(context: Context, name: str, label: str) -> dict[str, Any]:
    """A link of the menu that says whether one is on its page (`page`) or below it (`true`)."""
    url, path = reverse(name), path_of(context)
    current = "page" if path == url else "true" if path.startswith(url) else ""
    return {"url": url, "label": label, "current": current}


def path_of(context: Context) -> str:
    """The path of the page; "" where nobody asked for one."""
    return getattr(context.get("request"), "path", "")
