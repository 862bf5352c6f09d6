"""A password forgotten, or chosen for the first time; Django's views and its names for them."""

from django.contrib import admin
from django.contrib.auth import views
from django.urls import path

from .password_links import ForgottenPasswordView

context = {"site_header": admin.site.site_header, "site_title": admin.site.site_title}

urlpatterns = [
    path(
        "oublie/",
        ForgottenPasswordView.as_view(extra_context=context),
        name="admin_password_reset",
    ),
    path(
        "envoye/",
        views.PasswordResetDoneView.as_view(extra_context=context),
        name="password_reset_done",
    ),
    path(
        "<uidb64>/<token>/",
        views.PasswordResetConfirmView.as_view(extra_context=context),
        name="password_reset_confirm",
    ),
    path(
        "choisi/",
        views.PasswordResetCompleteView.as_view(extra_context=context),
        name="password_reset_complete",
    ),
]
