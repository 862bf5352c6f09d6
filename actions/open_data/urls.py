from django.urls import path

from . import views

app_name = "data"
urlpatterns = [
    path("", views.DataIndexView.as_view(), name="index"),
    path("catalogue.jsonld", views.CatalogueView.as_view(), name="catalogue"),
    path("datapackage.json", views.PackageView.as_view(), name="package"),
    path("verifier.py", views.VerifierView.as_view(), name="verifier"),
    path("schema/<slug:name>.json", views.SchemaView.as_view(), name="schema"),
    path(
        "<slug:name>.<slug:extension>",
        views.DataFileView.as_view(),
        name="file",
    ),
]
