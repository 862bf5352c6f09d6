from django.urls import path, register_converter
from django.urls.converters import IntConverter
from django.views.decorators.http import require_safe

from publishing.late_views import LateView
from publishing.page_files import front

from . import views


class NumberConverter(IntConverter):
    """The number of an action, written one way only: 9, not 009."""

    regex = "[1-9][0-9]{0,4}"


register_converter(NumberConverter, "number")

front.differs(r"^/actions/au/[0-9-]+\.json$", {"Access-Control-Allow-Origin": "*"})
front.differs(
    r"^/actions/(?:[1-9][0-9]*|compteur)/carte/$",  # any site may frame them
    {
        "X-Frame-Options": "",
        "Content-Security-Policy": lambda: front.policy_with("frame-ancestors", "*"),
    },
)

app_name = "actions"
urlpatterns = [
    path("", views.ActionListView.as_view(), name="list"),
    path("<number:number>/", views.ActionDetailView.as_view(), name="detail"),
    path("<number:number>/carte/", LateView("actions.outside_views.ActionCardView"), name="card"),
    path("compteur/carte/", LateView("actions.outside_views.CounterCardView"), name="counter_card"),
    path("affiche.pdf", LateView("actions.outside_views.WallSheetView"), name="wall_sheet"),
    path("<number:number>/partage.png", views.ActionCardView.as_view(), name="share_image"),
    path("statut/<slug:status>/", views.ActionListView.as_view(), name="by_status"),
    path("theme/<slug:theme>/", views.ActionListView.as_view(), name="by_theme"),
    path("au/", LateView("actions.past.views.choose_day"), name="choose_day"),
    path("au/<str:date>.json", LateView("actions.past.views.plan_at_json"), name="at_json"),
    path("au/<str:date>/", LateView("actions.past.views.plan_at"), name="at"),
    path("entre/", LateView("actions.past.views.choose_days"), name="choose_days"),
    path("entre/<str:start>/<str:end>/", LateView("actions.past.views.compare"), name="between"),
    path("historique/", LateView("actions.past.views.JournalView"), name="journal"),
    path("ponctualite/", LateView("actions.past.views.PunctualityView"), name="punctuality"),
    path("preuves/<str:name>", LateView("actions.past.views.document"), name="document"),
    path("flux.atom", require_safe(LateView("actions.open_data.feeds.EventFeed")), name="feed"),
    path(
        "theme/<slug:theme>/flux.atom",
        require_safe(LateView("actions.open_data.feeds.ThemeFeed")),
        name="theme_feed",
    ),
    path(
        "<number:number>/flux.atom",
        require_safe(LateView("actions.open_data.feeds.ActionFeed")),
        name="action_feed",
    ),
]
