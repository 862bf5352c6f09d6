"""Consents: who agreed to what, until when; the signed paper for those who may read it."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from backoffice.lists import FrenchList

from ..models import Consent, Removal, State
from ..withdrawal import link_of, take_away


class StateFilter(admin.SimpleListFilter):
    title = "état"
    parameter_name = "etat"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return list(State.choices)

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        if self.value() not in State.values:
            return queryset
        return queryset.in_state(self.value(), timezone.localdate())


@admin.register(Consent)
class ConsentAdmin(FrenchList, admin.ModelAdmin):
    list_display = [
        "person",
        "displayed_name",
        "state",
        "begins_on",
        "ends_on",
        "where",
        "has_paper",
    ]
    list_filter = [StateFilter, "on_site", "is_minor"]
    search_fields = ["person", "displayed_name"]
    autocomplete_fields = ["pictures"]
    readonly_fields = ["state", "paper_link", "withdrawn_on", "own_link"]
    list_per_page = 50
    fieldsets = [
        (None, {"fields": ["state", "person", "displayed_name", "purpose"]}),
        ("Ce qu’elle couvre", {"fields": ["pictures", "covers_text", "covers_voice"]}),
        (
            "Où",
            {
                "fields": [("on_site", "in_newsletter", "on_posters", "in_press", "on_networks")],
                "description": (
                    "Changer un support, une image ou le nom affiché retire le portrait du site "
                    "jusqu’à ce que la personne approuve de nouveau sa page."
                ),
            },
        ),
        (
            "Durée",
            {
                "fields": [("begins_on", "ends_on"), "withdrawn_on"],
                "description": (
                    "Le lendemain du dernier jour, tout ce qu’elle couvre n’est plus public. Pour "
                    "la prolonger, joignez le nouveau papier signé et changez la date de fin."
                ),
            },
        ),
        ("Signature", {"fields": ["is_minor", "guardian", "paper", "paper_link"]}),
        ("Lien de la personne", {"fields": ["own_link"]}),
    ]

    @admin.display(description="état", ordering="ends_on")
    def state(self, consent: Consent) -> str:
        return consent.state.label if consent.pk else "–"

    @admin.display(description="où")
    def where(self, consent: Consent) -> str:
        return ", ".join(consent.media)

    @admin.display(description="papier", boolean=True)
    def has_paper(self, consent: Consent) -> bool:
        return bool(consent.paper)

    @admin.display(description="lire le papier")
    def paper_link(self, consent: Consent) -> str:
        if consent.pk is None or not consent.paper:
            return "Aucun papier n’est joint."
        address = reverse("admin:portraits_consent_paper", args=[consent.pk])
        return format_html('<a href="{}">Télécharger le papier signé</a>', address)

    @admin.display(description="à lui envoyer")
    def own_link(self, consent: Consent) -> str:
        if consent.pk is None:
            return "Enregistrez d’abord : le lien sera ici."
        return format_html(
            '<a href="{0}">{0}</a><br>Sans compte : elle y voit ce qu’elle a autorisé, peut tout '
            "retirer elle-même, et y garde l’attestation de ce qui a été effacé.",
            link_of(consent),
        )

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The paper only for those who may read it; « retirée le » only once it is."""
        hidden = set() if obj and obj.withdrawn_on else {"withdrawn_on"}
        if not request.user.has_perm("portraits.read_consent"):
            hidden |= {"paper", "paper_link"}
        return [
            (
                title,
                options | {"fields": [name for name in options["fields"] if name not in hidden]},
            )
            for title, options in super().get_fieldsets(request, obj)
        ]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A consent that was withdrawn stays so: another is signed, and is another record."""
        is_open = obj is None or obj.withdrawn_on is None
        return is_open and super().has_change_permission(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Consent]) -> None:
        for consent in queryset:  # one by one: each takes its paper along
            consent.delete()

    def get_urls(self) -> list[URLPattern]:
        paper = self.admin_site.admin_view(require_safe(self.paper_view))
        withdraw = self.admin_site.admin_view(self.withdraw_view)
        return [
            path("<int:pk>/papier/", paper, name="portraits_consent_paper"),
            path("<int:pk>/retirer/", withdraw, name="portraits_consent_withdraw"),
            *super().get_urls(),
        ]

    def paper_view(self, request: HttpRequest, pk: int) -> FileResponse:
        """The signed paper, to those who have that right; each reading is in the journal."""
        if not request.user.has_perm("portraits.read_consent"):
            raise PermissionDenied
        consent = Consent.objects.filter(pk=pk).first()
        if consent is None or not consent.paper:
            raise Http404("Aucun papier signé n’est joint à cette autorisation.")
        try:
            file = consent.paper.open("rb")
        except FileNotFoundError:
            raise Http404("Le papier signé n’est plus sur le disque.") from None
        self.log_change(request, consent, "Papier signé consulté.")
        suffix = str(consent.paper.name).rpartition(".")[2]
        return FileResponse(
            file, as_attachment=True, filename=f"autorisation-{consent.pk}.{suffix}"
        )

    def withdraw_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Asked on paper, by telephone or by mail: staff take away what the person withdraws."""
        consent = get_object_or_404(Consent, pk=pk)
        if not self.has_change_permission(request, consent):
            raise PermissionDenied
        if request.method == "POST":
            take_away(consent.pk, Removal.Reason.STAFF)
            self.log_change(request, consent, "Autorisation retirée.")
            messages.success(
                request,
                "L’autorisation est retirée, et tout ce qu’elle couvrait est effacé. Le lien de la "
                "personne mène maintenant à l’attestation.",
            )
            return redirect("admin:portraits_consent_change", consent.pk)
        context = self.admin_site.each_context(request) | {
            "title": "Retirer l’autorisation",
            "consent": consent,
            "opts": self.model._meta,
        }
        return TemplateResponse(request, "admin/portraits/consent/withdraw.html", context)
