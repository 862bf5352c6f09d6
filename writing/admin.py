from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join

from exchange.admin import ExportMixin
from publishing.admin import ShownAsSaved

from .forms import AttachmentForm
from .marks import DOCUMENT, placing
from .models import Attachment


@admin.register(Attachment)
class AttachmentAdmin(ShownAsSaved, ExportMixin, admin.ModelAdmin):  # type: ignore[type-arg]  # not subscriptable when it runs
    form = AttachmentForm
    list_display = ["title", "format", "accessibility", "is_shown", "updated_at"]
    list_filter = ["accessibility", "language"]
    search_fields = ["title", "alternative"]
    readonly_fields = ["mark", "places"]
    fields = ["file", "title", "language", "accessibility", "alternative", "mark", "places"]

    @admin.display(description="fichier")
    def format(self, one: Attachment) -> str:
        return one.said

    @admin.display(description="donné au public", boolean=True)
    def is_shown(self, one: Attachment) -> bool:
        return one.is_open_to("")

    @admin.display(description="à écrire dans un texte")
    def mark(self, one: Attachment) -> str:
        return f"[{one.title}](document:{one.pk})" if one.pk else "Enregistrez d’abord."

    @admin.display(description="textes qui le donnent")
    def places(self, one: Attachment) -> str:
        if one.pk is None:
            return "–"
        found = [record for _, _, records in placing(DOCUMENT, [one.pk]) for record in records]
        links = format_html_join(
            ", ", '<a href="{}">{}</a>', ((r.get_absolute_url(), r) for r in found)
        )
        one.open_to_holder()
        return format_html('<a href="{}">Lire le document</a>. {}', one.address, links or "Aucun.")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A text that gives it would lose its link."""
        is_named = obj is not None and any(r.exists() for _, _, r in placing(DOCUMENT, [obj.pk]))
        return not is_named and super().has_delete_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Attachment]) -> None:
        for one in queryset:  # one by one: each takes its file along
            one.delete()
