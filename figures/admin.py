from django import forms
from django.contrib import admin, messages

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin, ImportMixin

from .models import Figure, Reading, Source
from .resources import FigureResource, ReadingResource, SourceResource


@admin.register(Source)
class SourceAdmin(ExportMixin, HistoryAdmin):
    resource_classes = [SourceResource]
    list_display = ["title", "publisher", "seen_on", "note"]
    list_filter = ["publisher"]
    search_fields = ["title", "publisher", "url", "key"]
    prepopulated_fields = {"key": ["title"]}


class ReadingFormSet(forms.BaseInlineFormSet):
    def clean(self):
        super().clean()
        kept = [
            form.cleaned_data
            for form in self.forms
            if form.is_valid() and form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        shown = sum(data["is_shown"] for data in kept)
        if shown != 1:
            raise forms.ValidationError(
                "Cochez « affichée » pour un relevé et un seul : les pages montrent celui-là."
            )


class ReadingForm(forms.ModelForm):
    """Values without the zeros that the database keeps after the decimal mark."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["value"] = f"{self.instance.value.normalize():f}"


class ReadingInline(admin.TabularInline):
    model = Reading
    form = ReadingForm
    min_num = 1
    formset = ReadingFormSet
    fields = ["qualifier", "value", "as_of", "source", "is_shown", "note"]
    autocomplete_fields = ["source"]
    extra = 0


@admin.register(Figure)
class FigureAdmin(ImportMixin, HistoryAdmin):
    resource_classes = [FigureResource, ReadingResource]
    list_display = ["label", "shown_value", "unit", "as_of", "body", "doubts"]
    list_filter = ["body"]
    search_fields = ["label", "key", "unit"]
    prepopulated_fields = {"key": ["label"]}
    inlines = [ReadingInline]
    fieldsets = [
        (None, {"fields": ["label", "key", "unit", "body"]}),
        ("Tenue à jour", {"fields": ["owner", "next_review_on"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_readings()

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_readonly_fields(self, request, obj=None):
        return ["key"] if obj else []  # texts name it

    def has_delete_permission(self, request, obj=None):
        return False  # any text may name it: correct its value, or its label

    @admin.display(description="valeur affichée")
    def shown_value(self, figure):
        return figure.shown.display if figure.shown else None

    @admin.display(description="à la date de")
    def as_of(self, figure):
        return figure.shown.as_of if figure.shown else None

    @admin.display(description="à vérifier")
    def doubts(self, figure):
        return " ; ".join(figure.told_doubts) or None

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        for reading in form.instance.readings.select_related("figure"):
            for doubt in reading.doubts:
                messages.warning(
                    request,
                    f"« {reading.figure.label} », {reading.display} {reading.figure.unit} : "
                    f"{doubt}. Corrigez la valeur, ou écrivez une réserve que le public lira.",
                )
