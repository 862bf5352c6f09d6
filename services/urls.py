from django.urls import path

from . import views

app_name = "services"
urlpatterns = [
    path("journee/", views.DayView.as_view(), name="day"),
    path("journee/ecran/", views.DayScreenView.as_view(), name="day_screen"),
    path("metiers/", views.TradeListView.as_view(), name="trades"),
    path("services/", views.ServiceListView.as_view(), name="list"),
    path("services/<slug:slug>/", views.ServiceDetailView.as_view(), name="detail"),
]
