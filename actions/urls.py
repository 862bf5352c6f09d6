from django.urls import path

from . import views

app_name = "actions"
urlpatterns = [
    path("", views.ActionListView.as_view(), name="list"),
    path("<int:number>/", views.ActionDetailView.as_view(), name="detail"),
    path("<int:number>/partage.png", views.ActionCardView.as_view(), name="share_image"),
    path("statut/<slug:status>/", views.ActionListView.as_view(), name="by_status"),
    path("theme/<slug:theme>/", views.ActionListView.as_view(), name="by_theme"),
]
