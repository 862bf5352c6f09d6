from django.urls import path

from . import data_views

app_name = "data"
urlpatterns = [
    path("", data_views.DataIndexView.as_view(), name="index"),
    path("catalogue.jsonld", data_views.CatalogueView.as_view(), name="catalogue"),
    path("verifier.py", data_views.VerifierView.as_view(), name="verifier"),
    path("schema/<slug:name>.json", data_views.SchemaView.as_view(), name="schema"),
    path("<slug:name>.<slug:extension>", data_views.DataFileView.as_view(), name="file"),
]
