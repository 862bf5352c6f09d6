from itertools import groupby
from operator import attrgetter

from django.urls import reverse
from django.views.generic import ListView

from figures.references import current_figures
from posters.views import PosterFileView, PosterPageView
from publishing.models import Body
from publishing.views import PreviewMixin, PublishedDetailView, ReadOnlyView
from search.words import alphabetical

from .clock import Now
from .models import Moment, Need, Service, Trade
from .posters import poster_of


class DayView(ReadOnlyView, PreviewMixin, ListView):
    """A day of public services, hour by hour; a draft among them for its preview link."""

    model = Moment
    template_name = "services/day.html"

    def get_queryset(self):
        return Moment.objects.for_day(with_draft=self.preview_pk)

    def get_context_data(self, **kwargs):
        now = Now.of(Moment.objects.for_day())
        return super().get_context_data(now=now, **kwargs)


class DayScreenView(DayView):
    """The same for the screen of a hall: what is going on, in large type, nothing to touch."""

    template_name = "services/day_screen.html"


class MomentPosterView(PosterPageView):
    """The poster of a moment: its hour, huge."""

    model = Moment

    def get_queryset(self):
        return super().get_queryset().select_related("service")

    def get_poster(self):
        return poster_of(self.object)

    def get_context_data(self, **kwargs):
        address = reverse("services:poster", args=[self.object.pk]).removesuffix("affiche/")
        return super().get_context_data(files=address, back_label="La journée", **kwargs)


class MomentPosterFileView(PosterFileView, MomentPosterView):
    pass


class ServiceListView(ReadOnlyView, ListView):
    model = Service

    def get_queryset(self):
        return Service.objects.published()

    def get_context_data(self, **kwargs):
        services = alphabetical(self.object_list)
        by_body = [
            (body, [service for service in services if service.body == body]) for body in Body
        ]
        needs = [need for need in Need.objects.for_list() if need.public_services]
        for need in needs:
            need.public_services = alphabetical(need.public_services)
        return super().get_context_data(by_body=by_body, needs=needs, **kwargs)


class TradeListView(ReadOnlyView, ListView):
    """The register of trades: those that are named, those that are told, and how it grows."""

    model = Trade
    template_name = "services/trade_list.html"

    def get_queryset(self):
        return alphabetical(Trade.objects.named(), attrgetter("name"))

    def get_context_data(self, **kwargs):
        trades = self.object_list
        told = [trade for trade in trades if trade.is_told]
        days = sorted(trade.told_on for trade in told if trade.told_on)
        months = [list(days) for _, days in groupby(days, lambda day: (day.year, day.month))]
        return super().get_context_data(
            by_body=[(body, [t for t in trades if t.body == body]) for body in Body],
            told=told,
            examples=sum(not trade.is_met for trade in told),
            growth=[(days[0], len(days)) for days in months],
            total=current_figures().get("metiers"),
            **kwargs,
        )


class ServiceDetailView(PublishedDetailView):
    model = Service

    def get_context_data(self, **kwargs):
        service = self.object
        desk = Service.objects.published().filter(answers_for_all=True).exclude(pk=service.pk)
        return super().get_context_data(
            front_desk=desk.first(),
            figures=alphabetical(service.figures.with_readings()),
            landmarks=service.landmarks.select_related("source"),
            moments=service.moments.published(),
            portraits=service.portraits.for_list(),
            trades=alphabetical(service.trades.named(), attrgetter("name")),
            needs=service.needs.all(),
            actions=service.actions.for_list(),
            **kwargs,
        )
