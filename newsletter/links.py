"""The addresses that a message gives to one person, signed: whoever holds them is that person."""

from functools import cache

from django.conf import settings
from django.core import signing
from django.urls import reverse

SALT = "newsletter.links"


def token_of(subscriber):
    return signing.Signer(salt=SALT).sign(str(subscriber.pk))


def preferences_url(subscriber):
    return own_url("preferences", subscriber)


def unsubscribe_url(subscriber):
    return own_url("desabonner", subscriber)


def own_url(page, subscriber):
    return f"{settings.SITE_URL}{archive()}{page}/{token_of(subscriber)}/"


@cache
def archive():
    return reverse("newsletter:archive")
