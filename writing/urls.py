"""The documents are public; what the toolbar asks is the back office's."""

from django.contrib import admin
from django.urls import path

from . import views

app_name = "writing"
urlpatterns = [
    path("documents/<slug:slug>.<slug:extension>", views.document, name="document"),
    path("admin/ecrire/choix/", admin.site.admin_view(views.choices), name="choices"),
    path("admin/ecrire/rendu/", admin.site.admin_view(views.rendering), name="rendering"),
]
