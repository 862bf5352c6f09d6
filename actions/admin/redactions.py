"""« Retirer des mots »: one person asks, another confirms, and both leave their trace."""

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from backoffice.reach import within
from exchange.admin import ExportMixin
from publishing.admin import NoChange, NoDeletion

from ..models import Event, Redaction
from ..models.redactions import LABELS


class RedactionForm(forms.ModelForm):
    cells = forms.MultipleChoiceField(label="Mots à retirer", widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = Redaction
        fields = ["event", "cells", "reason"]
        widgets = {"event": forms.HiddenInput, "reason": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        asked = self.data.get("event") or self.initial.get("event") or 0
        self.event = Event.objects.filter(pk=asked if str(asked).isdecimal() else 0).first()
        words = self.event.free_words() if self.event else {}
        self.fields["cells"].choices = [
            (name, f"{LABELS[name]} : {text}")
            for name, text in words.items()
            if text and name != "preuve_empreinte"
        ]
        self.fields["cells"].error_messages["required"] = "Cochez ce qui doit être retiré."
        self.fields["reason"].choices = Redaction.Reason.choices

    def clean_cells(self):
        return Redaction.columns_of(self.event, self.cleaned_data["cells"])


@admin.register(Redaction)
class RedactionAdmin(NoChange, NoDeletion, ExportMixin, admin.ModelAdmin):
    """Requests and traces: the words themselves are in neither."""

    form = RedactionForm
    change_form_template = "admin/actions/redaction/change_form.html"
    list_display = ["event", "shown_cells", "reason", "asked_by", "asked_at", "state"]
    list_select_related = ["event", "asked_by", "confirmed_by"]
    list_filter = [("confirmed_at", admin.EmptyFieldListFilter), "reason"]
    search_fields = ["=event__rank", "event__action__title"]
    fields = ["event", "cells", "reason"]
    readonly = ["event_link", "shown_cells", "reason", "asked_by", "asked_at", "state"]

    def get_fields(self, request, obj=None):
        return self.readonly if obj else self.fields

    def get_readonly_fields(self, request, obj=None):
        return self.readonly if obj else []

    def get_form(self, request, obj=None, **kwargs):
        if obj:  # read only: there is nothing to choose
            kwargs["form"] = forms.ModelForm
        return super().get_form(request, obj, **kwargs)

    def has_view_permission(self, request, obj=None):
        return super().has_view_permission(request, obj) or self.has_add_permission(request)

    @admin.display(description="étape")
    def event_link(self, redaction):
        address = reverse("admin:actions_event_change", args=[redaction.event_id])
        action = redaction.event.action
        return format_html('<a href="{}">{}</a>, {}', address, redaction.event, action)

    @admin.display(description="état")
    def state(self, redaction):
        if redaction.confirmed_at is None:
            return "À confirmer par une autre personne"
        day = redaction.confirmed_on
        return f"Retiré le {day:%d/%m/%Y}, confirmé par {redaction.confirmed_by}"

    def get_urls(self):
        def door(name, view):
            guarded = require_POST(self.admin_site.admin_view(view))
            return path(f"<int:pk>/{name}/", guarded, name=f"actions_redaction_{name}")

        return [
            door("confirmer", self.confirm_view),
            door("renoncer", self.drop_view),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        event = request.POST.get("event") or request.GET.get("event") or ""
        if self.has_add_permission(request):
            key = int(event) if event.isdecimal() and len(event) < 19 else 0
            if not within(request.user, Event.objects.filter(pk=key)).exists():
                messages.info(request, "Ouvrez l’étape, puis choisissez « Retirer des mots ».")
                return HttpResponseRedirect(reverse("admin:actions_event_changelist"))
            waiting = Redaction.objects.filter(event=key, confirmed_at=None).first()
            if waiting and request.method == "GET":
                return self.to(waiting)
            extra_context = {"event": Event.objects.select_related("action").get(pk=key)}
        return super().add_view(request, form_url, extra_context)

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        title = {} if object_id else {"title": "Retirer des mots d’une étape"}
        return super().changeform_view(
            request, object_id, form_url, {**title, **(extra_context or {})}
        )

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        asker = obj and obj.asked_by_id == request.user.pk
        context |= {
            "show_save_and_add_another": False,
            "show_save_and_continue": False,
            "waits": obj and obj.confirmed_at is None and self.has_add_permission(request),
            "is_asker": asker,
            "shown": obj and self.words_of(obj),
        }
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

    @staticmethod
    def words_of(redaction):
        """What would leave, to be read once more: `(label, words)`."""
        words = redaction.event.free_words()
        return [(LABELS[name], words[name]) for name in redaction.cells if words.get(name)]

    def save_model(self, request, redaction, form, change):
        redaction.asked_by = request.user
        super().save_model(request, redaction, form, change)

    def response_add(self, request, redaction, post_url_continue=None):
        messages.success(
            request,
            "Demande enregistrée. Les mots restent publics tant qu’une autre personne n’a pas "
            "confirmé : prévenez-la.",
        )
        return self.to(redaction)

    def to(self, redaction):
        address = reverse("admin:actions_redaction_change", args=[redaction.pk])
        return HttpResponseRedirect(address)

    def waiting(self, request, pk):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return get_object_or_404(within(request.user, Redaction.objects.all()), pk=pk)

    def confirm_view(self, request, pk):
        redaction = self.waiting(request, pk)
        try:
            redaction.confirm(request.user)
        except ValidationError as refusal:
            messages.error(request, refusal.messages[0])
        else:
            self.log_change(request, redaction, "Retrait confirmé.")
            messages.success(
                request,
                "Mots retirés du site : pages, flux, données, recherche, lettre d’information, "
                "journal et imports. Les courriels déjà envoyés et les copies d’autrui restent.",
            )
        return self.to(redaction)

    def drop_view(self, request, pk):
        """Whoever asked, or whoever would have confirmed, may decide otherwise."""
        redaction = self.waiting(request, pk)
        if Redaction.objects.filter(pk=pk, confirmed_at=None).delete()[0]:
            messages.info(request, "Demande abandonnée : rien n’a été retiré.")
            address = reverse("admin:actions_event_change", args=[redaction.event_id])
            return HttpResponseRedirect(address)
        messages.error(request, "Ces mots sont déjà retirés : cela ne se défait pas.")
        return self.to(redaction)
