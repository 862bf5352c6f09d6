from django.urls import path

from publishing.late_views import LateView
from publishing.page_files import front

front.differs(
    r"^/donnees/(?:schema/[a-z-]+\.json|catalogue\.jsonld)$", {"Access-Control-Allow-Origin": "*"}
)

app_name = "data"
urlpatterns = [
    path("", LateView("actions.data_views.DataIndexView"), name="index"),
    path("catalogue.jsonld", LateView("actions.data_views.CatalogueView"), name="catalogue"),
    path("verifier.py", LateView("actions.data_views.VerifierView"), name="verifier"),
    path("schema/<slug:name>.json", LateView("actions.data_views.SchemaView"), name="schema"),
    path("<slug:name>.<slug:extension>", LateView("actions.data_views.DataFileView"), name="file"),
]
