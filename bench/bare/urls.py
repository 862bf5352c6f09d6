from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("", views.ActionListView.as_view(), name="list"),
    path("<int:number>/", views.ActionDetailView.as_view(), name="detail"),
    path("admin/", admin.site.urls),
]
