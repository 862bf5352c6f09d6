"""Answers that a reader may keep, and only asks whether they changed."""

import hashlib
from datetime import timedelta

from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from publishing.freshness import newest_instant


def etag_of(marks, *about):
    """The version of what is made from these marks, written this way."""
    version = repr([[mark.identity for mark in marks], *about])
    return f'"{hashlib.sha256(version.encode()).hexdigest()[:32]}"'


def settled_instant(marks):
    """When it last changed, once nothing more can change within the same second.

    Dates of HTTP have no fractions: given sooner, one date could name two versions.
    """
    newest = newest_instant(marks)
    return newest if newest and newest < timezone.now() - timedelta(seconds=1) else None


def validated(request, marks, etag, respond):
    """The response, or 304 for a reader who has this version already."""
    modified = settled_instant(marks)
    seconds = int(modified.timestamp()) if modified else None
    response = get_conditional_response(request, etag, seconds) or respond()
    del response.headers["Last-Modified"]  # a feed's own knows only its newest entry
    if response.status_code in (200, 304):
        response.headers["ETag"] = etag
        response.headers["Cache-Control"] = "public, no-cache"  # keep it, but ask each time
        if seconds is not None:
            response.headers["Last-Modified"] = http_date(seconds)
    return response
