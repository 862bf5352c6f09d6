from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.generic import TemplateView

from publishing.views import ReadOnlyView

from ..models import Event
from .catalogue import catalogue
from .datasets import DATASETS, Dataset
from .files import DataFile, weighed_files
from .json_ld import data_catalog
from .package import data_package, schema_of

VERIFIER = Path(__file__).with_name("verifier.py")


class DataView(ReadOnlyView):
    def dataset(self, name: str) -> Dataset:
        try:
            return DATASETS[name]
        except KeyError:
            raise Http404(f"Aucun jeu de données ne s’appelle « {name} ».") from None


class DataIndexView(ReadOnlyView, TemplateView):
    """The files, how to use them, and how to prove them."""

    template_name = "actions/data_index.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        datasets = [(dataset, dataset.modified_at()) for dataset in DATASETS.values()]
        return super().get_context_data(
            datasets=[offered(dataset, modified) for dataset, modified in datasets],
            json_ld=data_catalog(datasets),
            last_event=Event.objects.order_by("rank").last(),
            site_url=settings.SITE_URL,
            **kwargs,
        )


def offered(dataset: Dataset, modified: datetime | None) -> dict[str, Any]:
    """What the page shows of a dataset."""
    count = dataset.count()
    return {
        "table": dataset.table,
        "count": count,
        "modified_on": timezone.localdate(modified) if modified else None,
        "files": weighed_files(dataset, count),
    }


class DataFileView(DataView):
    """A dataset in one format."""

    def get(self, request: HttpRequest, name: str, extension: str) -> HttpResponseBase:
        dataset = self.dataset(name)
        if extension not in dataset.extensions:
            raise Http404(f"« {name} » n’existe pas au format « {extension} ».")
        return DataFile(dataset, extension).response()


class SchemaView(DataView):
    """What the columns of a dataset mean, as Table Schema."""

    def get(self, request: HttpRequest, name: str) -> HttpResponse:
        return open_json(schema_of(self.dataset(name)), "application/json")


class PackageView(DataView):
    """Every CSV and its schema, for the programs that load a whole package."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return open_json(data_package(DATASETS.values()), "application/json")


class CatalogueView(DataView):
    """What there is, for the catalogues that harvest other catalogues."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return open_json(catalogue(DATASETS.values()), "application/ld+json")


class VerifierView(DataView):
    """The script with which anyone checks the history, far from this site."""

    def get(self, request: HttpRequest) -> HttpResponse:
        return HttpResponse(
            VERIFIER.read_bytes(),
            content_type="text/x-python; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="verifier.py"'},
        )


def open_json(content: dict[str, Any], media_type: str) -> JsonResponse:
    """JSON that the pages of any site may read."""
    return JsonResponse(
        content,
        content_type=media_type,
        json_dumps_params={"ensure_ascii": False, "indent": 2},
        headers={"Access-Control-Allow-Origin": "*"},
    )
