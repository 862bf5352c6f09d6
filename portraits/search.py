"""What the search finds of portraits: only while their consent is in force."""

from search.index import Document, Kind, indexed
from services.models import Service

from .models import Portrait


@indexed(Kind("portrait", "Portrait", "Portraits", rank=6))
def documents():
    services = dict(Service.objects.published().values_list("pk", "name"))
    for portrait in Portrait.objects.published():
        yield Document(
            str(portrait),
            portrait.get_absolute_url,
            [portrait.quote],
            [portrait.text, services.get(portrait.service_id, "")],
            note="Exemple" if portrait.is_example else "",
        )
