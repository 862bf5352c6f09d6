from django.urls import path

from . import views

app_name = "search"
urlpatterns = [
    path("", views.SearchView.as_view(), name="results"),
    path("opensearch.xml", views.OpenSearchView.as_view(), name="opensearch"),
]
