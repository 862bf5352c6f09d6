from django.contrib import admin

from publishing.admin import PublishableAdmin

from .models import Fact, Moment, Service


class FactInline(admin.TabularInline):
    model = Fact
    autocomplete_fields = ["source"]
    extra = 0


@admin.register(Service)
class ServiceAdmin(PublishableAdmin):
    list_display = ["name", "body", "visibility", "updated_at"]
    list_filter = ["state", "body"]
    search_fields = ["name", "summary", "text"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["figures"]
    inlines = [FactInline]
    fieldsets = [
        (None, {"fields": ["name", "slug", "body", "summary", "text", "figures", "contact"]}),
        PublishableAdmin.PUBLICATION,
    ]


@admin.register(Moment)
class MomentAdmin(PublishableAdmin):
    list_display = ["hour", "title", "service", "visibility"]
    list_display_links = ["title"]
    list_filter = ["state", "service__body"]
    list_select_related = ["service"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["service"]
    fieldsets = [
        (None, {"fields": [("time", "rank"), "title", "service", "text", "reservation"]}),
        PublishableAdmin.PUBLICATION,
    ]

    @admin.display(description="heure", ordering="time")
    def hour(self, moment):
        return moment.hour_label
