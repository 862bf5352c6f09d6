from copy import deepcopy

from django.contrib import admin, messages
from django.forms import ModelForm
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from import_export.admin import ImportExportMixin
from import_export.forms import ExportForm
from simple_history.admin import SimpleHistoryAdmin

from publishing.admin import PublishableAdmin

from .formats import SafeCSV, SafeXLSX
from .forms import EventForm
from .models import Action, Event, Theme
from .resources import ActionStatusResource


@admin.register(Theme)
class ThemeAdmin(SimpleHistoryAdmin):
    list_display = ["name", "rank"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields


class EventInline(admin.TabularInline):
    """The story so far, read-only: an action moves by a new event, never by a retouch."""

    model = Event
    fk_name = "action"
    fields = ["occurred_on", "status", "text", "evidence", "reservation", "correction_link"]
    readonly_fields = ["evidence", "correction_link"]
    extra = 0
    show_change_link = True

    def has_add_permission(self, request, obj=None):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="preuve")
    def evidence(self, event):
        if not event.evidence_url:
            return None
        return format_html(
            '<a href="{}">{}</a>', event.evidence_url, event.evidence_title or event.evidence_url
        )

    @admin.display(description="rectifier")
    def correction_link(self, event):
        return correction_link(event)


def correction_link(event):
    """The form of the event that corrects this one, or the one that already did."""
    if event.pk is None:
        return None
    if hasattr(event, "correction"):
        address = reverse("admin:actions_event_change", args=[event.correction.pk])
        return format_html('Rectifiée par <a href="{}">{}</a>', address, event.correction)
    return format_html(
        '<a href="{}?action={}&amp;corrects={}">Rectifier</a>',
        reverse("admin:actions_event_add"),
        event.action_id,
        event.pk,
    )


def positive(text):
    """A key given in an address, or 0, which is nobody's."""
    return int(text) if str(text or "").isdecimal() else 0


