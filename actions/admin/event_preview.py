"""What an event will change, shown before it is written for ever."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.contrib.messages.storage.base import BaseStorage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from exchange.kept import keep

from .. import evidence
from ..imports.story import announced_to
from ..models import Action, Event, Status

PREVIEW, AGAIN = "_apercu", "_reprise"  # the button of the form; the one that comes back to it
NOT_CARRIED = {"csrfmiddlewaretoken", PREVIEW, AGAIN}


def standing(action: Action) -> tuple[str, str]:
    """Its status and certainty, in words."""
    return action.get_status_display(), action.get_certainty_display()


if TYPE_CHECKING:  # what the mixin counts on, for the types alone
    Base = admin.ModelAdmin[Event]
else:
    Base = object


class EventPreview(Base):
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """The event is recorded, what it changed is read, and all of it is rolled back."""
        asked = request.method == "POST" and not object_id and PREVIEW in request.POST
        if not asked or AGAIN in request.POST:
            return super().changeform_view(request, object_id, form_url, extra_context)
        before = Action.objects.published().totals()
        trial: Any = request
        said, trial._messages = trial._messages, BaseStorage(request)  # « est ajoutée » is not true
        with transaction.atomic():
            answer = super().changeform_view(request, object_id, form_url, extra_context)
            trial._messages = said
            event = getattr(request, "recorded_event", None)
            if event is not None:
                answer = self.preview_page(request, event, before).render()
            transaction.set_rollback(True)
        if event is not None:
            self.forget_trial(request, event)
        return answer

    def preview_page(self, request: HttpRequest, event: Event, before: Any) -> TemplateResponse:
        action = Action.objects.get(pk=event.action_id)
        after = Action.objects.published().totals()
        data = [
            (name, value)
            for name, values in request.POST.lists()
            if name not in NOT_CARRIED
            for value in values
        ]
        if upload := request.FILES.get("file"):
            data.append(("file-garde", keep(upload)))
        totals = [
            (status.plural, before[status], after[status])
            for status in Status
            if before[status] != after[status]
        ]
        counts_later = event.status and event.settled_on > timezone.localdate()
        context = self.admin_site.each_context(request) | {
            "title": "Avant d’enregistrer pour toujours",
            "opts": self.opts,
            "event": event,
            "action": action,
            "was": request.standing_before,  # type: ignore[attr-defined]  # carried by this one request
            "becomes": standing(action),
            "totals": totals,
            "counts_later": event.settled_on if counts_later else None,
            "announced": announced_to([action.pk]) if action.is_public else [],
            "carried": data,
        }
        return TemplateResponse(request, "admin/actions/event/preview.html", context)

    def forget_trial(self, request: HttpRequest, event: Event) -> None:
        """Nothing of what saving says, or keeps outside the database, stays."""
        if event.evidence_digest:
            evidence.forget(event)
        if note := getattr(request, "saved_form", None):
            note.object_id = ""  # the form may be sent again
        token = request.POST.get("_form_token")
        kept = [one for one in request.session.get("saved_forms", []) if one != token]
        request.session["saved_forms"] = kept

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *arguments: Any, **named: Any
    ) -> HttpResponse:
        if named.get("add"):  # what it changes is read before it is saved
            context |= {"show_save": False, "show_save_and_continue": False}
            context |= {"show_save_and_add_another": False, "previews": True}
        return super().render_change_form(request, context, *arguments, **named)

    def save_model(self, request: HttpRequest, obj: Event, form: Any, change: bool) -> None:
        action = Action.objects.get(pk=obj.action_id)
        request.standing_before = standing(action)  # type: ignore[attr-defined]  # for the preview
        super().save_model(request, obj, form, change)
        request.recorded_event = obj  # type: ignore[attr-defined]  # the same
