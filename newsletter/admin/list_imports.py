"""Bringing an existing list in: read, shown line by line, then taken."""

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.models import ADDITION
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.views.decorators.http import require_POST

from exchange.admin import ExportMixin
from newsletter.models import ListImport
from publishing.admin import NoChange, NoDeletion
from spreadsheets import Refused

from ..subscribers.lists import origins_of, read_list, take
from .subscribers import log

REFUSALS_SHOWN = 200


class ListForm(forms.Form):
    """A file, and the word of the person who brings it."""

    file = forms.FileField(
        label="Fichier xlsx, ods ou csv",
        help_text=(
            "Colonnes : Adresse ; Date de l’accord ; Preuve (le texte accepté) ; Origine (le "
            "formulaire ou le papier) ; et, si vous voulez, Rythme, et Suit (tout, ou des thèmes "
            "et des numéros d’action, comme dans l’export). 5 Mo et 50 000 lignes au plus."
        ),
    )
    proof = forms.CharField(
        label="Preuve, pour les lignes qui n’en ont pas",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=(
            "Le texte accepté, tel que le formulaire d’inscription l’affichait. Un export de Brevo "
            "(EMAIL, OPT_IN, DOUBLE_OPT-IN, ADDED_TIME…) ne le contient pas."
        ),
    )
    origin = forms.CharField(
        label="Origine, pour les lignes qui n’en ont pas",
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"size": 60}),
        help_text="« Formulaire de www.ales.fr, géré avec Brevo ».",
    )
    sworn = forms.BooleanField(
        label=(
            "Chaque personne de cette liste a accepté de recevoir cette lettre d’information, et "
            "nous pouvons le prouver."
        ),
        error_messages={"required": "Sans preuve de l’accord, une liste ne s’importe pas."},
    )


@admin.register(ListImport)
class ListImportAdmin(NoChange, NoDeletion, ExportMixin, admin.ModelAdmin):
    list_display = ["made_at", "made_by", "accepted", "refused", "created", "applied_at"]
    list_select_related = ["made_by"]
    search_fields = ["made_by__username", "file_digest"]

    def allowed(self, request):
        return request.user.has_perm("newsletter.import_addresses")

    def has_view_permission(self, request, obj=None):
        if obj is not None:  # its page shows addresses until the list is taken
            return self.allowed(request)
        return super().has_view_permission(request) or self.allowed(request)

    def has_add_permission(self, request):
        return self.allowed(request)

    def get_list_display_links(self, request, list_display):
        links = super().get_list_display_links(request, list_display)
        return links if self.allowed(request) else None

    def get_urls(self):
        view = self.admin_site.admin_view(require_POST(self.take_view))
        return [
            path("<int:pk>/prendre/", view, name="newsletter_take_list"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.allowed(request):
            raise PermissionDenied
        form = ListForm(request.POST or None, request.FILES or None)
        if request.method == "POST" and form.is_valid():
            try:
                found = read_list(
                    form.cleaned_data["file"].read(),
                    request.user,
                    form.cleaned_data["proof"],
                    form.cleaned_data["origin"],
                )
            except Refused as error:
                form.add_error("file", str(error))
            else:
                return HttpResponseRedirect(self.page_of(found))
        return self.show(request, "list_form", "Importer une liste", form=form)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404
        if not self.has_view_permission(request, found):
            raise PermissionDenied
        return self.show(
            request,
            "list_preview",
            str(found).capitalize(),
            found=found,
            is_stale=found.applied_at is None and bool(found.accepted and not found.rows),
            origins=origins_of(found),
            refusals=found.refusals[:REFUSALS_SHOWN],
            hidden_refusals=max(0, len(found.refusals) - REFUSALS_SHOWN),
        )

    def take_view(self, request, pk):
        found = self.get_object(request, str(pk))
        if found is None or not self.allowed(request):
            raise PermissionDenied
        if found.applied_at or not found.rows:
            messages.warning(request, "Cette liste est déjà prise, ou effacée : rien n’a changé.")
        else:
            taken = take(found)
            plural = "s" if taken.created > 1 else ""
            said = f"Liste importée : {taken.created} abonné{plural} ajouté{plural}."
            log(request, None, said, ADDITION)
            messages.success(request, said)
        return HttpResponseRedirect(self.page_of(found))

    @staticmethod
    def page_of(found):
        return reverse("admin:newsletter_listimport_change", args=[found.pk])

    def show(self, request, name, title, **context):
        context |= self.admin_site.each_context(request) | {"title": title, "opts": self.opts}
        return TemplateResponse(request, f"admin/newsletter/{name}.html", context)
