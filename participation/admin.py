from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError

from publishing.admin import PublishableAdmin

from .models import Document, Milestone, Outcome, Phase, Process, ProcessFigure
from .resources import PARTS, ProcessResource


class OutcomeFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [
            form
            for form in self.forms
            if form.has_changed() or form.instance.pk
            if not (self.can_delete and self._should_delete_form(form))
        ]
        try:
            self.instance.check_results(has_outcomes=bool(kept))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from None


class PartInline(admin.TabularInline):
    autocomplete_fields = ["source"]
    classes = ["collapse"]
    extra = 0


class PhaseInline(PartInline):
    model = Phase
    fields = ["rank", "label", "start", "end", "source"]


class MilestoneInline(PartInline):
    model = Milestone
    fields = ["occurred_on", "text", "source", "rank"]


class OutcomeInline(PartInline):
    model = Outcome
    formset = OutcomeFormSet
    fields = ["rank", "text", "source"]


class FigureInline(admin.TabularInline):
    model = ProcessFigure
    fields = ["figure", "rank", "bar"]
    autocomplete_fields = ["figure"]
    classes = ["collapse"]
    extra = 0


class DocumentInline(admin.TabularInline):
    model = Document
    classes = ["collapse"]
    extra = 0


@admin.register(Process)
class ProcessAdmin(PublishableAdmin):
    resource_classes = [ProcessResource, *PARTS]
    list_display = ["title", "period_label", "stage", "visibility", "updated_at"]
    list_filter = ["state", "stage"]
    search_fields = ["title", "subject", "summary"]
    prepopulated_fields = {"slug": ["title"]}
    inlines = [FigureInline, PhaseInline, MilestoneInline, OutcomeInline, DocumentInline]
    fieldsets = [
        (None, {"fields": ["title", "slug", "rank", "organiser", "subject", "summary", "text"]}),
        (
            "Dates et avancement",
            {
                "fields": [
                    "period_label",
                    ("opened_on", "closed_on"),
                    "stage",
                    "results_expected_on",
                ]
            },
        ),
        ("Comment prendre part", {"fields": ["how_offline", "how_online"]}),
        ("Graphique", {"fields": ["chart_title", "chart_note"]}),
        PublishableAdmin.PUBLICATION,
    ]
