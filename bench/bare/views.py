from django.views.generic import DetailView, ListView

from .models import Action


class ActionListView(ListView):
    queryset = Action.objects.select_related("theme")


class ActionDetailView(DetailView):
    """Where the links of the list lead; not measured."""

    queryset = Action.objects.select_related("theme")
    slug_field = slug_url_kwarg = "number"
