from django.urls import path

from publishing.late_views import late_view

app_name = "search"
urlpatterns = [
    path("", late_view("search.views.SearchView"), name="results"),
    path("opensearch.xml", late_view("search.views.OpenSearchView"), name="opensearch"),
]
