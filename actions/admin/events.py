"""The back office of events: added and read, never changed or removed."""

from copy import deepcopy
from typing import Any, ClassVar

from django.contrib import admin, messages
from django.forms import ModelForm
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator

from backoffice.reach import within
from exchange.admin import ExportMixin
from publishing.admin import NoChange, NoDeletion, ReadOnly

from ..forms import EventForm
from ..models import Action, Event
from ..resources import EventResource
from .event_preview import EventPreview


@admin.display(description="rectification")
def correction_made(event):
    if event.pk is None or not hasattr(event, "correction"):
        return "–"
    address = reverse("admin:actions_event_change", args=[event.correction.pk])
    return format_html('Rectifiée par <a href="{}">{}</a>', address, event.correction)


@admin.display(description="rectifier")
def correction_link(event):
    """The form of the event that corrects this one, or the one that already did."""
    if event.pk is None or hasattr(event, "correction"):
        return correction_made(event)
    return format_html(
        '<a href="{}?action={}&amp;corrects={}">Rectifier</a>',
        reverse("admin:actions_event_add"),
        event.action_id,
        event.pk,
    )


@admin.display(description="coût annoncé")
def announced_cost(admin_of_event, event):
    return event.cost or "–"


def correction_for(request):
    """What its reader may do."""
    return correction_link if request.user.has_perm("actions.add_event") else correction_made


class EventInline(ReadOnly, admin.TabularInline):
    """The story so far, read-only: an action moves by a new event, never by a retouch."""

    model = Event
    fk_name = "action"
    fields: ClassVar[Any] = [
        "occurred_on",
        "status",
        "certainty",
        "text",
        "planned_on",
        "cost",
        "evidence",
    ]
    fields += ["reservation"]
    cost = announced_cost
    extra = 0
    show_change_link = True

    def get_fields(self, request, obj=None):
        return [*self.fields, correction_for(request)]

    def get_readonly_fields(self, request, obj=None):
        return ["cost", "evidence", correction_for(request)]

    @admin.display(description="preuve")
    def evidence(self, event):
        if not event.evidence_url:
            return "–"
        return format_html(
            '<a href="{}">{}</a>', event.evidence_url, event.evidence_title or event.evidence_url
        )


def positive(text):
    """A key given in an address, or 0, which is nobody's."""
    return int(text) if str(text or "").isdecimal() else 0


@admin.register(Event)
class EventAdmin(EventPreview, NoChange, NoDeletion, ExportMixin, admin.ModelAdmin):  # type: ignore[misc]  # get_ordering: FrenchList says it loosely
    """Events are added and read, never changed or removed."""

    resource_classes = [EventResource]
    form = EventForm
    list_display = ["occurred_on", "action", "status", "short_text", "recorded"]
    list_display_links = ["short_text"]
    list_per_page = 50
    list_filter = ["status", "certainty", "action__theme", "recorded_at"]
    list_select_related = ["action", "recorded_by", "correction"]
    search_fields = ["text", "=action__number", "action__title"]
    autocomplete_fields = ["action", "merged_into"]
    ordering = ["-rank"]
    cost = announced_cost
    fieldsets = [
        (
            None,
            {
                "fields": [
                    *("action", "occurred_on", "text", "names_are_public"),
                    *("status", "certainty", "is_partial", "merged_into"),
                ]
            },
        ),
        (
            "Preuve",
            {
                "fields": [
                    "evidence_kind",
                    "evidence_title",
                    "evidence_url",
                    "evidence_seen_on",
                    "file",
                    "nobody_is_shown",
                    "evidence_alt",
                    "reservation",
                ],
                "description": (
                    "« Réalisée » demande une preuve, ou une réserve que le public verra. Un lien "
                    "demande son adresse ; un document ou une photographie, son fichier."
                ),
            },
        ),
        (
            "Ce que l’étape annonce",
            {
                "fields": [("planned_on", "cost")],
                "description": (
                    "Une fin ou un coût annoncés ce jour-là. La page de l’action montre les plus "
                    "récents, et raconte tous les précédents."
                ),
            },
        ),
        ("Qui publie", {"fields": ["published_body", "published_service"]}),
        (
            "Rectification",
            {
                "fields": ["corrects"],
                "description": (
                    "Une étape enregistrée ne se modifie plus. Pour corriger une erreur, écrivez "
                    "la bonne étape et désignez ici celle qu’elle remplace : les deux restent "
                    "lisibles."
                ),
            },
        ),
    ]
    raw_id_fields = ["corrects"]

    def get_list_display(self, request):
        return [*self.list_display, correction_for(request)]

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        fieldsets = deepcopy(self.fieldsets)
        fieldsets[0][1]["fields"].remove("names_are_public")
        for name in ("file", "nobody_is_shown"):
            fieldsets[1][1]["fields"].remove(name)
        trace = [correction_for(request), "rank", "recorded_at", "recorded_by", "import_run"]
        trace += ["evidence_digest", "previous_digest", "digest"]
        if request.user.has_perm("actions.add_redaction"):
            trace.insert(1, "redaction_link")
        return [*fieldsets, ("Trace", {"fields": trace})]

    def get_readonly_fields(self, request, obj=None):
        return [correction_for(request), "redaction_link", "cost"] if obj else []

    @admin.display(description="une personne est nommée ?")
    def redaction_link(self, event):
        address = reverse("admin:actions_redaction_add")
        return format_html('<a href="{}?event={}">Retirer des mots</a>', address, event.pk)

    def get_form(self, request, obj=None, **kwargs):
        if obj:  # read only: there is nothing to upload
            kwargs["form"] = ModelForm
        return super().get_form(request, obj, **kwargs)

    def get_changeform_initial_data(self, request):
        """To correct an event, begin from what it said; unknown keys are left out."""
        initial = super().get_changeform_initial_data(request)
        for name in ("action", "merged_into"):
            known = within(request.user, Action.objects.all())
            if not known.filter(pk=positive(initial.get(name))).exists():
                initial.pop(name, None)
        known = within(request.user, Event.objects.all())
        wrong = known.filter(pk=positive(initial.get("corrects"))).first()
        if wrong:
            copied = ["action", "occurred_on", "text", "status", "certainty", "merged_into"]
            copied += ["is_partial", "planned_on", "cost", "reservation"]
            copied += ["published_body", "published_service"]
            if wrong.evidence_kind == Event.Evidence.LINK:
                copied += ["evidence_kind", "evidence_title", "evidence_url", "evidence_seen_on"]
            initial = {name: getattr(wrong, name) for name in copied} | {"corrects": wrong}
        return initial

    @admin.display(description="ce qui s’est passé", ordering="text")
    def short_text(self, event):
        return Truncator(event.shown_text).chars(200, truncate="…")

    @admin.display(description="enregistrée", ordering="rank")
    def recorded(self, event):
        by = f", par {event.recorded_by}" if event.recorded_by else ""
        return f"{timezone.localtime(event.recorded_at):%d/%m/%Y}{by}"

    def save_model(self, request, event, form, change):
        event.recorded_by = request.user
        super().save_model(request, event, form, change)
        if event.status and event.settled_on > timezone.localdate():
            messages.info(
                request,
                f"La période « {event.occurred_on} » n’est pas finie : le statut changera le "
                f"{event.settled_on:%d/%m/%Y}, son dernier jour.",
            )
