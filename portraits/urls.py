from django.urls import path

from . import views

app_name = "portraits"
urlpatterns = [
    path("", views.PortraitListView.as_view(), name="list"),
    path("<slug:slug>/", views.PortraitDetailView.as_view(), name="detail"),
    path("<slug:slug>/partage.png", views.PortraitShareImageView.as_view(), name="share_image"),
]
