"""What the search finds of services and of the day."""

from search.index import Document, Kind, indexed

from .models import Moment, Service, Trade


@indexed(Kind("service", "Service", "Services", rank=3))
def services():
    for service in Service.objects.published().prefetch_related("landmarks"):
        yield Document(
            service.name,
            service.get_absolute_url,
            [service.summary, *(landmark.text for landmark in service.landmarks.all())],
            [service.text, service.address],
            note=service.get_body_display(),
            aliases=service.search_words.split(","),
        )


@indexed(Kind("moment", "Moment de la journée", "Moments de la journée", rank=4))
def moments():
    for moment in Moment.objects.published():
        yield Document(
            f"{moment.hour_label}, {moment.title}",
            moment.get_absolute_url,
            [moment.text, moment.reservation],
        )


@indexed(Kind("metier", "Métier", "Métiers", rank=5))
def trades():
    for trade in Trade.objects.named():
        names = [service.name for service in trade.public_services]
        yield Document(trade.name, trade.get_absolute_url, names, [], note=trade.get_body_display())
