from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from publishing.admin import PublishableAdmin, crops, thumbnail, warn_of_small

from ..models import Portrait, PortraitPicture
from ..resources import PortraitResource
from .pictures import ShowsPictureForm


class PortraitForm(ShowsPictureForm):
    is_covered = forms.BooleanField(
        label="le papier signé couvre les images déposées ici : les ajouter à l’autorisation",
        required=False,
    )

    def title_of_picture(self) -> str:
        return str(self.cleaned_data.get("trade", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        is_published = cleaned.get("state") == Portrait.State.PUBLISHED
        is_sent = is_published and cleaned.get("file") and cleaned.get("consent")
        if is_sent and not cleaned.get("is_covered"):
            self.add_error(
                "is_covered",
                "L’image déposée n’est pas parmi celles que l’autorisation nomme : dites si le "
                "papier signé la couvre, ou gardez le brouillon.",
            )
        return cleaned


class OtherPictureForm(ShowsPictureForm):
    def title_of_picture(self) -> str:
        return f"{self.instance.portrait.trade}, image {self.cleaned_data.get('rank', '')}"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not cleaned.get("file") and not cleaned.get("picture") and not self.errors:
            raise ValidationError({"file": "Choisissez une image, ou déposez-la."})
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Django saves it once the whole page is right."""
        self.save_picture()
        return super().save(commit)


class CropsMixin:
    """Of a record that shows a picture."""

    @admin.display(description="cadrages")
    def crops(self, record: Portrait | PortraitPicture) -> str:
        return crops(record.picture if record.picture_id else None)


class OtherPictureInline(CropsMixin, admin.StackedInline):
    model = PortraitPicture
    form = OtherPictureForm
    extra = 0
    max_num = PortraitPicture.MOST
    autocomplete_fields = ["picture"]
    readonly_fields = ["crops"]
    fields = [
        *("rank", "picture", "file", "crops", ("focal_x", "focal_y")),
        *(("alt", "is_decorative"), "credit"),
    ]


@admin.register(Portrait)
class PortraitAdmin(CropsMixin, PublishableAdmin):
    """A portrait keeps no history of its words: the site must be able to forget a person."""

    resource_classes = [PortraitResource]
    form = PortraitForm
    inlines = [OtherPictureInline]

    list_display = [
        "trade",
        "thumbnail",
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
    readonly_fields = ("preview", "crops")
    fieldsets = [
        (
            None,
            {"fields": ["trade", "slug", "listed_trade", "service", "quote", "text"]},
        ),
        (
            "Image",
            {
                "fields": [
                    *("picture", "file", "crops", ("focal_x", "focal_y")),
                    *(("alt", "is_decorative"), "credit", "is_covered"),
                ],
                "description": "Choisissez une image déjà déposée, ou déposez-en une.",
            },
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portrait]:
        """With what each line says of its consent."""
        portraits = super().get_queryset(request)
        return portraits.select_related("service", "consent", "picture").prefetch_related(
            "consent__pictures", "picture__consents", "other_pictures__picture__consents"
        )

    def save_model(self, request: HttpRequest, portrait: Portrait, form: Any, change: bool) -> None:
        form.save_picture()
        super().save_model(request, portrait, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """What was sent is among what the consent names, if the paper says so; and whether the
        public sees the portrait is said."""
        super().save_related(request, form, formsets, change)
        portrait = form.instance
        sent = [f.picture for f in (form, *formsets[0].forms) if f.cleaned_data.get("file")]
        for picture in sent:
            warn_of_small(request, picture)
        if sent and form.cleaned_data["is_covered"] and portrait.consent:
            portrait.consent.pictures.add(*sent)
        portrait = Portrait.objects.get(pk=portrait.pk)
        is_published = portrait.state == Portrait.State.PUBLISHED
        if is_published and (refusal := portrait.refusal(timezone.localdate())):
            messages.warning(request, f"Ce portrait n’est pas public. {refusal}")

    @admin.display(description="vignette")
    def thumbnail(self, portrait: Portrait) -> str:
        return thumbnail(portrait.picture)

    @admin.display(description="nom affiché", ordering="consent__displayed_name")
    def displayed_name(self, portrait: Portrait) -> str:
        return portrait.displayed_name

    @admin.display(description="autorisation", ordering="consent__ends_on")
    def consent_state(self, portrait: Portrait) -> str:
        return portrait.consent.state.label if portrait.consent else ""
