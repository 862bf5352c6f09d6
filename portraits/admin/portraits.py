from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from publishing.admin import PublishableAdmin

from ..models import Portrait
from ..resources import PortraitResource


@admin.register(Portrait)
class PortraitAdmin(PublishableAdmin):
    """A portrait keeps no history of its words: the site must be able to forget a person."""

    resource_classes = [PortraitResource]

    list_display = [
        "trade",
        "displayed_name",
        "service",
        "is_example",
        "consent_state",
        "visibility",
    ]
    list_filter = ["state", "is_example", "service__body"]
    search_fields = ["trade", "consent__displayed_name", "text"]
    prepopulated_fields = {"slug": ["trade"]}
    autocomplete_fields = ["listed_trade", "service", "picture", "consent"]
    fieldsets = [
        (
            None,
            {"fields": ["trade", "slug", "listed_trade", "service", "picture", "quote", "text"]},
        ),
        (
            "Autorisation de la personne",
            {
                "fields": ["is_example", "consent"],
                "description": (
                    "Aucun portrait n’est publié sans autorisation écrite, en vigueur, qui vaut "
                    "pour le site et couvre l’image et le texte. Un refus est sans conséquence "
                    "pour la personne."
                ),
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]
    history_view = admin.ModelAdmin.history_view

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portrait]:
        """With what each line says of its consent."""
        portraits = super().get_queryset(request)
        return portraits.select_related("service", "consent", "picture").prefetch_related(
            "consent__pictures", "picture__consents"
        )

    @admin.display(description="nom affiché", ordering="consent__displayed_name")
    def displayed_name(self, portrait: Portrait) -> str:
        return portrait.displayed_name

    @admin.display(description="autorisation", ordering="consent__ends_on")
    def consent_state(self, portrait: Portrait) -> str:
        return portrait.consent.state.label if portrait.consent else ""
