"""The end of consents: staff are told in time, and proofs are not kept for ever."""

import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from mail.models import post

from .models import Consent, State
from .models.consents import PAPER_YEARS, SOON, VERY_SOON


def about_to_end() -> QuerySet[Consent]:
    """Those of which staff must know, first the first to end."""
    ending = Consent.objects.in_state(State.ENDING, timezone.localdate())
    return ending.order_by("ends_on", "pk")


@transaction.atomic
def tell_of_endings() -> None:
    """One message for each of those who may prolong a consent, 60 days before its end and again
    15 days before; no name is in it, since a mailbox forgets nobody."""
    untold: list[Consent] = []
    for consent in about_to_end().select_for_update():
        days = VERY_SOON if consent.days_left <= VERY_SOON else SOON
        if consent.told_days is None or consent.told_days > days:
            consent.told_days = days
            consent.save(update_fields=["told_days"])
            untold.append(consent)
    if not untold:
        return
    addresses = [
        (consent, settings.SITE_URL + reverse("admin:portraits_consent_change", args=[consent.pk]))
        for consent in untold
    ]
    text = render_to_string("portraits/mail/endings.txt", {"endings": addresses})
    for user in in_charge():
        post(
            user.email,
            "Des autorisations finissent bientôt",
            text,
            lasts=datetime.timedelta(days=10),
        )


def in_charge() -> QuerySet[User]:
    """Who may change a consent, and can be written to."""
    users = User.objects.with_perm(
        "portraits.change_consent", backend="django.contrib.auth.backends.ModelBackend"
    )
    return users.filter(is_staff=True).exclude(email="").order_by("pk")


def forget_old_consents() -> None:
    """The name and the signed paper of those over for the time of a claim."""
    today = timezone.localdate()
    # Counted in days: a year may be a day longer, the proof is never kept for one more.
    limit = today - datetime.timedelta(days=PAPER_YEARS * 365)
    over = Q(withdrawn_on__lt=limit) | Q(withdrawn_on__isnull=True, ends_on__lt=limit)
    for consent in Consent.objects.filter(over, portraits__isnull=True):
        consent.delete()
