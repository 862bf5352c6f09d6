"""The catalogue of the open data, as DCAT in JSON-LD, which data.gouv.fr can harvest.

The context is written in the file: nobody has to fetch another one to read it.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from .datasets import Dataset
from .files import DataFile, Weight, weighed_files

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MUNICIPALITY = "http://id.insee.fr/geo/commune/30007"  # Alès

Node = dict[str, Any]

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def absolute(name: str, *args: object) -> str:
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def reference(address: str) -> Node:
    return {"@id": address}


def french(text: str) -> Node:
    return {"@value": text, "@language": "fr"}


def instant(moment: datetime) -> Node:
    moment = moment.astimezone(UTC)  # one offset for all, so that texts compare as instants
    return {"@value": moment.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def publisher() -> Node:
    return {
        "@id": f"{settings.SITE_URL}/#editeur",
        "@type": "foaf:Organization",
        "foaf:name": french("Ville d’Alès"),
        "foaf:homepage": reference(f"{settings.SITE_URL}/"),
    }


def contact() -> Node:
    return {
        "@type": "vcard:Organization",
        "vcard:fn": "À votre service, Ville d’Alès",
        "vcard:hasURL": reference(absolute("legal:notice")),
    }


def common() -> Node:
    """What holds for the catalogue and for each of its datasets."""
    return {
        "dct:publisher": reference(f"{settings.SITE_URL}/#editeur"),
        "dct:license": reference(LICENCE),
        "dct:language": reference(f"{AUTHORITY}language/FRA"),
        "dct:spatial": reference(MUNICIPALITY),
    }


def catalogue(datasets: Iterable[Dataset]) -> Node:
    described = [describe(dataset) for dataset in datasets]
    modified = max(
        (entry["dct:modified"]["@value"] for entry in described if "dct:modified" in entry),
        default=None,
    )
    entries = {
        "@context": CONTEXT,
        "@id": absolute("data:catalogue"),
        "@type": "dcat:Catalog",
        "dct:title": french("Données ouvertes d’À votre service, Alès"),
        "dct:description": french(
            "Ce qui a été promis pour le centre d’Alès, ce qui est fait, les chiffres et leurs "
            "sources."
        ),
        "foaf:homepage": reference(absolute("data:index")),
        **common(),
        "dct:publisher": publisher(),
        "dcat:dataset": described,
    }
    if modified:
        entries["dct:modified"] = {"@value": modified, "@type": "xsd:dateTime"}
    return entries


def describe(dataset: Dataset) -> Node:
    page = f"{absolute('data:index')}#{dataset.name}"
    modified = dataset.modified_at()
    date = {"dct:modified": instant(modified)} if modified else {}
    return {
        "@id": page,
        "@type": "dcat:Dataset",
        "dct:identifier": page,
        "dct:title": french(dataset.table.title),
        "dct:description": french(dataset.table.description),
        **common(),
        "dcat:keyword": [french(keyword) for keyword in dataset.keywords],
        "dcat:theme": reference(f"{AUTHORITY}data-theme/GOVE"),
        "dcat:landingPage": reference(page),
        "dcat:contactPoint": contact(),
        "dct:accrualPeriodicity": reference(f"{AUTHORITY}frequency/IRREG"),
        "dct:conformsTo": reference(absolute("data:schema", dataset.name)),
        "dcat:distribution": [
            distribution(file, weight) | date
            for file, weight in weighed_files(dataset, dataset.count())
        ],
        **date,
    }


def distribution(file: DataFile, weight: Weight) -> Node:
    address = f"{settings.SITE_URL}{file.url}"
    return {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": french(f"{file.dataset.table.title} ({file.extension})"),
        "dcat:accessURL": reference(address),
        "dcat:downloadURL": reference(address),
        "dcat:mediaType": reference(
            f"https://www.iana.org/assignments/media-types/{file.media_type}"
        ),
        "dct:format": reference(f"{AUTHORITY}file-type/{file.extension.upper()}"),
        "dct:license": reference(LICENCE),
        "dct:conformsTo": reference(absolute("data:schema", file.dataset.name)),
        # DCAT lets it be approximate when the exact one is not known.
        "dcat:byteSize": {"@value": str(weight.size), "@type": "xsd:nonNegativeInteger"},
    }
