"""The open data as one package that programs load at once (Data Package, Frictionless).

Paths are relative: the package is valid at its address, and in a folder where the files were saved.
"""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse

from spreadsheets.tables.schema import LICENCES, VERSION, table_schema

from .datasets import Dataset


def schema_of(dataset: Dataset) -> dict[str, Any]:
    """The columns of a dataset, as Table Schema."""
    return table_schema(
        dataset.table, lambda name: f"{settings.SITE_URL}{reverse('data:schema', args=[name])}"
    )


def data_package(datasets: Iterable[Dataset]) -> dict[str, Any]:
    """Every CSV with its schema."""
    return {
        "profile": "tabular-data-package",
        "name": "a-votre-service-ales",
        "title": "Données ouvertes d’À votre service, Alès",
        "description": (
            "Ce qui a été promis pour le centre d’Alès, ce qui est fait, les chiffres et leurs "
            "sources."
        ),
        "homepage": f"{settings.SITE_URL}{reverse('data:index')}",
        "version": VERSION,
        "licenses": LICENCES,
        "contributors": [{"title": "Ville d’Alès", "role": "publisher"}],
        "resources": [resource_of(dataset) for dataset in datasets],
    }


def resource_of(dataset: Dataset) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": dataset.name,
        "title": dataset.table.title,
        "description": dataset.table.description,
        "path": f"{dataset.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "licenses": LICENCES,
        "schema": schema_of(dataset),
    }
