from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone

from posters.views import formats_of
from publishing.admin import PublishableAdmin, crops, thumbnail, warn_of_small

from ..approving import link_to, send_link
from ..models import Approval, Portrait, PortraitPicture, approval_label
from ..posters import USUAL_PLACES, allowed_formats, poster_of
from ..resources import PortraitResource
from .pictures import ShowsPictureForm

# What the public does not see of the form, or sees elsewhere.
NOT_SHOWN = {"state", "publish_at", "unpublish_at", "is_covered", "takes_off", "listed_trade"}
NOT_SHOWN |= {"moments", "change", "changed_on", "slug"}
TAKES_OFF = (
    "La personne a approuvé la page telle qu’elle est : ce changement la retire du site jusqu’à "
    "son accord. Cochez « retirer du site jusqu’à l’accord de la personne » pour l’enregistrer."
)


def needs_word(portrait: Portrait, data: Any) -> bool:
    """Whether a change would take off the site what a person approved, and nobody said so."""
    stays = data.get("state") == Portrait.State.PUBLISHED and not data.get("takes_off")
    return bool(stays and not portrait.is_example and portrait.is_public)


class PortraitForm(ShowsPictureForm):
    takes_off = forms.BooleanField(
        label="Retirer du site jusqu’à l’accord de la personne",
        required=False,
        help_text="À cocher pour changer ce qui est montré d’une page approuvée et publique.",
    )
    is_covered = forms.BooleanField(
        label="Le papier signé couvre les images déposées ici : les ajouter à l’autorisation",
        required=False,
    )

    def title_of_picture(self) -> str:
        return str(self.cleaned_data.get("trade", ""))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        recorded = Portrait.objects.filter(pk=self.instance.pk).first()
        if recorded and set(self.changed_data) - NOT_SHOWN and needs_word(recorded, self.data):
            self.add_error("takes_off", TAKES_OFF)
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
        portrait = Portrait.objects.filter(pk=self.instance.portrait_id).first()
        if portrait and self.has_changed() and needs_word(portrait, self.data):
            self.add_error(None, TAKES_OFF)
        if not cleaned.get("file") and not cleaned.get("picture") and not self.errors:
            raise ValidationError({"file": "Choisissez une image, ou déposez-la."})
        return cleaned

    def save(self, commit: bool = True) -> Any:
        """Django saves it once the whole page is right."""
        self.save_picture()
        return super().save(commit)


class LinkForm(forms.Form):
    address = forms.EmailField(
        label="Adresse électronique de la personne",
        required=False,
        help_text="Pour le lui envoyer d’ici ; vide : vous copiez le lien. L’adresse n’est gardée "
        "que le temps de l’envoi.",
    )


class OtherPictureInline(admin.StackedInline):
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

    @admin.display(description="cadrages")
    def crops(self, other: PortraitPicture) -> str:
        return crops(other.picture if other.picture_id else None)


