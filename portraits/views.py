from operator import attrgetter

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import ListView

from posters.views import PosterFileMixin, PosterPageMixin
from publishing.pictures.cards import Card
from publishing.signed import Refused
from publishing.views import PublishedDetailView, ReadOnlyView, ShareImageView
from search.words import alphabetical

from .json_ld import person
from .models import GoneAddress, Portrait, Removal, State
from .posters import allowed_formats, poster_of
from .withdrawal import consent_of, kept_until, take_away

by_trade = attrgetter("trade")


class PortraitListView(ReadOnlyView, ListView):
    model = Portrait
    template_name = "portraits/portrait_list.html"

    def get_queryset(self):
        return alphabetical(Portrait.objects.for_list(), by_trade)


class PortraitDetailView(PublishedDetailView):
    model = Portrait

    def get_queryset(self):
        """A preview ends with the consent; one to come, or not signed yet, is what it is for."""
        portraits = super().get_queryset().select_related("picture", "service", "consent")
        portraits = portraits.prefetch_related("other_pictures__picture")
        over = Q(consent__withdrawn_on__isnull=False) | Q(consent__ends_on__lt=timezone.localdate())
        return portraits.exclude(over)

    def was_public(self):
        digest = GoneAddress.digest_of(self.kwargs["slug"])
        return super().was_public() or GoneAddress.objects.filter(digest=digest).exists()

    def get_context_data(self, **kwargs):
        others = Portrait.objects.for_list().exclude(pk=self.object.pk)
        if self.is_preview:
            for picture in self.object.pictures:
                picture.open_to_holder()
        return super().get_context_data(
            others=alphabetical(others, by_trade)[:4],
            person=person(self.object),
            has_poster=bool(allowed_formats(self.object)),
            **kwargs,
        )


@csrf_exempt  # the link itself, which nobody else has, is what authorises
@require_http_methods(["GET", "HEAD", "POST"])
def own_consent(request, token):
    """The person's own page: what they agreed to; a button takes it back; then the certificate."""
    try:
        consent = consent_of(token)
    except Refused:
        raise Http404("Ce lien n’est pas l’un des nôtres, ou il est incomplet.") from None
    if consent is None:
        response = render(request, "410.html", status=410)
    elif request.method == "POST":
        if consent.state != State.ENDED:  # then there is nothing left to take away
            take_away(consent.pk, Removal.Reason.PERSON)
        response = redirect(request.path)
    else:
        is_over = consent.state in (State.WITHDRAWN, State.ENDED)
        context = {"consent": consent, "is_over": is_over, "removals": consent.removals.all()}
        context["kept_until"] = kept_until(consent)
        response = render(request, "portraits/own_consent.html", context)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


class PortraitPosterView(PosterPageMixin, PortraitDetailView):
    """The poster of a portrait; 410 when it is over, as its page."""

    def get_poster(self):
        return poster_of(self.object)

    def allowed_formats(self):
        return allowed_formats(self.object)

    def get_context_data(self, **kwargs):
        if not self.allowed_formats():
            raise Http404("Cette personne n’a pas accepté d’affiche.")
        address = self.object.get_absolute_url()
        return super().get_context_data(files=address, back_label="Lire son portrait", **kwargs)


class PortraitPosterFileView(PosterFileMixin, PortraitPosterView):
    pass


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
