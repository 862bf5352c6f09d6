"""The back office of the plan: themes and actions."""

from django.contrib import admin
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.generic import RedirectView

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin, ImportMixin
from publishing.admin import PermanentName, PublishableAdmin
from publishing.text.dates import PartialDate

from ..forms import ActionForm
from ..imports.base import base_grid
from ..models import Action, Tally, Theme
from ..models.remits import remit_of
from ..resources import ActionResource, TallyResource, ThemeResource
from .events import EventInline
from .numbers import NumberScreens
from .summaries import SummaryFilter, mark_read


@admin.register(Theme)
class ThemeAdmin(PermanentName, ExportMixin, HistoryAdmin):
    resource_classes = [ThemeResource]
    list_display = ["name", "rank"]
    search_fields = ["name"]
    prepopulated_fields = {"slug": ["name"]}


@admin.register(Tally)
class TallyAdmin(ImportMixin, HistoryAdmin):
    resource_classes = [TallyResource]
    list_display = ["said_on", "author", "text", "total", "done", "ongoing", "is_official"]
    list_filter = ["is_official", "is_of_plan"]
    list_select_related = ["source"]
    search_fields = ["author", "text"]
    autocomplete_fields = ["source"]
    ordering = ["-settled_on"]
    fieldsets = [
        (None, {"fields": ["said_on", "author", "is_official", "text", "source", "reservation"]}),
        (
            "Nombres publiés",
            {
                "fields": [
                    ("total", "done", "ongoing", "upcoming"),
                    ("share", "is_approximate"),
                    "is_of_plan",
                ],
                "description": (
                    "Seulement ce qui a été publié : rien qui vienne d’un calcul ou d’une "
                    "soustraction."
                ),
            },
        ),
        ("Ce qui est dit de la fin", {"fields": ["due_on", "closes_plan"]}),
    ]


@admin.register(Action)
class ActionAdmin(NumberScreens, PublishableAdmin):
    form = ActionForm
    resource_classes = [ActionResource]
    list_display = ["number", "name", "theme", "status", "certainty", "lateness", "visibility"]
    list_display_links = ["number", "name"]
    list_filter = [
        ("title", admin.EmptyFieldListFilter),
        "status",
        "certainty",
        "theme",
        "body",
        "state",
        "is_number_provisional",
        SummaryFilter,
    ]
    list_select_related = ["theme"]
    search_fields = ["=number", "title", "official_title", "summary", "place"]
    autocomplete_fields = ["service", "sources", "theme", "process"]
    actions = [mark_read]
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
                    "summary_as_of",
                    "reservation",
                ]
            },
        ),
        ("Ce qui dira que c’est fait", {"fields": ["criterion_choice", "criterion"]}),
        ("Qui et où", {"fields": ["body", "service", "place", "process"]}),
        (
            "Moyens et suivi",
            {
                "description": (
                    "La fin et le budget prévus sont lus dans la plus récente étape qui les "
                    "annonce : pour en donner d’autres, ajoutez une étape. Les dates et les "
                    "montants annoncés avant restent publics."
                ),
                "fields": [
                    ("promised_end", "promised_cost"),
                    "budget_spent",
                    "next_review_on",
                    "sources",
                ],
            },
        ),
        PublishableAdmin.PUBLICATION,
    ]

    def get_object(self, request, object_id, from_field=None):
        action = super().get_object(request, object_id, from_field)
        if action:
            action.reader_adds_events = request.user.has_perm("actions.add_event")
        return action

    def get_readonly_fields(self, request, obj=None):
        fields = [*super().get_readonly_fields(request, obj), "status_and_next_step"]
        fields += ["promised_end", "promised_cost"]
        if remit_of(request.user):  # who leads it is not for a limited account to move
            fields += ["service", "body"]
        if obj:
            # In the address of the page: « Numéro officiel trouvé » changes both, and tells it.
            fields.append("number")
            if obj.state != Action.State.DRAFT:
                fields.append("is_number_provisional")
            if obj.official_title:
                fields.append("official_title")
        return fields

    def save_model(self, request, action, form, change):
        """A summary that is written again tells what is known today, unless its date says other."""
        if "summary" in form.changed_data and "summary_as_of" not in form.changed_data:
            action.summary_as_of = PartialDate(timezone.localdate())
        super().save_model(request, action, form, change)

    @admin.display(description="retard")
    def lateness(self, action):
        return " ; ".join(filter(None, [action.lateness, action.review_lateness]))

    @admin.display(description="fin prévue")
    def promised_end(self, action):
        return action.planned_on or "Aucune étape n’en annonce."

    @admin.display(description="budget prévu")
    def promised_cost(self, action):
        return action.cost or "Aucune étape n’en annonce."

    @admin.display(description="statut")
    def status_and_next_step(self, action):
        if action.pk is None:
            return "Le statut viendra de la première étape : enregistrez l’action, puis ajoutez-la."
        if not getattr(action, "reader_adds_events", False):
            return action.get_status_display()
        return format_html(
            '<strong>{}</strong> – <a class="addlink" href="{}?action={}">Ajouter une étape</a>',
            action.get_status_display(),
            reverse("admin:actions_event_add"),
            action.pk,
        )

    # Spreadsheets: their own screens are those of the imports

    def get_urls(self):
        """The address that imports had before they had a list of their own still leads there."""
        moved = RedirectView.as_view(pattern_name="admin:actions_importrun_add", permanent=True)
        imports = path("import/", moved, name="actions_action_import")
        return [imports, *self.number_urls(), *super().get_urls()]

    def sheets_beside(self, request, table):
        """The values that the export was made from, for its return."""
        return [base_grid(request.user)]

    def changelist_view(self, request, extra_context=None):
        may_import = request.user.has_perm("actions.import_action")
        return super().changelist_view(request, {"may_import": may_import, **(extra_context or {})})
