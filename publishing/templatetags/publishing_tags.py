"""Texts, dates and pictures in templates."""

from functools import lru_cache

from django import template
from django.conf import settings
from django.template.loader import get_template
from django.urls import reverse
from django.utils.encoding import escape_uri_path
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from publishing import json_ld

from .. import tokens
from ..text.dates import PartialDate
from ..text.typography import format_number, typeset, typeset_to_html

register = template.Library()

register.filter("number", format_number)


@register.filter
def typo(text):
    """Plain text to typeset HTML."""
    return typeset_to_html(str(text)) if text else ""


@register.filter
def typo_plain(text):
    """Plain text to typeset plain text, for attributes and titles."""
    return typeset(str(text)) if text else ""


@register.simple_tag
def date(value):
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
def partial(day):
    """A plain date as the partial date that writes itself in French: « 1er mai 2017 »."""
    return PartialDate(day)


@register.simple_block_tag
def capture(content):
    """`{% capture as name %}…{% endcapture %}`: written once, shown in several places."""
    return mark_safe(content.strip())  # the template has already escaped it


@register.simple_tag
def absolute(path):
    """The full address of a path, on the site's own name whatever the request's."""
    return json_ld.absolute(escape_uri_path(path))


@register.simple_tag(name="json_ld")
def json_ld_script(data):
    """A description for machines; nothing when there is nothing to describe."""
    return json_ld.script(data) if data else ""


@register.simple_tag(takes_context=True)
def breadcrumb_json_ld(context, html):
    return json_ld.script(json_ld.breadcrumb(html, escape_uri_path(context["request"].path)))


@register.simple_tag
def colour(name, mode="light"):
    """A colour of `tokens.css`, for what no style sheet reaches; `mode` may be "dark"."""
    return tokens.colour(name, dark=mode == "dark")


@register.inclusion_tag("includes/picture.html")
def picture(picture, sizes="100vw", *, is_lazy=True, css=""):
    """A responsive picture; `sizes` as in HTML."""
    return {"picture": picture, "sizes": sizes, "is_lazy": is_lazy, "css": css}


@register.simple_tag
def once(template_name, **facts):
    """An included template that depends on these facts alone, rendered once for each of them.

    For what most pages repeat: rows of lists, menus, drawings. The facts are plain values, or
    tuples of them: the next rendering with equal facts is not one.
    """
    if settings.DEBUG:  # a template being written is read again
        return get_template(template_name).render(facts)
    return _render_once(template_name, tuple((key, type(facts[key]), facts[key]) for key in facts))


@register.filter
def each_once(rows, template_name):
    """The rows of a list, one after another: `once` for each, called `row`."""
    return mark_safe("".join([once(template_name, row=row) for row in rows]))


@lru_cache(maxsize=4096)
def _render_once(template_name, facts):
    return get_template(template_name).render({key: value for key, _, value in facts})


@register.simple_tag(takes_context=True)
def place(context):
    """Where the page is, as far as menus care: below a section, one page is like another."""
    path = getattr(context.get("request"), "path", "")
    section, _, rest = path[1:].partition("/")
    return f"/{section}/…" if rest else path


@register.inclusion_tag("includes/nav_link.html", takes_context=True)
def nav_link(context, name, label):
    """A link of the menu that says whether one is on its page (`page`) or below it (`true`)."""
    url, path = reverse(name), context["place"]
    current = "page" if path == url else "true" if path.startswith(url) else ""
    return {"url": url, "label": label, "current": current}
