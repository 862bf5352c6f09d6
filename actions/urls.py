from functools import wraps

from django.shortcuts import redirect
from django.urls import path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.http import require_safe

from . import filtering, outside_views, views
from .models import Action
from .numbers import moved_from
from .open_data.feeds import EventFeed
from .past import since as since_views
from .past import views as past_views


class NumberConverter(IntConverter):
    """The number of an action, written one way only: 9, not 009."""

    regex = "[1-9][0-9]{0,4}"


register_converter(NumberConverter, "number")


def followed(view):
    """An address that programs keep, a feed or a framed card, follows its action to its official
    number, unless another action with a title stands at the former one now. Not for ever: the
    number may prove wrong."""

    @wraps(view)
    def follow(request, number):
        known = Action.objects.published().filter(number=number).exclude(title="")
        if not known.exists() and (moved := moved_from(number)):
            return redirect(request.resolver_match.view_name, moved.number)
        return view(request, number=number)

    return follow


feed = require_safe(EventFeed())
app_name = "actions"
urlpatterns = [
    path("", views.ActionListView.as_view(), name="list"),
    path("<number:number>/", views.ActionDetailView.as_view(), name="detail"),
    path("<number:number>/carte/", followed(outside_views.FramedActionView.as_view()), name="card"),
    path("compteur/carte/", outside_views.FramedCounterView.as_view(), name="counter_card"),
    path("avis-de-recherche/", outside_views.NoticesView.as_view(), name="notices"),
    path("<number:number>/avis-de-recherche/", outside_views.NoticeView.as_view(), name="notice"),
    path(
        "<number:number>/avis-de-recherche.pdf",
        outside_views.NoticeFileView.as_view(),
        name="notice_sheet",
    ),
    path(
        "<number:number>/avis-de-recherche/<poster_format:made>",
        outside_views.NoticeFileView.as_view(),
        name="notice_file",
    ),
    path(
        "<number:number>/avis-de-recherche/partage.png",
        outside_views.NoticeImageView.as_view(),
        name="notice_image",
    ),
    path("affiche.pdf", outside_views.WallSheetView.as_view(), name="wall_sheet"),
    path("partage.png", views.PlanShareImageView.as_view(), name="plan_image"),
    path("<number:number>/partage.png", views.ActionShareImageView.as_view(), name="share_image"),
    path("statut/<slug:status>/", views.ActionListView.as_view(), name="by_status"),
    path("theme/<slug:theme>/", views.ActionListView.as_view(), name="by_theme"),
    path("au/", past_views.choose_day, name="choose_day"),
    path("au/<str:date>.json", past_views.plan_at_json, name="at_json"),
    path("au/<str:date>/", past_views.plan_at, name="at"),
    path("entre/", past_views.choose_days, name="choose_days"),
    path("entre/<str:start>/<str:end>/", past_views.compare, name="between"),
    path("depuis/", since_views.choose_since, name="choose_since"),
    path("depuis/<str:start>/", since_views.since, name="since"),
    path("filtrer/", filtering.ActionFilterView.as_view(), name="filter"),
    path("facile-a-lire/", views.EasyListView.as_view(), name="easy"),
    path("bilans/", past_views.TalliesView.as_view(), name="tallies"),
    path("historique/", past_views.JournalView.as_view(), name="journal"),
    path("ponctualite/", past_views.PunctualityView.as_view(), name="punctuality"),
    path("preuves/<str:name>", past_views.document, name="document"),
    path("flux.atom", feed, name="feed"),
    path("theme/<slug:theme>/flux.atom", feed, name="theme_feed"),
    path("<number:number>/flux.atom", require_safe(followed(feed)), name="action_feed"),
]
