from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models

from backoffice.history import HistoryAdmin
from exchange.admin import ImportMixin
from figures.references import Figures
from publishing.admin import PublishableAdmin

from .models import Campaign, CampaignFact, Correction, Page
from .resources import CampaignFactResource, CampaignResource, CorrectionResource, PageResource


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
class CorrectionAdmin(ImportMixin, HistoryAdmin):
    """What is saved is on `/corrections/` at once."""

    resource_classes = [CorrectionResource]
    list_display = ["subject", "kind", "corrected_on", "page"]
    list_filter = ["kind"]
    search_fields = ["subject", "given", "shown", "reason"]
    fields = ["corrected_on", "kind", "subject", "given", "shown", "reason", "page"]


class CampaignFactInline(admin.StackedInline):
    model = CampaignFact
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget(attrs={"rows": 3})}}
    autocomplete_fields = ["source", "portrait"]
    fields = [
        ("kind", "rank", "title"),
        ("begins_on", "ends_on"),
        "text",
        ("source", "portrait"),
        "reservation",
    ]
    extra = 0


@admin.register(Campaign)
class CampaignAdmin(ImportMixin, HistoryAdmin):
    """What is saved is on `/campagne/` at once."""

    resource_classes = [CampaignResource, CampaignFactResource]
    list_display = ["slogan", "begins_on", "ends_on", "cost"]
    search_fields = ["slogan", "aim", "facts__title", "facts__text"]
    autocomplete_fields = ["aim_source", "cost_source"]
    fields = [
        *("slogan", "organisers", ("begins_on", "ends_on"), ("aim", "aim_source")),
        *(("cost", "cost_source"), "unknown"),
    ]
    inlines = [CampaignFactInline]
