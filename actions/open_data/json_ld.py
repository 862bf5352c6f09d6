"""The open data as search engines read it: schema.org, in the page that offers the files."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.urls import reverse

from publishing.json_ld import absolute, organisation
from publishing.models import Body

from .catalogue import LICENCE, Node
from .datasets import Dataset
from .files import DataFile, files_of


def data_catalog(datasets: Iterable[tuple[Dataset, datetime | None]]) -> Node:
    """Each dataset, with the instant of its last change."""
    return {
        "@type": "DataCatalog",
        "name": "Données ouvertes d’À votre service, Alès",
        "url": absolute(reverse("data:index")),
        "inLanguage": "fr",
        "license": LICENCE,
        "publisher": organisation(Body.CITY),
        "dataset": [dataset_of(dataset, modified) for dataset, modified in datasets],
    }


def dataset_of(dataset: Dataset, modified: datetime | None) -> Node:
    page = absolute(f"{reverse('data:index')}#{dataset.name}")
    described: Node = {
        "@type": "Dataset",
        "@id": page,
        "url": page,
        "name": dataset.table.title,
        "description": dataset.table.description,
        "keywords": list(dataset.keywords),
        "inLanguage": "fr",
        "license": LICENCE,
        "isAccessibleForFree": True,
        "publisher": organisation(Body.CITY),
        "distribution": [download(file) for file in files_of(dataset)],
    }
    if modified:
        described["dateModified"] = modified.astimezone(UTC).isoformat(timespec="seconds")
    return described


def download(file: DataFile) -> Node:
    return {
        "@type": "DataDownload",
        "encodingFormat": file.media_type,
        "contentUrl": absolute(file.url),
    }
