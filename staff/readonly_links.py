"""A form that is only read links to what its reader may open; Django links to everything.

Importing this module is enough: `AdminReadonlyField` offers no other way in.
"""

from typing import Any

from django.contrib.admin.helpers import AdminReadonlyField
from simple_history.models import HistoricalRecords

linked: Any = AdminReadonlyField.get_admin_url


def link_if_it_opens(field: Any, remote_field: Any, remote_obj: Any) -> Any:
    request = getattr(HistoricalRecords.context, "request", None)  # set by its middleware
    model_admin = field.model_admin.admin_site._registry.get(remote_field.model)
    if request and model_admin and model_admin.has_view_or_change_permission(request, remote_obj):
        return linked(field, remote_field, remote_obj)
    return str(remote_obj)


AdminReadonlyField.get_admin_url = link_if_it_opens  # type: ignore[assignment,method-assign]  # there is no other way in
