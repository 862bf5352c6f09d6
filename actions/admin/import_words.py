"""What spreadsheets mean by their own words: listed, and taken back one by one."""

from django.contrib import admin

from exchange.admin import ExportMixin
from publishing.admin import NoAddition, NoChange

from ..imports.columns import BY_KEY
from ..models import ImportWord


@admin.register(ImportWord)
class ImportWordAdmin(NoAddition, NoChange, ExportMixin, admin.ModelAdmin):
    """A word taken back is asked again with the next file that holds it."""

    list_display = ["written", "place", "shown", "shown_service", "said_by", "said_at"]
    fields = ["written", "place", "shown", "shown_service", "said_by", "said_at"]
    list_select_related = ["service", "said_by"]
    list_filter = [("service", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["written", "spelling", "shown"]
    search_help_text = "Mot ou titre de colonne"
    list_per_page = 50

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self.has_delete_permission(request)

    def has_delete_permission(self, request, obj=None):
        return request.user.has_perm("actions.import_action")

    @admin.display(description="où")
    def place(self, word):
        column = BY_KEY.get(word.field)
        return f"dans la colonne « {column.label} »" if column else "titre de colonne"

    @admin.display(description="pour", ordering="service")
    def shown_service(self, word):
        return word.service or "tous les services"
