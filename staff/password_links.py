"""Links by mail to choose a password: an invitation, or a password forgotten."""

import datetime
import logging
import smtplib

from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import PasswordResetView
from django.core.mail import send_mail
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from publishing import json_ld
from publishing.attempts import Limit, TooMany, count, network_of

logger = logging.getLogger(__name__)

HOUR = datetime.timedelta(hours=1)
BY_ADDRESS = Limit("forgotten.address", 3, HOUR)
BY_NETWORK = Limit("forgotten.network", 10, HOUR)


def password_link(user: User) -> str:
    """The address where that person chooses a password: it works once, for a day."""
    names = {
        "uidb64": urlsafe_base64_encode(force_bytes(user.pk)),
        "token": default_token_generator.make_token(user),
    }
    return json_ld.absolute(reverse("password_reset_confirm", kwargs=names))


def send_link(user: User) -> None:
    """Send that link. Raises OSError or SMTPException when the message cannot leave."""
    words = {"user": user, "link": password_link(user), "site": json_ld.absolute("/")}
    send_mail(
        "Votre accès à l’administration du site « À votre service »",
        render_to_string("registration/password_link.txt", words),
        None,
        [user.email],
    )


class ForgottenPasswordForm(PasswordResetForm):
    """Also for an account that has no password yet, whose invitation was lost. The page answers
    the same to an address that no account has."""

    def save(self, **kwargs):
        for user in User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True):
            try:
                send_link(user)
            except (OSError, smtplib.SMTPException):
                logger.exception("The link of a forgotten password could not be sent.")


class ForgottenPasswordView(PasswordResetView):
    form_class = ForgottenPasswordForm

    def form_valid(self, form):
        address = form.cleaned_data["email"].lower()
        try:
            count((BY_ADDRESS, address), (BY_NETWORK, network_of(self.request)))
        except TooMany as refused:
            form.add_error("email", f"Trop de demandes. Recommencez dans {refused.wait}.")
            return self.form_invalid(form)
        return super().form_valid(form)
