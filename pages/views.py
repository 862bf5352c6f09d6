from operator import attrgetter

from django.conf import settings
from django.db.models import Prefetch
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.views.decorators.http import require_safe
from django.views.generic import ListView, TemplateView

from actions.models import Action, Status, Theme
from actions.past.overview import overview
from legal.models import Identity, TribuneSpace
from newsletter.models import Issue
from participation.models import Process
from portraits.models import Portrait
from portraits.posters import allowed_formats
from posters.cards import Card
from posters.views import ShareImageView
from publishing.models import Body
from publishing.text.typography import NBSP
from publishing.views import PublishedDetailView, ReadOnlyView
from search.words import alphabetical
from services.clock import Now
from services.models import Moment, Service, Trade

from . import weight
from .json_ld import site
from .models import Campaign, CampaignFact, Correction, Page
from .sitemap import contents, entries

MOSAIC = 200  # beyond, a mosaic is no picture of the plan: the home page leaves it out


class HomeView(ReadOnlyView, TemplateView):
    template_name = "pages/home.html"

    def get_context_data(self, **kwargs):
        plan = overview()
        return super().get_context_data(
            now=Now.of(Moment.objects.for_day()),
            portraits=alphabetical(Portrait.objects.for_list(), attrgetter("trade"))[:4],
            actions=Action.objects.for_mosaic() if plan.entered <= MOSAIC else (),
            has_actions=plan.entered > 0,
            state=plan.state,
            recent=plan.recent,
            processes=Process.objects.for_list(),
            site_json_ld=site(),
            word=Page.objects.published().filter(slug="mot-du-directeur-general").first(),
            **kwargs,
        )


class EasyView(ReadOnlyView, TemplateView):
    """The home page in short sentences, one idea each."""

    template_name = "pages/easy.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            now=Now.of(Moment.objects.for_day()),
            plan=overview(),
            services=alphabetical(Service.objects.published()),
            processes=Process.objects.for_list(),
            **kwargs,
        )


class PageView(PublishedDetailView):
    """An editorial page; its template may be its own (`pages/<slug>.html`)."""

    model = Page

    def get_template_names(self):
        return [f"pages/{self.object.slug}.html", "pages/page_detail.html"]


class MadePageView(PageView):
    """A page made by staff; where one was, the way to it, or 410."""

    def get_template_names(self):
        return ["pages/made_page.html"]

    def get_queryset(self):
        return super().get_queryset().exclude(heading="")

    def get(self, request, *args, **kwargs):
        if self.is_preview or self.get_queryset().filter(slug=kwargs["slug"]).exists():
            return super().get(request, *args, **kwargs)
        page = Page.formerly_at(kwargs["slug"])
        if page is None:
            raise Http404("Aucune page n’a cette adresse.")
        if page.is_public:  # an address may be taken back: browsers must not keep the way
            response = redirect(page, permanent=True)
            response.headers["Cache-Control"] = "no-cache"
            return response
        return render(request, "410.html", status=410)


class OrganisationView(PageView):
    """The three bodies, with what is known of each: its services and its trades."""

    def get_context_data(self, **kwargs):
        services, trades = Service.objects.published(), Trade.objects.named()
        bodies = [
            (body, sum(s.body == body for s in services), sum(t.body == body for t in trades))
            for body in Body
        ]
        return super().get_context_data(bodies=bodies, **kwargs)


class CampaignView(PageView):
    """The campaigns, newest first, with what is known of each by kind."""

    def get_context_data(self, **kwargs):
        facts = CampaignFact.objects.select_related(
            "source", "portrait__consent", "portrait__picture"
        )
        campaigns = Campaign.objects.select_related("aim_source", "cost_source")
        told = []
        for campaign in campaigns.prefetch_related(Prefetch("facts", facts)):
            by_kind = {kind: [] for kind in CampaignFact.Kind.values}
            for fact in campaign.facts.all():
                by_kind[fact.kind].append(fact)
            told.append((campaign, by_kind))
        return super().get_context_data(campaigns=told, **kwargs)


class ParticipationView(PageView):
    """The introduction to the participation processes, and the processes."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(processes=Process.objects.for_list(), **kwargs)


class HelpView(PageView):
    """How to read the site; the statuses are shown as they are drawn everywhere."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(statuses=Status, identity=Identity.current(), **kwargs)


class EcoDesignView(PageView):
    """What the site weighs, measured, and the limits it keeps to."""

    def get_context_data(self, **kwargs):
        record = weight.record()
        portrait = record.page("portraits:detail")
        # The one that was measured is an example: it ends, and no public site has it.
        listed = {path for path, _changed in entries()}
        return super().get_context_data(
            measures=weight.measures(),
            record=record,
            without_link=portrait and portrait.path not in listed and portrait,
            identity=Identity.current(),
            **kwargs,
        )


class SiteShareImageView(ShareImageView):
    """The image of every page that has none of its own."""

    def get_card(self):
        return Card(
            f"Tous les jours à{NBSP}votre{NBSP}service",
            kicker="Ville d’Alès, Alès Agglomération, CCAS",
            note="Qui vous sert, ce qui a été promis, comment on a décidé",
        )


class CorrectionListView(ReadOnlyView, ListView):
    """What was corrected of the texts of the town, by kind."""

    model = Correction

    def get_context_data(self, **kwargs):
        by_kind = [
            (kind, [correction for correction in self.object_list if correction.kind == kind])
            for kind in Correction.Kind
        ]
        return super().get_context_data(by_kind=by_kind, **kwargs)


class PosterListView(ReadOnlyView, TemplateView):
    """Every poster, for whoever has walls to fill."""

    template_name = "pages/poster_list.html"

    def get_context_data(self, **kwargs):
        portraits = alphabetical(Portrait.objects.for_list(), attrgetter("trade"))
        return super().get_context_data(
            portraits=[portrait for portrait in portraits if allowed_formats(portrait)],
            moments=Moment.objects.for_day(),
            numbers=overview().untitled,
            **kwargs,
        )


class SiteMapView(ReadOnlyView, TemplateView):
    """Every page of the site, for people."""

    template_name = "pages/site_map.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            contents=contents()
            | {
                "service": alphabetical(Service.objects.published()),
                "portrait": alphabetical(Portrait.objects.published()),
            },
            actions=Action.objects.published(),
            lost=overview().untitled,
            statuses=Status,
            tribunes_are_open=TribuneSpace.current().is_open,
            themes=Theme.objects.all(),
            issues=Issue.objects.for_list(),
            made=Page.objects.published().exclude(heading=""),
            **kwargs,
        )


@require_safe
def robots_txt(request):
    """Everything may be read and indexed but the back office, and the plan at each of the days
    there ever were: robots would follow « la veille » without end."""
    sitemap = settings.SITE_URL + reverse("pages:sitemap_xml")
    closed = [reverse("admin:index"), reverse("actions:choose_day"), reverse("actions:choose_days")]
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), "", f"Sitemap: {sitemap}"]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@require_safe
def sitemap_xml(request):
    """Every public page, for search engines, with the day of its last change."""
    context = {"entries": entries(), "site_url": settings.SITE_URL}
    return render(request, "pages/sitemap.xml", context, content_type="application/xml")


def error_page(status):
    """The handler of an error, for urls.py: a French page that helps, without any query."""

    def handler(request, exception=None):
        template = loader.get_template(f"{status}.html")
        return HttpResponse(template.render({}, request), status=status)

    return handler
