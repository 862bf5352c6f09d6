from django.contrib import admin

from backoffice.history import HistoryAdmin
from exchange.admin import ImportMixin
from publishing.admin import PublishableAdmin

from .models import Landmark, Moment, Need, Service, Trade
from .resources import (
    LandmarkResource,
    MomentResource,
    NeedResource,
    ServiceResource,
    TradeResource,
)


class LandmarkInline(admin.TabularInline):
    model = Landmark
    autocomplete_fields = ["source"]
    extra = 0


@admin.register(Service)
class ServiceAdmin(ImportMixin, PublishableAdmin):
    resource_classes = [ServiceResource, LandmarkResource]
    list_display = ["name", "body", "missing", "visibility", "updated_at"]
    list_filter = ["state", "body"]
    search_fields = ["name", "summary", "text", "search_words"]
    prepopulated_fields = {"slug": ["name"]}
    autocomplete_fields = ["figures", "practical_source"]
    inlines = [LandmarkInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "name",
                    "slug",
                    "body",
                    "summary",
                    "text",
                    "ai_use",
                    "figures",
                    "search_words",
                ]
            },
        ),
        (
            "Ce que l’on vient chercher",
            {
                "fields": [
                    "hours",
                    "phone",
                    "address",
                    "procedure_url",
                    ("practical_on", "practical_source"),
                    "answers_for_all",
                ],
                "description": "Ce qui manque est dit au public, avec l’endroit où demander.",
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]


@admin.register(Moment)
class MomentAdmin(ImportMixin, PublishableAdmin):
    resource_classes = [MomentResource]
    list_display = ["hour_label", "title", "service", "days", "visibility"]
    list_display_links = ["title"]
    list_filter = ["state", "service__body"]
    list_select_related = ["service"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["service"]
    fieldsets = [
        (None, {"fields": [("time", "rank"), "title", "service", "text", "reservation"]}),
        (
            "Quand",
            {
                "fields": ["days", ("ends_at", "is_all_day")],
                "description": "Ce que le site annonce « en ce moment » en dépend, jusque sur "
                "l’écran d’un hall (/journee/ecran/) : ne dites que ce qui est sûr.",
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]


@admin.register(Need)
class NeedAdmin(ImportMixin, HistoryAdmin):
    """The other way into the list of services; what is saved is public at once."""

    resource_classes = [NeedResource]
    list_display = ["name", "rank"]
    search_fields = ["name"]
    autocomplete_fields = ["services"]
    fields = ["name", "rank", "services"]


@admin.register(Trade)
class TradeAdmin(ImportMixin, HistoryAdmin):
    """The register of trades: public at once for those that a source or a portrait names."""

    resource_classes = [TradeResource]
    list_display = ["name", "body", "source", "told_on"]
    list_filter = ["body", ("source", admin.EmptyFieldListFilter)]
    list_select_related = ["source"]
    search_fields = ["name", "services__name"]
    autocomplete_fields = ["services", "source"]
    fields = ["name", "body", "services", "source", "note"]
