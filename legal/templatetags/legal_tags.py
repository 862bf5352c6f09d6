"""What every page says of its duties, and how a missing fact is shown."""

from typing import NamedTuple

from django import template
from django.db import Error as DatabaseError  # the one of a closed connection too
from django.utils.html import format_html
from django.utils.safestring import mark_safe

from legal.completeness import TO_COMPLETE
from legal.models import Audit, Conformity, Identity, TribuneSpace
from publishing.page_files.shared import shared
from publishing.text.typography import typeset, typeset_to_html

register = template.Library()

GAP = format_html('<em class="gap">{}</em>', TO_COMPLETE)


class FooterFacts(NamedTuple):
    """What the footer of every page depends on."""

    mention: str  # « Accessibilité : … », computed from the audits
    has_tribunes: bool


@register.simple_tag
def footer_facts():
    """Error pages carry them too, even that of a database which does not answer: nothing then
    proves an audit, and without proof the law's word is « non conforme »."""
    try:
        return _footer_facts()
    except DatabaseError:
        return FooterFacts(Conformity.NONE.mention, False)


@shared
def _footer_facts():
    return FooterFacts(Audit.objects.conformity().mention, TribuneSpace.current().is_open)


@register.simple_tag
def site_contact():
    """The address that the site answers at; empty until staff set it."""
    return Identity.current().contact


@register.filter
def or_gap(text):
    """A fact typeset, line by line, or the mark of what the town still has to fill."""
    if not text:
        return GAP
    return mark_safe("<br>".join(typeset_to_html(line) for line in str(text).splitlines()))


@register.filter
def telephone(number):
    if not number:
        return GAP
    return format_html('<a href="tel:+33{}">{}</a>', number.replace(" ", "")[1:], typeset(number))


@register.filter
def mail(address):
    return format_html('<a href="mailto:{0}">{0}</a>', address) if address else GAP


@register.simple_tag
def link_or_gap(url, label):
    """A link, or its label followed by the mark of what is missing."""
    if url:
        return format_html('<a href="{}">{}</a>', url, label)
    return format_html("{}&nbsp;: {}", typeset_to_html(label), GAP)


@register.filter
def lines(text):
    """The lines of a field where staff write one thing per line."""
    return [line.strip() for line in text.splitlines() if line.strip()]
