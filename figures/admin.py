from django.contrib import admin, messages

from backoffice.history import HistoryAdmin
from exchange.admin import ExportMixin, ImportMixin
from publishing.admin import PermanentName

from .forms import FigureForm, ReadingForm, ReadingFormSet
from .models import Figure, Reading, Source
from .places import places_of
from .resources import FigureResource, ReadingResource, SourceResource


@admin.register(Source)
class SourceAdmin(ExportMixin, HistoryAdmin):
    resource_classes = [SourceResource]
    list_display = ["title", "publisher", "seen_on", "note"]
    list_filter = ["publisher"]
    search_fields = ["title", "publisher", "url", "key"]
    prepopulated_fields = {"key": ["title"]}


class ReadingInline(admin.StackedInline):
    model = Reading
    form = ReadingForm
    min_num = 1
    formset = ReadingFormSet
    fields = [
        ("qualifier", "value", "as_of"),
        "source",
        ("is_shown", "takes_effect_on"),
        "note",
    ]
    autocomplete_fields = ["source"]
    extra = 0


@admin.register(Figure)
class FigureAdmin(PermanentName, ImportMixin, HistoryAdmin):
    permanent = "key"  # texts name it
    form = FigureForm
    change_form_template = "admin/figures/figure/change_form.html"
    resource_classes = [FigureResource, ReadingResource]
    list_display = ["label", "typed_key", "shown_value", "unit", "as_of", "body", "doubts"]
    list_filter = ["body"]
    search_fields = ["label", "key", "unit"]
    prepopulated_fields = {"key": ["label"]}
    inlines = [ReadingInline]
    fieldsets = [
        (None, {"fields": ["label", "key", "unit", "body"]}),
        ("Tenue à jour", {"fields": ["owner", "next_review_on", "reason"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).with_readings()

    def has_delete_permission(self, request, obj=None):
        return False  # any text may name it: correct its value, or its label

    @admin.display(description="à écrire dans un texte", ordering="key")
    def typed_key(self, figure):
        return f"[[{figure.key}]]"

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Where it stands, and what those texts would say of the value typed."""
        if obj:
            formsets = [one.formset for one in context["inline_admin_formsets"]]
            typed = [one.shown for one in formsets if isinstance(one, ReadingFormSet)]
            shown = next(filter(None, typed), None) or obj.shown
            context["places"] = places_of(obj, shown.qualifier, shown.value) if shown else []
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)

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
