"""Texts that name figures."""

from django import template
from django.utils.safestring import mark_safe

from figures.references import current_figures
from publishing.text.typography import NUMBER_END, NUMBER_START, typeset, typeset_to_html
from writing.rendering import render

register = template.Library()


def figures_of(context):
    """The figures, read once per request, even inside `include … only`."""
    request = getattr(context, "request", None) or context.get("request")
    if request is None:
        return current_figures()
    if not hasattr(request, "figures"):
        request.figures = current_figures()
    return request.figures


@register.simple_tag(takes_context=True)
def phrase(context, text):
    """A line of text with its figures, typeset; its numbers set off."""
    marked = figures_of(context).expand(text or "", mark=f"{NUMBER_START}{{}}{NUMBER_END}")
    html = typeset_to_html(marked)
    return mark_safe(html.replace(NUMBER_START, "<b>").replace(NUMBER_END, "</b>"))


@register.simple_tag(takes_context=True)
def phrase_plain(context, text):
    """The same for an attribute or a title."""
    return typeset(figures_of(context).expand(text or ""))


@register.simple_tag(takes_context=True)
def prose(context, text):
    """Markdown with its figures and what it places."""
    text = figures_of(context).expand(text or "")
    return render(text, is_preview=bool(context.get("is_preview")))


@register.simple_tag(takes_context=True)
def figure_value(context, key):
    """The `Value` of a figure, for templates that lay it out; None when nobody has it."""
    try:
        return figures_of(context)[key]
    except KeyError:
        return None
