"""The back office of pictures, and what every publishable content shares there."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html
from PIL import Image
from simple_history.admin import SimpleHistoryAdmin

from exchange.admin import ExportMixin
from pictures.decoding import decode

from .models import Picture, Publishable


class NoAddition:
    """Of an admin or an inline: nobody adds a record by hand."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NoChange:
    """Nobody changes a record by hand."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class NoDeletion:
    """Nobody removes a record by hand."""

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnly(NoAddition, NoChange, NoDeletion):
    """Records that are only read."""


class LabelledSplitDateTime(AdminSplitDateTime):
    """Django's two boxes, each with a name of its own inside the group's (WCAG 1.3.1)."""

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for box, label in zip(context["widget"]["subwidgets"], ("date", "heure"), strict=True):
            box["attrs"]["aria-label"] = label
        return context


class PublishableAdmin(ExportMixin, SimpleHistoryAdmin):
    """State, dates and preview, the same for every content."""

    formfield_overrides = {models.DateTimeField: {"widget": LabelledSplitDateTime}}
    readonly_fields = ("preview",)
    history_list_display = ["changed_fields"]
    list_per_page = 50

    PUBLICATION = (
        "Publication",
        {"fields": ["state", "publish_at", "unpublish_at", "preview"]},
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address of a page that exists is promised to the public."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "slug"] if obj and hasattr(obj, "slug") else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    @admin.display(description="visibilité", ordering="state")
    def visibility(self, content: Publishable) -> str:
        return content.publication_label

    @admin.display(description="aperçu")
    def preview(self, content: Publishable) -> str:
        if content.pk is None:
            return "Enregistrez d’abord : l’aperçu sera ici."
        return format_html(
            '<a href="{}">Voir la page telle qu’elle sera</a> (lien valable {} jours, '
            "que vous pouvez envoyer à une personne qui relit)",
            content.get_preview_url(),
            content.PREVIEW_DAYS,
        )

    @admin.display(description="champs modifiés")
    def changed_fields(self, record: Any) -> str:
        previous = record.prev_record
        if previous is None:
            return "création"
        changes = record.diff_against(previous, foreign_keys_are_objs=False).changed_fields
        labels = [self.model._meta.get_field(name).verbose_name for name in changes]
        return ", ".join(str(label) for label in labels if label != "modifié le") or "–"


class PictureForm(forms.ModelForm):
    file = forms.FileField(
        label="fichier",
        required=False,
        help_text=(
            "JPEG, PNG, WebP ou AVIF, 15 Mo au plus. L’image est recopiée sans ses données cachées "
            "(lieu, appareil) ; l’original n’est pas gardé."
        ),
    )

    class Meta:
        model = Picture
        fields = ["title", "alt", "is_decorative", "credit", "focal_x", "focal_y"]

    def clean_file(self) -> Image.Image | None:
        file = self.cleaned_data["file"]
        if file:
            return decode(file)
        if self.instance.pk is None:
            raise forms.ValidationError("Choisissez un fichier d’image.")
        return None


@admin.register(Picture)
class PictureAdmin(ExportMixin, admin.ModelAdmin):
    form = PictureForm
    list_display = ["title", "thumbnail", "alt", "credit"]
    search_fields = ["title", "alt", "credit"]
    fieldsets = [
        (None, {"fields": ["file", "title", "alt", "is_decorative", "credit"]}),
        ("Cadrage", {"fields": [("focal_x", "focal_y")]}),
    ]

    @admin.display(description="vignette")
    def thumbnail(self, picture: Picture) -> str:
        return format_html(
            '<img src="{}" alt="" width="60" height="{}">',
            picture.address(picture.widths[0], "jpg"),
            round(60 * picture.height / picture.width),
        )

    def save_model(self, request: HttpRequest, picture: Picture, form: Any, change: bool) -> None:
        if image := form.cleaned_data["file"]:
            former = picture.set_image(image)
            transaction.on_commit(lambda: Picture.remove_files(former))
        super().save_model(request, picture, form, change)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Picture]) -> None:
        for picture in queryset:  # one by one: each takes its files along
            picture.delete()
