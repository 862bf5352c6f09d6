"""The plan outside its pages: framed by other sites, pinned to walls."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import DetailView, TemplateView

from publishing.views import ReadOnlyView

from .models import Action
from .past.overview import overview
from .wall_sheet import WallSheet


@method_decorator(csp_replace({"frame-ancestors": ["*"]}), name="dispatch")
@method_decorator(xframe_options_exempt, name="dispatch")
class FramedView(ReadOnlyView):
    """A light page that any site may frame. There is nothing to click on but links away from it."""


class FramedActionView(FramedView, DetailView):
    """One action and where it stands."""

    template_name = "actions/action_card.html"
    extra_context = {"site_url": settings.SITE_URL}
    slug_field = slug_url_kwarg = "number"

    def get_queryset(self):
        return Action.objects.published().with_newest()


class FramedCounterView(FramedView, TemplateView):
    """How many actions stand where."""

    template_name = "actions/counter_card.html"
    extra_context = {"site_url": settings.SITE_URL}

    def get_context_data(self, **kwargs):
        return super().get_context_data(state=overview().state, **kwargs)


class WallSheetView(ReadOnlyView):
    """One A4 sheet for the wall, as a tagged PDF."""

    def get(self, request):
        sheet = WallSheet()
        return HttpResponse(
            sheet.pdf(),
            content_type="application/pdf",
            headers={"Content-Disposition": f'inline; filename="{sheet.filename}"'},
        )
