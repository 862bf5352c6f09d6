from operator import attrgetter

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.generic import ListView

from mail.private import private_page
from posters.cards import Card
from posters.views import PosterFileView, PosterPageView, ShareImageView
from publishing.views import PublishedDetailView, ReadOnlyView
from search.words import alphabetical

from .approving import AnswerForm, approval_of, link_to
from .json_ld import person
from .models import Approval, GoneAddress, Medium, Portrait, Removal, State
from .posters import allowed_formats, poster_of
from .withdrawal import consent_of, kept_until, link_of, take_away

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
        """One that nobody approved yet never was."""
        slug = self.kwargs["slug"]
        if GoneAddress.objects.filter(digest=GoneAddress.digest_of(slug)).exists():
            return True
        known = Portrait.objects.filter(slug=slug).exclude(is_example=False, approved_digest="")
        return super().was_public() and known.exists()

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


@private_page
def own_consent(request, token):
    """The person's own page: what they agreed to; a button takes it back; then the certificate."""
    consent = consent_of(token)
    if consent is None:
        return render(request, "410.html", status=410)
    if request.method == "POST":
        if consent.state != State.ENDED:  # then there is nothing left to take away
            take_away(consent.pk, Removal.Reason.PERSON)
        return redirect(request.path)
    is_over = consent.state in (State.WITHDRAWN, State.ENDED)
    context = {"consent": consent, "is_over": is_over, "removals": consent.removals.all()}
    context["kept_until"] = kept_until(consent)
    context["approvals"] = [
        (approval, link_to(approval))
        for approval in Approval.objects.open().filter(portrait__consent=consent)
    ]
    return render(request, "portraits/own_consent.html", context)


@private_page
def own_page(request, token):
    """« Bon à tirer »: the page as it would be published, and the person's answer to it."""
    approval = approval_of(token)
    if approval is None or not (approval.is_open or approval.answer):
        return render(request, "portraits/link_over.html", {"approval": approval}, status=410)
    portrait = approval.portrait
    consent = portrait.consent and link_of(portrait.consent)
    if approval.answer:
        context = {"approval": approval, "consent_link": consent}
        return render(request, "portraits/link_over.html", context)
    form = AnswerForm(request.POST or None, portrait=portrait)
    if request.method == "POST" and form.is_valid() and form.record(approval):
        return redirect(request.path)
    for picture in portrait.pictures:
        picture.open_to_holder()
    context = {"portrait": portrait, "form": form, "approval": approval, "consent_link": consent}
    context["digest"] = portrait.shown_digest()
    if portrait.consent and (portrait.consent.on_posters or portrait.consent.on_networks):
        context["poster"] = poster_of(portrait)
    return render(request, "portraits/approval.html", context)


class PortraitPosterView(PosterPageView, PortraitDetailView):
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


class PortraitPosterFileView(PosterFileView, PortraitPosterView):
    pass


class PortraitShareImageView(ShareImageView):
    """The image of a portrait; always asked again, since a consent may end."""

    cache_control = "no-cache"

    def get_card(self):
        """Made for social networks: the person is seen on it if they allowed these."""
        portrait = get_object_or_404(Portrait.objects.for_list(), slug=self.kwargs["slug"])
        service = portrait.service
        return Card(
            str(portrait),
            kicker="Exemple" if portrait.is_example else "Portrait d’agent",
            note=service.name if service and service.is_public else "",
            ground="mulberry",
            picture=portrait.picture if portrait.allows(Medium.NETWORKS) else None,
        )
