from django.urls import path

from posters.views import poster_urls

from . import views

app_name = "portraits"
urlpatterns = [
    path("", views.PortraitListView.as_view(), name="list"),
    path("autorisation/<str:token>/", views.own_consent, name="consent"),
    path("approbation/<str:token>/", views.own_page, name="approval"),
    path("<slug:slug>/", views.PortraitDetailView.as_view(), name="detail"),
    *poster_urls(
        "<slug:slug>/",
        views.PortraitPosterView.as_view(),
        views.PortraitPosterFileView.as_view(),
    ),
    path("<slug:slug>/partage.png", views.PortraitShareImageView.as_view(), name="share_image"),
]
