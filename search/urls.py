from django.urls import path

from publishing.late_views import LateView

app_name = "search"
urlpatterns = [
    path("", LateView("search.views.SearchView"), name="results"),
    path("opensearch.xml", LateView("search.views.OpenSearchView"), name="opensearch"),
]
