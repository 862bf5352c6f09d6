"""The open data as search engines read it: schema.org, in the page that offers the files."""

from datetime import UTC

from django.urls import reverse

from publishing.json_ld import absolute, organisation
from publishing.models import Body

from .catalogue import LICENCE


def data_catalog(datasets):
    """Each dataset with its files, given as `(dataset, files)`."""
    return {
        "@type": "DataCatalog",
        "name": "Données ouvertes d’À votre service, Alès",
        "url": absolute(reverse("data:index")),
        "inLanguage": "fr",
        "license": LICENCE,
        "publisher": organisation(Body.CITY),
        "dataset": [dataset_of(dataset, files) for dataset, files in datasets],
    }


def dataset_of(dataset, files):
    page = absolute(f"{reverse('data:index')}#{dataset.name}")
    described = {
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
        "distribution": [download(file) for file in files],
    }
    if modified := files[0].modified_at:
        described["dateModified"] = modified.astimezone(UTC).isoformat(timespec="seconds")
    return described


def download(file):
    return {
        "@type": "DataDownload",
        "encodingFormat": file.media_type,
        "contentUrl": absolute(file.url),
    }