@admin.register(Portrait)
class PortraitAdmin(PublishableAdmin):
    """A portrait keeps no history of its words: the site must be able to forget a person."""

    resource_classes = [PortraitResource]
    form = PortraitForm
    inlines = [OtherPictureInline]

    list_display = [
        "named",
        "thumbnail",
        "service",
        "is_example",
        "consent_state",
        "approval",
        "visibility",
    ]
    list_filter = ["state", "is_example", "service__body"]
    search_fields = ["trade", "consent__displayed_name", "text", "testimony"]
    prepopulated_fields = {"slug": ["trade"]}
    autocomplete_fields = ["listed_trade", "service", "moments", "picture", "consent"]
    readonly_fields = ("preview", "crops", "approval", "role_warning", "posters")
    change_form_template = "admin/portraits/portrait/change_form.html"
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("trade", "slug", "listed_trade", "service", "quote", "text", "testimony"),
                    *("moments", "ai_use"),
                ]
            },
        ),
        (
            "Fonction",
            {
                "fields": ["role_warning", "role", ("change", "changed_on")],
                "description": "Si la personne est partie, a changé de poste ou a été élue, dites-"
                "le ici : un avertissement précède chaque nouvel usage de son portrait.",
            },
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
            "Film ou son",
            {
                "fields": [
                    *(("recording_kind", "recording_length"), "recording_title"),
                    *("recording_url", "transcript"),
                ],
                "classes": ["collapse"],
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
        (
            "Bon à tirer",
            {
                "fields": ["approval", "takes_off"],
                "description": "La personne relit sa page par un lien privé et l’approuve. Changer "
                "ensuite un mot, une image, un cadrage ou un support redemande son accord : d’ici "
                "là, la page n’est pas publique.",
            },
        ),
        ("Affiches", {"fields": ["posters"]}),
        PublishableAdmin.PUBLICATION,
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Who agreed, by name, is for those who may see it."""
        if request.user.has_perm("portraits.view_consent"):
            return super().get_fieldsets(request, obj)
        hidden = ("consent", "is_covered")
        return [
            (title, options | {"fields": [one for one in options["fields"] if one not in hidden]})
            for title, options in super().get_fieldsets(request, obj)
        ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Portrait]:
        """With what each line says of its consent."""
        portraits: Any = super().get_queryset(request)
        return (
            portraits.with_digest()
            .select_related("service", "consent", "picture")
            .prefetch_related(
                "approvals",
                "consent__pictures",
                "picture__consents",
                "other_pictures__picture__consents",
            )
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
        if sent and form.cleaned_data.get("is_covered") and portrait.consent:
            portrait.consent.pictures.add(*sent)
        portrait = Portrait.objects.get(pk=portrait.pk)
        is_published = portrait.state == Portrait.State.PUBLISHED
        refusal = portrait.refusal(timezone.localdate())
        if not refusal and not portrait.is_approved:
            refusal = "La personne n’a pas encore approuvé la page telle qu’elle est."
        if is_published and refusal:
            messages.warning(request, f"Ce portrait n’est pas public. {refusal}")
        if is_published and portrait.role_warning:
            messages.warning(request, portrait.role_warning)

    @admin.display(description="portrait", ordering="trade")
    def named(self, portrait: Portrait) -> str:
        return str(portrait)

    @admin.display(description="vignette")
    def thumbnail(self, portrait: Portrait) -> str:
        return thumbnail(portrait.picture)

    @admin.display(description="cadrages")
    def crops(self, portrait: Portrait) -> str:
        """On its page and on its posters, whose words say how much room the picture has."""
        places = list(poster_of(portrait).places()) if portrait.pk else []
        return crops(portrait.picture, places or USUAL_PLACES)

    @admin.display(description="à imprimer ou à partager")
    def posters(self, portrait: Portrait) -> str:
        """Its files, after what became of the person: none is sent without a look at that."""
        formats = allowed_formats(portrait) if portrait.pk else []
        context = {"portrait": portrait, **formats_of(formats)}
        if formats and not portrait.is_public:
            context["question"] = f"?apercu={portrait.preview_token()}"
        return render_to_string("admin/portraits/portrait/posters.html", context)

    @admin.display(description="autorisation", ordering="consent__ends_on")
    def consent_state(self, portrait: Portrait) -> str:
        return portrait.consent.state.label if portrait.consent else ""

    @admin.display(description="bon à tirer")
    def approval(self, portrait: Portrait) -> str:
        return approval_label(portrait) if portrait.pk else "–"

    @admin.display(description="avertissement")
    def role_warning(self, portrait: Portrait) -> str:
        return portrait.role_warning or "–"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.approve_view)
        approve = path("<int:pk>/bon-a-tirer/", view, name="portraits_portrait_approve")
        return [approve, *super().get_urls()]

    def approve_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The link to give to the person, and what was answered."""
        portrait = get_object_or_404(Portrait.objects.prefetch_related("approvals"), pk=pk)
        if not self.has_change_permission(request, portrait) or portrait.is_example:
            raise PermissionDenied
        form = LinkForm(request.POST or None)
        if request.method == "POST" and "withdraw" in request.POST:
            portrait.approvals.open().update(withdrawn_at=timezone.now())
            messages.success(request, "Le lien est retiré : il n’ouvre plus rien.")
            return redirect(request.path)
        if request.method == "POST" and form.is_valid():
            with transaction.atomic():
                approval = Approval.send(portrait)
                if address := form.cleaned_data["address"]:
                    send_link(approval, address)
            said = "Le lien est envoyé." if address else "Le lien est prêt : copiez-le ci-dessous."
            messages.success(request, said)
            return redirect(request.path)
        opened = portrait.approvals.open().first()
        context = self.admin_site.each_context(request) | {
            "title": "Bon à tirer",
            "portrait": portrait,
            "label": approval_label(portrait),
            "link": link_to(opened) if opened else "",
            "form": form,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/portraits/portrait/approve.html", context)
