from django.contrib import admin

from publishing.admin import PublishableAdmin

from .models import Portrait
from .resources import PortraitResource


@admin.register(Portrait)
class PortraitAdmin(PublishableAdmin):
    """A portrait keeps no history of its words: the site must be able to forget a person."""

    resource_classes = [PortraitResource]

    list_display = ["trade", "first_name", "service", "is_example", "consent_ends_on", "visibility"]
    list_filter = ["state", "is_example", "service__body"]
    list_select_related = ["service"]
    search_fields = ["trade", "first_name", "text"]
    prepopulated_fields = {"slug": ["trade"]}
    autocomplete_fields = ["service", "picture"]
    fieldsets = [
        (
            None,
            {"fields": ["trade", "first_name", "slug", "service", "picture", "quote", "text"]},
        ),
        (
            "Autorisation de la personne",
            {
                "fields": ["is_example", "consent_given_on", "consent_ends_on"],
                "description": (
                    "Aucun portrait n’est publié sans autorisation écrite et datée. "
                    "Un refus est sans conséquence pour la personne."
                ),
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]
    history_view = admin.ModelAdmin.history_view
