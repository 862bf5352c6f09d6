from django.urls import path

from publishing.late_views import late_view
from publishing.page_files import front

front.differs(
    r"^/donnees/(?:schema/[a-z-]+\.json|catalogue\.jsonld)$", {"Access-Control-Allow-Origin": "*"}
)

app_name = "data"
urlpatterns = [
    path("", late_view("actions.data_views.DataIndexView"), name="index"),
    path("catalogue.jsonld", late_view("actions.data_views.CatalogueView"), name="catalogue"),
    path("verifier.py", late_view("actions.data_views.VerifierView"), name="verifier"),
    path("schema/<slug:name>.json", late_view("actions.data_views.SchemaView"), name="schema"),
    path("<slug:name>.<slug:extension>", late_view("actions.data_views.DataFileView"), name="file"),
]
