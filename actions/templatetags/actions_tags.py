"""Statuses in the templates of pages that are not about actions."""

from django import template

from actions.statuses import Status

register = template.Library()


@register.simple_tag
def main_statuses() -> list[Status]:
    """Those whose totals are always told; they have links in the footer."""
    return [status for status in Status if status.is_always_counted]
