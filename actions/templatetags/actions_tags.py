"""Statuses in the templates of pages that are not about actions."""

from typing import Any

from django import template

from actions.models import Action, Redaction
from actions.statuses import Status

register = template.Library()


@register.simple_tag
def main_statuses() -> list[Status]:
    """Those whose totals are always told; they have links in the footer."""
    return [status for status in Status if status.is_always_counted]


@register.inclusion_tag("admin/actions/includes/redaction_notice.html", takes_context=True)
def redaction_notice(context: dict[str, Any]) -> dict[str, Any]:
    """For the index of the back office: words that a second person must agree to take out."""
    user = context["request"].user
    if not user.has_perm("actions.add_redaction"):
        return {}
    return {"waiting": Redaction.objects.filter(confirmed_at=None).exclude(asked_by=user)}


@register.inclusion_tag("admin/actions/includes/summary_notice.html", takes_context=True)
def summary_notice(context: dict[str, Any]) -> dict[str, Any]:
    """For the index of the back office: summaries that a newer event may contradict."""
    if not context["request"].user.has_perm("actions.change_action"):
        return {}
    return {"actions": Action.objects.with_outdated_summary()}
