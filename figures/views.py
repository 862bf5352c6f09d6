from django.views.generic import ListView

from .models import Figure
from .references import computed_figures
from .register import by_subject


class FigureListView(ListView):
    """The register: every number of the site, with its date and its source."""

    http_method_names = ("get", "head")
    model = Figure

    def get_queryset(self):
        return Figure.objects.for_register()

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            computed=computed_figures(),
            subjects=by_subject(self.object_list),
            disputed=[figure for figure in self.object_list if figure.is_disputed],
            **kwargs,
        )
