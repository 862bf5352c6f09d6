from django.contrib import admin
from simple_history.admin import SimpleHistoryAdmin

from exchange.admin import ImportMixin
from figures.references import Figures
from publishing.admin import PublishableAdmin

from .models import Correction, Page
from .resources import CorrectionResource, PageResource


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    resource_classes = [PageResource]
    list_display = ["plain_title", "slug", "visibility", "updated_at"]
    list_filter = ["state"]
    search_fields = ["title", "lead", "text"]
    fieldsets = [
        (None, {"fields": ["title", "slug", "lead", "text"]}),
        PublishableAdmin.PUBLICATION,
    ]

    @admin.display(description="titre", ordering="title")
    def plain_title(self, page):
        return Figures().expand(page.title)

    def has_delete_permission(self, request, obj=None):
        return False  # the site promises these addresses: withdraw a page, do not delete it

    def has_add_permission(self, request):
        return False  # a page needs an address of its own in the site


@admin.register(Correction)
class CorrectionAdmin(ImportMixin, SimpleHistoryAdmin):
    """What is saved is on `/corrections/` at once."""

    resource_classes = [CorrectionResource]
    list_display = ["subject", "kind", "corrected_on", "page"]
    list_filter = ["kind"]
    search_fields = ["subject", "given", "shown", "reason"]
    fields = ["corrected_on", "kind", "subject", "given", "shown", "reason", "page"]
