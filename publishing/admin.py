"""The back office of pictures, and what every publishable content shares there."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models, transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin
from exchange.kept import KeptFileField
from pictures.decoding import DISK, decode
from pictures.files import WIDTHS

from .models import Picture, Publishable
from .shown import shown_pictures


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


class PermanentName:
    """Of an admin: what names a record for ever, in its address or in texts, is written once."""

    permanent = "slug"

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        fields = super().get_readonly_fields(request, obj)  # type: ignore[misc]  # of the admin
        return [*fields, self.permanent] if obj and hasattr(obj, self.permanent) else fields

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields  # type: ignore[attr-defined]  # of the admin


class ShownAsSaved:
    """Of what texts place, public as soon as it is saved: nobody reads it again in a proposal."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        may: bool = super().has_change_permission(request, obj)  # type: ignore[misc]  # of the admin
        is_free = obj is None or request.user.has_perm("staff.publish_proposal")
        return may and (is_free or not self.is_shown(obj))  # type: ignore[attr-defined]  # of the admin


class PublishableAdmin(PermanentName, ExportMixin, HistoryAdmin):
    """State, dates and preview, the same for every content."""

    formfield_overrides = {models.DateTimeField: {"widget": LabelledSplitDateTime}}
    readonly_fields: ClassVar[Any] = ("preview",)
    list_per_page = 50

    PUBLICATION: Any = (
        "Publication",
        {"fields": ["state", "publish_at", "unpublish_at", "preview"]},
    )

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


class PictureField(KeptFileField):
    """A file, read as a picture."""

    def to_python(self, data: Any) -> Any:
        file = super().to_python(data)
        return decode(file) if file else None  # an image of Pillow


def picture_field(**options: Any) -> PictureField:
    return PictureField(
        required=False,
        help_text=(
            "JPEG, PNG, WebP, AVIF ou HEIC, 15 Mo au plus. L’image est recopiée sans ses données "
            "cachées (lieu, appareil) ; l’original n’est pas gardé."
        ),
        **options,
    )


class PictureForm(forms.ModelForm):
    file = picture_field(label="fichier")

    class Meta:
        model = Picture
        fields = [
            *("title", "alt", "is_decorative", "credit", "shows_person", "focal_x", "focal_y")
        ]

    def _post_clean(self) -> None:
        """Writes the file of a form that is right."""
        super()._post_clean()  # type: ignore[misc]  # Django does not say
        picture = self.instance
        self.former = picture.folder
        image = self.cleaned_data.get("file")
        if image and not self.errors:
            try:
                picture.set_image(image)
            except OSError:
                self.add_error("file", DISK)
        elif picture.pk is None and not image and "file" not in self.errors:
            self.add_error("file", "Choisissez un fichier d’image.")


@admin.register(Picture)
class PictureAdmin(ShownAsSaved, ExportMixin, admin.ModelAdmin):
    form = PictureForm
    list_display = ["title", "thumbnail", "alt", "credit", "is_shown"]
    search_fields = ["title", "alt", "credit"]
    readonly_fields = ["crops"]
    fieldsets = [
        (None, {"fields": ["file", "title", "alt", "is_decorative", "credit", "shows_person"]}),
        ("Cadrage", {"fields": ["crops", ("focal_x", "focal_y")]}),
    ]

    @admin.display(description="montrée au public", boolean=True)
    def is_shown(self, picture: Picture) -> bool:
        return picture.pk in shown_pictures()

    @admin.display(description="vignette")
    def thumbnail(self, picture: Picture) -> str:
        return thumbnail(picture)

    @admin.display(description="cadrages")
    def crops(self, picture: Picture) -> str:
        return crops(picture if picture.pk else None)

    def save_model(self, request: HttpRequest, picture: Picture, form: Any, change: bool) -> None:
        if form.former != picture.folder:
            transaction.on_commit(lambda: Picture.remove_files(form.former))
            warn_of_small(request, picture)
        super().save_model(request, picture, form, change)

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[Picture]) -> None:
        for picture in queryset:  # one by one: each takes its files along
            picture.delete()


def thumbnail(picture: Picture | None) -> str:
    """Of a list."""
    if picture is None:
        return "–"
    return format_html(
        '<img src="{}" alt="" width="60" height="{}">',
        picture.open_to_holder().address(picture.widths[0], "jpg"),
        round(60 * picture.height / picture.width),
    )


CROP_HEIGHT = 160  # pixels


def crops(picture: Picture | None, places: Iterable[tuple[str, float, float]] = ()) -> str:
    """The picture, on which the focal point is set (focal.js), beside what the site cuts of it: on
    its pages, and in other places, `(label, width, height)`."""
    if picture:
        picture.open_to_holder()
    pages = ("mur des portraits, image de partage", 4, 5)
    cuts = [
        (label, round(CROP_HEIGHT * width / height), CROP_HEIGHT)
        for label, width, height in (pages, *places)
    ]
    return render_to_string("admin/publishing/crops.html", {"picture": picture, "cuts": cuts})


def warn_of_small(request: HttpRequest, picture: Picture) -> None:
    if picture.width < WIDTHS[-2]:
        messages.warning(
            request,
            f"Cette image a {picture.width} points de large : elle paraîtra floue en grand. "
            f"Préférez-en une de {WIDTHS[-1]} points au moins.",
        )