@admin.register(Action)
class ActionAdmin(ImportExportMixin, PublishableAdmin):
    resource_classes = [ActionStatusResource]
    import_template_name = "admin/actions/action/import.html"
    export_form_class = ExportForm  # every column: the file is meant to come back
    list_display = ["number", "name", "theme", "status", "lateness", "visibility"]
    list_display_links = ["number", "name"]
    list_filter = ["status", "theme", "body", "state", "is_number_provisional"]
    list_select_related = ["theme"]
    search_fields = ["=number", "title", "official_title", "summary", "place"]
    autocomplete_fields = ["service", "sources", "theme", "process"]
    inlines = [EventInline]
    fieldsets = [
        (
            None,
            {
                "fields": [
                    "status_and_next_step",
                    ("number", "is_number_provisional"),
                    "title",
                    "official_title",
                    "theme",
                    "summary",
                    "reservation",
                ]
            },
        ),
        ("Qui et où", {"fields": ["body", "service", "place", "process"]}),
        (
            "Moyens et suivi",
            {
                "fields": [
                    ("budget_planned", "budget_spent"),
                    ("planned_on", "next_review_on"),
                    "sources",
                ]
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), "status_and_next_step"]
        if obj:
            fields.append("number")  # it is in the address of the page
            if obj.official_title:
                fields.append("official_title")
        return fields

    @admin.display(description="intitulé", ordering="title")
    def name(self, action):
        return action.name

    @admin.display(description="retard")
    def lateness(self, action):
        return " ; ".join(filter(None, [action.lateness, action.review_lateness]))

    @admin.display(description="statut")
    def status_and_next_step(self, action):
        if action.pk is None:
            return "Le statut viendra de la première étape : enregistrez l’action, puis ajoutez-la."
        return format_html(
            '<strong>{}</strong> – <a class="addlink" href="{}?action={}">Ajouter une étape</a>',
            action.get_status_display(),
            reverse("admin:actions_event_add"),
            action.pk,
        )

    # Spreadsheets

    def get_import_formats(self):
        return [SafeXLSX, SafeCSV]

    def get_export_formats(self):
        return [SafeXLSX, SafeCSV]

    def get_import_resource_kwargs(self, request, *args, **kwargs):
        return super().get_import_resource_kwargs(request, *args, **kwargs) | {"user": request.user}

    def get_export_queryset(self, request):
        return super().get_export_queryset(request).order_by("number")

    def add_data_read_fail_error_to_form(self, form, error):
        form.add_error(
            "import_file",
            "Ce fichier n’a pas pu être lu. Vérifiez que le format choisi est le sien, et qu’il "
            "s’ouvre dans votre tableur ; au besoin, enregistrez-le de nouveau en .xlsx.",
        )

    def process_result(self, result, request):
        """Nothing is said to be done when it was rolled back."""
        if result.has_errors() or result.has_validation_errors():
            messages.error(
                request,
                "L’import n’a rien changé : le site ou le fichier n’est plus dans l’état que "
                "montrait l’aperçu. Recommencez l’import pour voir un aperçu à jour.",
            )
            return HttpResponseRedirect(reverse("admin:actions_action_import"))
        return super().process_result(result, request)

    def get_import_data_kwargs(self, **kwargs):
        return super().get_import_data_kwargs(**kwargs) | {"rollback_on_validation_errors": True}

    def add_success_message(self, result, request):
        changed = result.totals["update"]
        if changed == 0:
            text = "Import terminé : rien n’a changé, les statuts du fichier étaient déjà atteints."
        elif changed == 1:
            text = "Import terminé : 1 action a changé de statut."
        else:
            text = f"Import terminé : {changed} actions ont changé de statut."
        messages.success(request, text)


@admin.register(Event)
class EventAdmin(admin.ModelAdmin):
    """Events are added and read, never changed or removed."""

    form = EventForm
    list_display = ["occurred_on", "action", "status", "text", "recorded_at", "recorded_by"]
    list_display_links = ["text"]
    list_filter = ["status", "action__theme", "recorded_at"]
    list_select_related = ["action", "recorded_by"]
    search_fields = ["text", "=action__number", "action__title"]
    autocomplete_fields = ["action", "merged_into"]
    ordering = ["-rank"]
    fieldsets = [
        (None, {"fields": ["action", "occurred_on", "text", "status", "merged_into"]}),
        (
            "Preuve",
            {
                "fields": [
                    "evidence_kind",
                    "evidence_title",
                    "evidence_url",
                    "evidence_seen_on",
                    "file",
                    "evidence_alt",
                    "reservation",
                ],
                "description": (
                    "« Réalisée » demande une preuve, ou une réserve que le public verra. Un lien "
                    "demande son adresse ; un document ou une photographie, son fichier."
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

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return self.fieldsets
        fieldsets = deepcopy(self.fieldsets)
        fieldsets[1][1]["fields"].remove("file")
        trace = ["correction_link", "rank", "recorded_at", "recorded_by", "import_run"]
        trace += ["evidence_digest", "previous_digest", "digest"]
        return [*fieldsets, ("Trace", {"fields": trace})]

    def get_readonly_fields(self, request, obj=None):
        return ["correction_link"] if obj else []

    def get_form(self, request, obj=None, **kwargs):
        if obj:  # read only: there is nothing to upload
            kwargs["form"] = ModelForm
        return super().get_form(request, obj, **kwargs)

    def get_changeform_initial_data(self, request):
        """To correct an event, begin from what it said; unknown keys are left out."""
        initial = super().get_changeform_initial_data(request)
        for name in ("action", "merged_into"):
            if not Action.objects.filter(pk=positive(initial.get(name))).exists():
                initial.pop(name, None)
        wrong = Event.objects.filter(pk=positive(initial.get("corrects"))).first()
        if wrong:
            copied = ["action", "occurred_on", "text", "status", "merged_into", "reservation"]
            copied += ["published_body", "published_service"]
            if wrong.evidence_kind == Event.Evidence.LINK:
                copied += ["evidence_kind", "evidence_title", "evidence_url", "evidence_seen_on"]
            initial = {name: getattr(wrong, name) for name in copied} | {"corrects": wrong}
        return initial

    @admin.display(description="rectifier")
    def correction_link(self, event):
        return correction_link(event)

    def save_model(self, request, event, form, change):
        event.recorded_by = request.user
        super().save_model(request, event, form, change)
        if event.status and event.settled_on > timezone.localdate():
            messages.info(
                request,
                f"La période « {event.occurred_on} » n’est pas finie : le statut changera le "
                f"{event.settled_on:%d/%m/%Y}, son dernier jour.",
            )
