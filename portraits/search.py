"""What the search finds of portraits: only while their consent is in force."""

from publishing.prose import plain_text
from search.index import Document, Kind, indexed

from .models import Portrait


@indexed(Kind("portrait", "Portrait", "Portraits", rank=6))
def documents():
    for portrait in Portrait.objects.published().select_related("service"):
        yield Document(
            str(portrait),
            portrait.get_absolute_url(),
            [portrait.quote, plain_text(portrait.text), service_name(portrait)],
            note="Exemple" if portrait.is_example else "",
        )


def service_name(portrait):
    return portrait.service.name if portrait.service and portrait.service.is_public else ""
