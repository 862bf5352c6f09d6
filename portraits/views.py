from operator import attrgetter

from django.shortcuts import get_object_or_404
from django.views.generic import ListView

from publishing.pictures.cards import Card
from publishing.views import PublishedDetailView, ReadOnlyView, ShareImageView
from search.words import alphabetical

from .json_ld import person
from .models import Portrait

by_trade = attrgetter("trade")


class PortraitListView(ReadOnlyView, ListView):
    model = Portrait
    template_name = "portraits/portrait_list.html"

    def get_queryset(self):
        return alphabetical(Portrait.objects.for_list(), by_trade)


class PortraitDetailView(PublishedDetailView):
    model = Portrait

    def get_queryset(self):
        return super().get_queryset().select_related("picture", "service")

    def get_context_data(self, **kwargs):
        others = Portrait.objects.for_list().exclude(pk=self.object.pk)
        return super().get_context_data(
            others=alphabetical(others, by_trade)[:4],
            person=person(self.object),
            **kwargs,
        )


class PortraitShareImageView(ShareImageView):
    """The image of a portrait; always asked again, since a consent may end."""

    cache_control = "no-cache"

    def get_card(self):
        portrait = get_object_or_404(Portrait.objects.for_list(), slug=self.kwargs["slug"])
        picture, service = portrait.picture, portrait.service
        return Card(
            str(portrait),
            kicker="Exemple" if portrait.is_example else "Portrait d’agent",
            note=service.name if service and service.is_public else "",
            ground="mulberry",
            picture=str(picture.path_of(picture.folder) / f"{picture.widths[-1]}.jpg"),
            focus=(float(picture.focal_x), float(picture.focal_y)),
        )
