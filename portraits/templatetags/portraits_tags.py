from typing import Any

from django import template

from ..endings import about_to_end

register = template.Library()


@register.inclusion_tag("admin/portraits/includes/notices.html", takes_context=True)
def portraits_notices(context: dict[str, Any]) -> dict[str, Any]:
    """For the index of the back office: the consents that end soon."""
    if not context["request"].user.has_perm("portraits.view_consent"):
        return {}
    return {"ending": about_to_end()}
