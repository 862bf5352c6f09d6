"""Where staff read what the public writes, and answer."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import FileResponse, Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html

from actions.models import Event
from actions.models.remits import remit_of
from actions.personal_data import suspicions
from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin
from publishing.admin import NoAddition, NoDeletion

from . import mails
from .deadlines import Subject
from .models import Message

Outcome = Message.Outcome
# What one answers, then what one shows of it.
ANSWER = ["outcome", "answer", "service", "signature"]
PUBLIC = ["is_published", "public_question", "public_answer", "names_are_public"]


class AnswerForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable when it runs
    names_are_public = forms.BooleanField(
        label="Ces mots peuvent rester publics", required=False, widget=forms.HiddenInput
    )

    class Meta:
        model = Message
        fields = [*ANSWER, "event", *PUBLIC[:-1]]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        message = self.instance
        for name in ("event", "service"):
            if name in self.fields:
                widget: Any = self.fields[name].widget
                widget.can_add_related = widget.can_change_related = False
                widget.can_delete_related = widget.can_view_related = False
        if "event" in self.fields:
            events = Event.objects.none()
            if message.action:
                since = {"recorded_at__gte": message.received_at}
                events = Event.objects.filter(action=message.action, **since)
            self.fields["event"].queryset = events  # type: ignore[attr-defined]  # a choice of records
        if not (message.public_question or message.is_published):
            self.initial["public_question"] = message.text

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.instance.answered_on:
            self.check_answer(cleaned)
        if cleaned.get("is_published"):
            self.check_publication(cleaned)
        return cleaned

    def check_answer(self, cleaned: dict[str, Any]) -> None:
        outcome = cleaned.get("outcome")
        if outcome and outcome != Outcome.IGNORED:
            if not cleaned.get("answer"):
                reason = "Un refus donne sa raison." if outcome == Outcome.REFUSED else ""
                self.add_error("answer", reason or "Écrivez la réponse.")
            if not cleaned.get("signature"):
                self.add_error(
                    "signature", "Dites qui répond : la personne a le droit de le savoir."
                )

    def check_publication(self, cleaned: dict[str, Any]) -> None:
        outcome = cleaned.get("outcome", self.instance.outcome)
        cleaned["public_answer"] = cleaned.get("public_answer") or cleaned.get(
            "answer", self.instance.answer
        )
        if outcome in ("", Outcome.IGNORED):
            self.add_error("is_published", "Répondez d’abord : choisissez la suite donnée.")
        for name, words in [("public_question", "la question"), ("public_answer", "la réponse")]:
            if not cleaned.get(name):
                self.add_error(name, f"Écrivez {words} telle qu’elle sera publiée.")
        found = list(suspicions(cleaned.get("public_question", ""), cleaned["public_answer"]))
        if found:
            self.fields["names_are_public"].widget = forms.CheckboxInput()
            if not cleaned.get("names_are_public"):
                self.add_error(
                    "names_are_public",
                    f"Relisez : {', '.join(found)}. Récrivez sans ces mots, ou cochez la case s’il "
                    "s’agit d’un élu, d’une entreprise ou d’un lieu public.",
                )


class StateFilter(admin.SimpleListFilter):
    title = "réponse"
    parameter_name = "reponse"
    STATES = {
        "attendue": ("À répondre", lambda found: found.waiting()),
        "retard": ("En retard", lambda found: found.late()),
        "faite": ("Répondus", lambda found: found.exclude(answered_on=None)),
        "publiee": ("Publiés", lambda found: found.filter(is_published=True)),
    }

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, label) for value, (label, _) in self.STATES.items()]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        state = self.STATES.get(self.value() or "")
        return state[1](queryset) if state else queryset


@admin.register(Message)
class MessageAdmin(NoAddition, NoDeletion, ExportMixin, HistoryAdmin):
    """Listed by deadline. Nobody deletes one: what is personal leaves by time, the count stays."""

    form = AnswerForm
    list_display = ["name", "subject", "page_title", "received", "due", "outcome", "published"]
    list_filter = [StateFilter, "subject", "outcome"]
    list_select_related = ["action"]
    search_fields = ["=id", "page_title", "text", "public_question"]
    formfield_overrides = {models.TextField: {"widget": AdminTextareaWidget}}
    READ = ["subject", "received", "due", "concerns", "shown", "text", "joined", "sender"]
    fieldsets: ClassVar[Any] = [
        ("Ce qui est arrivé", {"fields": READ}),
        (
            "Répondre",
            {
                "fields": ANSWER,
                "description": "Une réponse part une fois, à l’enregistrement qui dit sa suite.",
            },
        ),
        (
            "Sur le site",
            {
                "fields": ["next_step", "event", *PUBLIC],
                "description": (
                    "Ce qui est publié n’a ni nom, ni adresse, ni rien qui fasse reconnaître la "
                    "personne."
                ),
            },
        ),
    ]

    # The list

    @admin.display(description="message", ordering="id")
    def name(self, message: Message) -> str:
        return f"n° {message.pk}"

    @admin.display(description="reçu le", ordering="received_at")
    def received(self, message: Message) -> str:
        return f"{message.received_on:%d/%m/%Y}"

    @admin.display(description="réponse avant le", ordering="due_on")
    def due(self, message: Message) -> str:
        days, said = message.days_late, f"{message.due_on:%d/%m/%Y}"
        if message.answered_on:
            late = f", {days} jour{'s' if days > 1 else ''} après" if days else ", à temps"
            return f"{said} ; répondu le {message.answered_on:%d/%m/%Y}{late}"
        return f"{said}, en retard de {days} jour{'s' if days > 1 else ''}" if days else said

    @admin.display(description="publié", boolean=True, ordering="is_published")
    def published(self, message: Message) -> bool:
        return message.is_published

    # The form

    @admin.display(description="page concernée")
    def concerns(self, message: Message) -> str:
        if not message.about_url:
            return "–"
        return format_html('<a href="{}">{}</a>', message.about_url, message.page_title)

    @admin.display(description="fichier joint")
    def joined(self, message: Message) -> str:
        if not message.piece:
            return "–"
        address = reverse("admin:contact_message_piece", args=[message.pk])
        return format_html('<a href="{}">Ouvrir le fichier</a> (privé)', address)

    @admin.display(description="personne")
    def sender(self, message: Message) -> str:
        address = message.email or "Pas d’adresse : la réponse se lit par son lien."
        return f"{address} Accepte d’être citée : {message.credit}." if message.credit else address

    @admin.display(description="étape")
    def next_step(self, message: Message) -> str:
        """A form ready to be read and completed: nothing is written silently."""
        if message.action is None:
            return "Le message ne concerne pas une action."
        is_found = message.subject == Subject.FOUND
        agreed = message.credit if is_found or message.piece else ""  # to be named for a document
        whom = agreed or "un habitant"
        by = f"Document apporté par {whom}" if is_found else f"Signalé par {whom}"
        filled = {
            "action": message.action.pk,
            "occurred_on": timezone.localdate().isoformat(),
            "text": f"{by} (message n° {message.pk} du {message.received_on:%d/%m/%Y}) : ",
        }
        address = f"{reverse('admin:actions_event_add')}?{urlencode(filled)}"
        return format_html('<a href="{}">Préparer l’étape qui cite ce message</a>', address)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        answered = ANSWER if obj and obj.answered_on else []
        return [*self.READ, "next_step", *answered]

    def get_field_queryset(self, db: Any, db_field: Any, request: HttpRequest) -> Any:
        """An account limited to services answers for these."""
        found = super().get_field_queryset(db, db_field, request)
        remit = remit_of(request.user)
        if db_field.name == "service" and remit:
            services = db_field.remote_field.model.objects.all()
            return services.filter(pk__in=remit.service_keys)
        return found

    def save_model(self, request: HttpRequest, message: Any, form: Any, change: bool) -> None:
        is_answer = bool(message.outcome) and message.answered_on is None
        if is_answer:
            message.answered_on = timezone.localdate()
        super().save_model(request, message, form, change)
        if not is_answer:
            return
        mails.send_answer(message)
        if message.outcome == Outcome.IGNORED:
            told = "Message écarté : rien ne part, il n’est pas compté."
        elif message.email:
            told = "La réponse part par courriel."
        else:
            told = "La personne n’a pas laissé d’adresse : elle lira la réponse par son lien."
        messages.success(request, told)

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> Any:
        """The names of what was written, never the words."""
        return admin.ModelAdmin.log_change(self, request, obj, message)

    def get_urls(self) -> list[Any]:
        view = self.admin_site.admin_view(self.piece_view)
        return [path("<int:pk>/piece/", view, name="contact_message_piece"), *super().get_urls()]

    def piece_view(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        """The file, to whoever may answer; kept by no cache."""
        message = self.get_object(request, str(pk))
        if not self.has_view_or_change_permission(request, message):
            raise PermissionDenied
        if message is None or not message.piece:
            raise Http404("Ce message n’a pas, ou n’a plus, de fichier.")
        name = f"message-{pk}-{message.piece.name.rpartition('/')[2][-12:]}"
        response = FileResponse(message.piece.open(), as_attachment=True, filename=name)
        response.headers["Cache-Control"] = "private, no-store"
        return response
