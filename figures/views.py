from django.views.generic import ListView

from .models import Figure
from .references import computed_figures


class FigureListView(ListView):
    """The register: every number of the site, with its date and its source."""

    http_method_names = ("get", "head")
    model = Figure

    def get_queryset(self):
        return Figure.objects.with_readings()

    def get_context_data(self, **kwargs):
        return super().get_context_data(computed=computed_figures(), **kwargs)
