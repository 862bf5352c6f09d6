from django.urls import path

from posters.views import poster_urls

from . import views

app_name = "services"
urlpatterns = [
    path("journee/", views.DayView.as_view(), name="day"),
    path("journee/ecran/", views.DayScreenView.as_view(), name="day_screen"),
    path("metiers/", views.TradeListView.as_view(), name="trades"),
    *poster_urls(
        "journee/moments/<int:pk>/",
        views.MomentPosterView.as_view(),
        views.MomentPosterFileView.as_view(),
    ),
    path("services/", views.ServiceListView.as_view(), name="list"),
    path("services/<slug:slug>/", views.ServiceDetailView.as_view(), name="detail"),
]
