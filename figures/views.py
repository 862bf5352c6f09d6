from django.views.generic import ListView

from publishing.views import ReadOnlyView

from .models import Figure, Source
from .references import computed_figures
from .register import by_subject


class FigureListView(ReadOnlyView, ListView):
    """The register: every number of the site, with its date and its source."""

    model = Figure

    def get_queryset(self):
        return Figure.objects.for_register()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            computed=computed_figures(),
            subjects=by_subject(self.object_list),
            unpublished=Source.objects.filter(url="").exclude(readings=None).distinct(),
            disputed=[figure for figure in self.object_list if figure.is_disputed],
            **kwargs,
        )
