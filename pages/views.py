from django.http import HttpResponse
from django.template import loader
from django.views.generic import TemplateView

from actions.models import Action, Status
from participation.models import Process
from portraits.models import Portrait
from publishing.views import PublishedDetailView
from services.models import Moment, Service

from .models import Page


class HomeView(TemplateView):
    http_method_names = ("get", "head")
    template_name = "pages/home.html"

    def get_context_data(self, **kwargs):
        actions = Action.objects.published()
        return super().get_context_data(
            present=Moment.objects.around(),
            portraits=Portrait.objects.for_list()[:4],
            actions=actions,
            totals=actions.totals(),
            total=actions.in_plan().count(),
            processes=Process.objects.for_list(),
            word=Page.objects.published().filter(slug="mot-du-directeur-general").first(),
            **kwargs,
        )


class PageView(PublishedDetailView):
    """An editorial page; its template may be its own (`pages/<slug>.html`)."""

    model = Page

    def get_template_names(self):
        return [f"pages/{self.object.slug}.html", "pages/page_detail.html"]


class ParticipationView(PageView):
    """The introduction to the participation processes, and the processes."""

    def get_context_data(self, **kwargs):
        return super().get_context_data(processes=Process.objects.for_list(), **kwargs)


class SiteMapView(TemplateView):
    """Every page of the site, for people."""

    http_method_names = ("get", "head")
    template_name = "pages/site_map.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            services=Service.objects.published(),
            portraits=Portrait.objects.for_list(),
            processes=Process.objects.published(),
            actions=Action.objects.published(),
            statuses=Status,
            **kwargs,
        )


def error_page(status):
    """The handler of an error, for urls.py: a French page that helps, without any query."""

    def handler(request, exception=None):
        template = loader.get_template(f"{status}.html")
        return HttpResponse(template.render({}, request), status=status)

    return handler
