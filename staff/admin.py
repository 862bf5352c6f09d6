from django.contrib import admin
from django.contrib.admin.models import LogEntry
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from exchange.admin import ExportMixin
from publishing.admin import ReadOnly


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


admin.site.unregister([User, Group])


@admin.register(User)
class StaffUserAdmin(ExportMixin, UserAdmin):
    pass


@admin.register(Group)
class StaffGroupAdmin(ExportMixin, GroupAdmin):
    pass
