from urllib.parse import urlencode

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin, ImportMixin

from .index import entries
from .models import MissedWord, Signpost
from .resources import SignpostResource


@admin.register(Signpost)
class SignpostAdmin(ImportMixin, HistoryAdmin):
    """What is saved is found at once."""

    resource_classes = [SignpostResource]
    list_display = ["title", "words", "address", "leads", "checked_on"]
    search_fields = ["title", "words", "address", "text"]
    fields = ["title", "words", "address", "text", "checked_on"]

    @admin.display(description="mène à")
    def leads(self, signpost):
        if signpost.is_elsewhere:
            return "un autre site"
        known = {entry.url: entry.title for entry in entries()}
        return known.get(signpost.address, "page introuvable")


@admin.register(MissedWord)
class MissedWordAdmin(ExportMixin, admin.ModelAdmin):
    """Words asked three times or more and not found: what the site lacks, or calls otherwise."""

    list_display = ["word", "times", "last_on", "teach"]
    list_display_links = None
    search_fields = ["word"]

    def get_queryset(self, request):
        return super().get_queryset(request).often()

    @admin.display(description="à faire")
    def teach(self, missed):
        address = f"{reverse('admin:search_signpost_add')}?{urlencode({'words': missed.word})}"
        return format_html('<a href="{}">Écrire un renvoi</a>', address)

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False
