from pathlib import Path

from django.conf import settings
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from django.views.generic import TemplateView, View

from spreadsheets.tables.schema import table_schema

from ..models import Event
from .catalogue import catalogue
from .datasets import DATASETS
from .files import file_of, files_of
from .json_ld import data_catalog

VERIFIER = Path(__file__).with_name("verifier.py")


class DataView(View):
    http_method_names = ("get", "head")

    def dataset(self, name):
        try:
            return DATASETS[name]
        except KeyError:
            raise Http404(f"Aucun jeu de données ne s’appelle « {name} ».") from None


class DataIndexView(TemplateView):
    """The files, how to use them, and how to prove them."""

    http_method_names = ("get", "head")
    template_name = "actions/data_index.html"

    def get_context_data(self, **kwargs):
        datasets = [(dataset, files_of(dataset)) for dataset in DATASETS.values()]
        return super().get_context_data(
            datasets=[(dataset.table, files) for dataset, files in datasets],
            json_ld=data_catalog(datasets),
            last_event=Event.objects.order_by("rank").last(),
            site_url=settings.SITE_URL,
            **kwargs,
        )


class DataFileView(DataView):
    """A dataset in one format."""

    def get(self, request, name, extension):
        dataset = self.dataset(name)
        if extension not in dataset.extensions:
            raise Http404(f"« {name} » n’existe pas au format « {extension} ».")
        return file_of(dataset, extension).response(request)


@method_decorator(conditional_page, name="dispatch")
class SchemaView(DataView):
    """What the columns of a dataset mean, as Table Schema."""

    def get(self, request, name):
        described = table_schema(self.dataset(name).table, self.address_of)
        return open_json(described, "application/json")

    @staticmethod
    def address_of(name):
        return f"{settings.SITE_URL}{reverse('data:schema', args=[name])}"


@method_decorator(conditional_page, name="dispatch")
class CatalogueView(DataView):
    """What there is, for the catalogues that harvest other catalogues."""

    def get(self, request):
        return open_json(catalogue(DATASETS.values()), "application/ld+json")


@method_decorator(conditional_page, name="dispatch")
class VerifierView(DataView):
    """The script with which anyone checks the history, far from this site."""

    def get(self, request):
        return HttpResponse(
            VERIFIER.read_bytes(),
            content_type="text/x-python; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="verifier.py"'},
        )


def open_json(content, media_type):
    """JSON that the pages of any site may read."""
    return JsonResponse(
        content,
        content_type=media_type,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Access-Control-Allow-Origin": "*"},
    )
