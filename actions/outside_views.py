"""The plan outside its pages: framed by other sites, pinned to walls."""

from csp.decorators import csp_replace
from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.decorators import method_decorator
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.generic import DetailView, TemplateView

from posters.posters import A4, FORMATS
from posters.views import file_response, formats_of
from publishing.views import CARD_CACHE, ReadOnlyView

from .models import Action
from .notices import Found, Notice
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
        disposition = {"Content-Disposition": f'inline; filename="{sheet.filename}"'}
        return HttpResponse(sheet.pdf(), content_type="application/pdf", headers=disposition)


class NoticesView(ReadOnlyView, TemplateView):
    """Every lost promise, each with its poster."""

    template_name = "actions/notice_list.html"

    def get_context_data(self, **kwargs):
        lost = overview().untitled
        return super().get_context_data(found=Found.now(), numbers=lost, **kwargs)


class NoticeView(ReadOnlyView):
    """The poster of one lost promise; once its title is found, the action itself."""

    def get(self, request, number):
        action = get_object_or_404(Action.objects.published().entered(), number=number)
        if action.title:
            return redirect(action, permanent=True)
        return self.show(request, Notice(action, Found.now()))

    def show(self, request, notice):
        others = [number for number in overview().untitled if number != notice.action.number]
        context = {"action": notice.action, "poster": notice.poster, "others": others}
        context["found"] = notice.found
        context |= formats_of(FORMATS.values()) | {"files": request.path}
        return render(request, "actions/notice.html", context)


class NoticeFileView(NoticeView):
    """The same on a sheet or as an image."""

    def get(self, request, number, made=A4):
        self.made = made
        return super().get(request, number)

    def show(self, request, notice):
        return file_response(notice.poster, self.made, f"avis-de-recherche-{notice.action.number}")


class NoticeImageView(NoticeView):
    """The same, for whoever shares it."""

    cache_control = CARD_CACHE

    def show(self, request, notice):
        response = HttpResponse(notice.card.png(), content_type="image/png")
        response.headers["Cache-Control"] = self.cache_control
        return response
