from django.urls import path

from . import outside_views, views

app_name = "actions"
urlpatterns = [
    path("", views.ActionListView.as_view(), name="list"),
    path("<int:number>/", views.ActionDetailView.as_view(), name="detail"),
    path("<int:number>/carte/", outside_views.ActionCardView.as_view(), name="card"),
    path("compteur/carte/", outside_views.CounterCardView.as_view(), name="counter_card"),
    path("affiche.pdf", outside_views.WallSheetView.as_view(), name="wall_sheet"),
    path("statut/<slug:status>/", views.ActionListView.as_view(), name="by_status"),
    path("theme/<slug:theme>/", views.ActionListView.as_view(), name="by_theme"),
]
