"""The pages that staff make, on the page that opens their heading."""

from django import template
from django.urls import reverse

from publishing.templatetags.publishing_tags import path_of

from ..models import Heading, Page

register = template.Library()


@register.inclusion_tag("pages/includes/under_heading.html", takes_context=True)
def under_heading(context):
    """Nothing, and no query, on the other pages."""
    path = path_of(context)
    heading = next((one for one in Heading if path == reverse(one.route)), None)
    pages = Page.objects.under(heading) if heading else ()
    return {"pages": pages, "request": context.get("request")}
