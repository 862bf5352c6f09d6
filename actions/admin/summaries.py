"""Summaries that a newer event may contradict: found, shown on the desk, read again."""

from django.contrib import admin, messages

from ..models import Action


class SummaryFilter(admin.SimpleListFilter):
    title = "résumé"
    parameter_name = "resume"

    def lookups(self, request, model_admin):
        return [("a-relire", "À relire")]

    def queryset(self, request, queryset):
        if self.value() != "a-relire":
            return queryset
        outdated = Action.objects.with_outdated_summary()
        return queryset.filter(pk__in=[action.pk for action in outdated])


@admin.action(
    description="Résumé relu : il tient compte de la dernière étape", permissions=["change"]
)
def mark_read(model_admin, request, queryset):
    """Somebody read the summary and the events; the history keeps who did."""
    done = 0
    for action in queryset.with_outdated_summary():
        action.summary_as_of = action.newest_date
        action.save()
        done += 1
    messages.success(request, f"Résumés relus : {done}.")
