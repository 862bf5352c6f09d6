from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin
from django.contrib.auth.models import Group, User
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from exchange.admin import ExportMixin
from publishing.admin import ReadOnly

from . import readonly_links  # noqa: F401  importing it is enough
from .accounts import AccountAdmin, PermissionsField, grantable
from .models import Helpdesk
from .proposals import screens  # noqa: F401  importing it registers its class


@admin.register(LogEntry)
class LogEntryAdmin(ReadOnly, ExportMixin, admin.ModelAdmin):
    """Who did what and when in the back office, for reading only."""

    list_display = ["action_time", "user", "content_type", "object_repr", "message"]
    list_display_links = None
    list_filter = ["action_time", "action_flag", "content_type"]
    list_select_related = ["user", "content_type"]
    search_fields = ["object_repr", "user__username"]

    @admin.display(description="ce qui a été fait")
    def message(self, entry):
        return entry.get_change_message()


@admin.register(Helpdesk)
class HelpdeskAdmin(ExportMixin, admin.ModelAdmin):
    """One record at most."""

    list_display = ["contact"]
    search_fields = ["contact"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not Helpdesk.objects.exists()


# Keys and codes are nobody's to read: an account shows whether it has them.
admin.site.unregister([User, Group, StaticDevice, TOTPDevice])
admin.site.register(User, AccountAdmin)


@admin.register(Group)
class RoleAdmin(ExportMixin, GroupAdmin):
    def formfield_for_manytomany(self, db_field, request=None, **kwargs):
        if db_field.name == "permissions":
            kwargs |= {"queryset": grantable(), "form_class": PermissionsField}
        return super().formfield_for_manytomany(db_field, request, **kwargs)
