from django.contrib import admin
from django.contrib.admin.widgets import AdminTextareaWidget
from django.db import models

from backoffice.history import HistoryAdmin
from exchange.admin import ImportMixin
from figures.references import Figures
from portraits.admin.new_uses import NewUseInline
from publishing.admin import PublishableAdmin

from .models import Campaign, CampaignFact, Correction, Page
from .resources import CampaignFactResource, CampaignResource, CorrectionResource, PageResource


@admin.register(Page)
class PageAdmin(PublishableAdmin):
    resource_classes = [PageResource]
    list_display = ["plain_title", "address", "heading", "rank", "visibility", "updated_at"]
    list_filter = ["state", "heading"]
    search_fields = ["title", "slug", "lead", "text"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "lead", "text", "ai_use"]}),
        (
            "Place dans le site",
            {
                "fields": [("heading", "rank")],
                "description": (
                    "Changez l’adresse d’une page publiée, et l’ancienne y mène ; retirez la page, "
                    "et son adresse répond qu’elle a été retirée."
                ),
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]

    @admin.display(description="titre", ordering="title")
    def plain_title(self, page):
        return Figures().expand(page.title)

    @admin.display(description="adresse", ordering="slug")
    def address(self, page):
        return page.get_absolute_url()

    def get_fieldsets(self, request, obj=None):
        """Only a page made by staff has a place to choose."""
        first, place, publication = super().get_fieldsets(request, obj)
        return [first, publication] if obj and obj.is_promised else [first, place, publication]

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [name for name in fields if name != "slug" or obj.is_promised]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if "heading" in form.base_fields:
            form.base_fields["heading"].required = True
        return form

    def has_delete_permission(self, request, obj=None):
        """What the public could read is withdrawn, and its address says so."""
        is_draft = obj is not None and not obj.is_promised and not obj.was_public
        return is_draft and super().has_delete_permission(request, obj)


@admin.register(Correction)
class CorrectionAdmin(ImportMixin, HistoryAdmin):
    """What is saved is on `/corrections/` at once."""

    resource_classes = [CorrectionResource]
    list_display = ["subject", "kind", "corrected_on", "page"]
    list_filter = ["kind"]
    search_fields = ["subject", "given", "shown", "reason"]
    fields = ["corrected_on", "kind", "subject", "given", "shown", "reason", "page"]


class CampaignFactInline(NewUseInline):
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
