from django.urls import path

from publishing.late_views import LateView
from publishing.page_files import front

front.differs(
    r"^/donnees/(?:schema/[a-z-]+\.json|catalogue\.jsonld)$", {"Access-Control-Allow-Origin": "*"}
)

app_name = "data"
urlpatterns = [
    path("", LateView("actions.open_data.views.DataIndexView"), name="index"),
    path("catalogue.jsonld", LateView("actions.open_data.views.CatalogueView"), name="catalogue"),
    path("verifier.py", LateView("actions.open_data.views.VerifierView"), name="verifier"),
    path("schema/<slug:name>.json", LateView("actions.open_data.views.SchemaView"), name="schema"),
    path(
        "<slug:name>.<slug:extension>",
        LateView("actions.open_data.views.DataFileView"),
        name="file",
    ),
]
