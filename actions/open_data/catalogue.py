"""The catalogue of the open data, as DCAT in JSON-LD, which data.gouv.fr can harvest.

The context is written in the file: nobody has to fetch another one to read it.
"""

from datetime import UTC

from django.conf import settings
from django.urls import reverse

from publishing.freshness import newest_instant

from .files import files_of

LICENCE = "https://www.etalab.gouv.fr/licence-ouverte-open-licence"
AUTHORITY = "http://publications.europa.eu/resource/authority/"
MUNICIPALITY = "http://id.insee.fr/geo/commune/30007"  # Alès

CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def absolute(name, *args):
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def reference(address):
    return {"@id": address}


def french(text):
    return {"@value": text, "@language": "fr"}


def instant(moment):
    moment = moment.astimezone(UTC)  # one offset for all, so that texts compare as instants
    return {"@value": moment.isoformat(timespec="seconds"), "@type": "xsd:dateTime"}


def publisher():
    return {
        "@id": f"{settings.SITE_URL}/#editeur",
        "@type": "foaf:Organization",
        "foaf:name": french("Ville d’Alès"),
        "foaf:homepage": reference(f"{settings.SITE_URL}/"),
    }


def contact():
    return {
        "@type": "vcard:Organization",
        "vcard:fn": "À votre service, Ville d’Alès",
        "vcard:hasURL": reference(absolute("legal:notice")),
    }


def common():
    """What holds for the catalogue and for each of its datasets."""
    return {
        "dct:publisher": reference(f"{settings.SITE_URL}/#editeur"),
        "dct:license": reference(LICENCE),
        "dct:language": reference(f"{AUTHORITY}language/FRA"),
        "dct:spatial": reference(MUNICIPALITY),
    }


def catalogue(datasets):
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


def describe(dataset):
    page = f"{absolute('data:index')}#{dataset.name}"
    files = files_of(dataset)
    described = {
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
        "dcat:distribution": [distribution(file) for file in files],
    }
    if modified := newest_instant(files[0].marks):
        described["dct:modified"] = instant(modified)
    return described


def distribution(file):
    address = f"{settings.SITE_URL}{file.url}"
    described = {
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
        "dcat:byteSize": {"@value": str(file.size), "@type": "xsd:nonNegativeInteger"},
    }
    if file.modified_at:
        described["dct:modified"] = instant(file.modified_at)
    return described
