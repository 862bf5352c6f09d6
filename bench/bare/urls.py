from django.contrib import admin
from django.urls import path
from django.views.generic import DetailView, ListView

from .models import Action

ACTIONS = Action.objects.select_related("theme")

urlpatterns = [
    path("", ListView.as_view(queryset=ACTIONS), name="list"),
    # Where the links of the list lead; not measured.
    path(
        "<int:number>/",
        DetailView.as_view(queryset=ACTIONS, slug_field="number", slug_url_kwarg="number"),
        name="detail",
    ),
    path("admin/", admin.site.urls),
]
