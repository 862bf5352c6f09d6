"""The back office of pictures, and what every publishable content shares there."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models, transaction
from django.http import HttpRequest
from django.utils.html import format_html
from PIL import Image
from simple_history.admin import SimpleHistoryAdmin

from exchange.admin import ExportMixin
from pictures.decoding import DISK, decode
from pictures.files import WIDTHS
from pictures.places import private_place

from .models import Picture, Publishable
from .signed import Refused, seal, unseal


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
    """A file that was read stays with the form when something else is refused."""

    KEPT_USE = "kept-picture"

    file = forms.FileField(
        label="fichier",
        required=False,
        help_text=(
            "JPEG, PNG, WebP ou AVIF, 15 Mo au plus. L’image est recopiée sans ses données cachées "
            "(lieu, appareil) ; l’original n’est pas gardé."
        ),
    )
    kept = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Picture
        fields = ["title", "alt", "is_decorative", "credit", "focal_x", "focal_y"]

    def clean_file(self) -> Image.Image | None:
        file = self.cleaned_data["file"]
        return decode(file) if file else None

    def clean_kept(self) -> list[Any] | None:
        """`[folder, width, height]` of the file chosen before."""
        try:
            kept, _ = unseal(self.cleaned_data["kept"], self.KEPT_USE)
        except Refused:
            return None
        return kept if private_place(kept[0]).exists() else None

    def _post_clean(self) -> None:
        """Writes the file, even beside an error; nobody's after a day, it is purged."""
        super()._post_clean()  # type: ignore[misc]  # Django does not say
        picture = self.instance
        self.former = picture.folder
        if image := self.cleaned_data.get("file"):
            try:
                picture.set_image(image)
            except OSError:
                self.add_error("file", DISK)
        elif kept := self.cleaned_data.get("kept"):
            picture.folder, picture.width, picture.height = kept
        elif picture.pk is None and "file" not in self.errors:
            self.add_error("file", "Choisissez un fichier d’image.")
        if picture.folder != self.former and self.errors:
            value = seal([picture.folder, picture.width, picture.height], self.KEPT_USE)
            self.data = {**self.data.dict(), "kept": value}  # type: ignore[attr-defined]
            self[
                "file"
            ].help_text = (
                "Le fichier choisi est gardé : corrigez le reste, ou choisissez-en un autre."
            )


@admin.register(Picture)
class PictureAdmin(ExportMixin, admin.ModelAdmin):
    form = PictureForm
    list_display = ["title", "thumbnail", "alt", "credit", "is_shown"]
    search_fields = ["title", "alt", "credit"]
    readonly_fields = ["thumbnail"]
    fieldsets = [
        (
            None,
            {"fields": ["thumbnail", "file", "kept", "title", "alt", "is_decorative", "credit"]},
        ),
        ("Cadrage", {"fields": [("focal_x", "focal_y")]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        (name, first), *others = super().get_fieldsets(request, obj)
        fields = [field for field in first["fields"] if obj or field != "thumbnail"]
        return [(name, first | {"fields": fields}), *others]

    @admin.display(description="montrée au public", boolean=True)
    def is_shown(self, picture: Picture) -> bool:
        return picture.is_open_to("")

    @admin.display(description="vignette")
    def thumbnail(self, picture: Picture) -> str:
        return format_html(
            '<img src="{}" alt="" width="60" height="{}">',
            picture.open_to_holder().address(picture.widths[0], "jpg"),
            round(60 * picture.height / picture.width),
        )

    def save_model(self, request: HttpRequest, picture: Picture, form: Any, change: bool) -> None:
        if form.former != picture.folder:
            transaction.on_commit(lambda: Picture.remove_files(form.former))
            if picture.width < WIDTHS[1]:
                messages.warning(
                    request,
                    f"Cette image a {picture.width} points de large : elle paraîtra floue en "
                    f"grand. Préférez-en une de {WIDTHS[-1]} points au moins.",
                )
        super().save_model(request, picture, form, change)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Picture]) -> None:
        for picture in queryset:  # one by one: each takes its files along
            picture.delete()
