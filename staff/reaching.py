"""An account that reaches a part of the records meets no others, on any screen."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from backoffice.reach import is_within, refusal_of, within


class Reaching(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model
    """Mixed in before each class that is registered: lists, exports, searches and autocompletes
    read `get_queryset`; forms and histories ask for rights on their record."""

    def get_queryset(self, request: HttpRequest) -> Any:
        return within(request.user, super().get_queryset(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """Out of reach is not « n’existe pas »."""
        found = super().get_object(request, object_id, from_field)
        refusal = "" if found else refusal_of(request.user, self.model, object_id)
        if refusal and not from_field:
            raise PermissionDenied(refusal)
        return found

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """The choices of a form, and what it accepts."""
        found = super().get_field_queryset(db, db_field, request)
        choices = db_field.remote_field.model._default_manager.all() if found is None else found
        reached = within(request.user, choices)
        return found if reached is choices else reached

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) and is_within(request.user, obj)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) and is_within(request.user, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and is_within(request.user, obj)
