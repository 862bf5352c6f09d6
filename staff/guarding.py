"""A form that would publish what needs a second person keeps it for them instead."""

import datetime
from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from backoffice.second_person import Keeper, Need, keeper_for

from .safe_admin import HELD, OPENED_ON, digest_of, hidden

# What takes nothing to the public.
HARMLESS = {"unpublish_at"}


class SecondPerson(Exception):
    """Raised in the transaction that saves, which is undone."""

    def __init__(self, record: Any, keeper: Keeper, need: Need) -> None:
        self.record, self.keeper, self.need = record, keeper, need


class Guarded(admin.ModelAdmin):  # type: ignore[type-arg]  # of any model
    """Mixed in around each class that is registered: one door, for forms, versions brought back
    and whatever replays a form."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        if request.method != "POST" or HELD in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        sent = request.POST.copy()
        sent.pop(OPENED_ON, None)  # what it was opened on is not what it says
        request.sent_digest = digest_of(sent)  # type: ignore[attr-defined]  # carried by this one request
        typed = hidden(request.POST) + [(OPENED_ON, one) for one in request.POST.getlist(OPENED_ON)]
        try:
            with transaction.atomic():
                return super().changeform_view(request, object_id, form_url, extra_context)
        except SecondPerson as asked:
            if request.FILES:
                return self.show_again(request, object_id, form_url, extra_context, asked)
            return self.page_of_agreement(request, asked, object_id, typed)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        record = form.instance
        changed = set(form.changed_data) - HARMLESS or any(one.has_changed() for one in formsets)
        if (change and not changed) or getattr(record, "state", "publie") != "publie":
            return
        if change and self.is_kept_as_version(request, record):
            return
        days = [timezone.localdate()]
        publish_at: datetime.datetime | None = getattr(record, "publish_at", None)
        if publish_at and publish_at > timezone.now():
            days = [timezone.localdate(publish_at)]
        if found := keeper_for(record, days):
            known = record if change else type(record)()
            digest = getattr(request, "sent_digest", "")
            if not found[0].is_agreed(known, digest):
                raise SecondPerson(record, *found)

    def is_kept_as_version(self, request: HttpRequest, record: Any) -> bool:
        """Proposed, and rolled back: nothing of it is public yet."""
        proposed = getattr(self, "is_proposed", None)
        is_replayed = getattr(request, "is_replayed", False)
        return bool(proposed and not is_replayed and proposed(request, record))

    def process_import(self, request: HttpRequest) -> HttpResponse:
        """A spreadsheet of such contents waits for the end of the period."""
        if found := keeper_for(self.model(), [timezone.localdate()]):
            messages.error(request, f"{found[1].why} Écrivez-le dans sa fiche.")
            name = f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"
            return HttpResponseRedirect(reverse(name))
        answer: HttpResponse = super().process_import(request)  # type: ignore[misc]  # of those that import
        return answer

    def show_again(
        self, request: HttpRequest, object_id: Any, form_url: str, context: Any, asked: SecondPerson
    ) -> Any:
        """A file does not wait: it is put in place first, out of sight."""
        messages.error(
            request,
            f"{asked.need.why} Cette fiche apporte un fichier : enregistrez-la d’abord en "
            "brouillon, puis demandez à publier.",
        )
        data = request.POST.copy()
        data[HELD] = "1"
        request.POST = data  # type: ignore[assignment]  # what was sent, marked as held
        return super().changeform_view(request, object_id, form_url, context)

    def page_of_agreement(
        self, request: HttpRequest, asked: SecondPerson, object_id: str | None, typed: Any
    ) -> HttpResponse:
        if getattr(request, "is_replayed", False):  # a proposed version: its page says this
            told = [("", "Deuxième personne", asked.need.why)]
            context = {"error_links": told, "second_person": asked}
            return TemplateResponse(request, "admin/staff/second_person.html", context, status=422)
        if object_id is None:
            asked.record.pk = None
        digest: str = request.sent_digest  # type: ignore[attr-defined]  # carried by this one request
        waiting = asked.keeper.ask(request.user, asked.record, digest, typed)
        context = self.admin_site.each_context(request) | {
            "title": "Une deuxième personne est demandée",
            "opts": self.opts,
            "why": asked.need.why,
            "waiting": waiting,
        }
        return TemplateResponse(request, "admin/staff/second_person.html", context, status=409)
