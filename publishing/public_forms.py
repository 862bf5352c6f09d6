"""Forms on pages that are files: no cookie, no session, nothing to accept.

Three things stand for them: a signed and dated token, where the browser says that it sends from,
and a field that only robots fill. A form refused comes back with all that was typed.
"""

import datetime
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from .attempts import TooMany
from .signed import Refused, seal, unseal

USE = "public-form"
TOKEN, TRAP = "jeton", "complement"
# Nobody reads and fills a form faster; a page file lives a day at most, and is read a while.
SHORTEST, LONGEST = datetime.timedelta(seconds=3), datetime.timedelta(hours=48)

AGAIN = "Rien n’est perdu : vérifiez ce qui suit et envoyez de nouveau."
ELSEWHERE = f"Par sécurité, ce formulaire n’est pris que depuis ce site. {AGAIN}"
MALFORMED = f"Le formulaire nous est arrivé incomplet. {AGAIN}"
HURRIED = f"Le formulaire a été envoyé très vite, comme le font les robots. {AGAIN}"
STALE = f"Cette page était ouverte depuis plus de deux jours. {AGAIN}"
TRAPPED = f"Un champ caché, piège à robots, avait été rempli. Nous l’avons vidé. {AGAIN}"


class PublicForm(forms.Form):
    """A form for anybody. Its template includes `includes/form_guard.html`."""

    def __init__(self, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    @property
    def fresh_token(self) -> str:
        return seal("", USE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if fault := self.guard_fault():
            raise ValidationError(fault)
        return cleaned

    def guard_fault(self) -> str:
        """Why this sending is not taken, in words, or nothing."""
        if not comes_from_here(self.request):
            return ELSEWHERE
        try:
            _, age = unseal(self.data.get(TOKEN, ""), USE)
        except Refused:
            return MALFORMED
        if age < SHORTEST:
            return HURRIED
        if age > LONGEST:
            return STALE
        return TRAPPED if self.data.get(TRAP) else ""


def comes_from_here(request: HttpRequest) -> bool:
    """What the browser says of the page that holds the form. One that says nothing at all is no
    browser of these ten years."""
    if site := request.headers.get("Sec-Fetch-Site"):
        return site == "same-origin"
    sender = request.headers.get("Origin") or request.headers.get("Referer") or ""
    try:
        host = urlsplit(sender).netloc
    except ValueError:
        return False
    return host in (urlsplit(settings.SITE_URL).netloc, request.get_host())


def page_of(request: HttpRequest) -> str:
    """The path of the page that held the form, as the browser tells it."""
    try:
        page = urlsplit(request.headers.get("Referer", ""))
    except ValueError:
        return request.path
    is_ours = page.netloc in (urlsplit(settings.SITE_URL).netloc, request.get_host())
    return page.path if is_ours and page.path else request.path


def too_many(request: HttpRequest, refusal: TooMany, **context: Any) -> HttpResponse:
    """429, with when to come back; `form` and `form_template` give back what was typed."""
    response = render(request, "429.html", {"refusal": refusal} | context, status=429)
    response.headers["Retry-After"] = str(refusal.seconds)
    response.headers["Cache-Control"] = "private, no-store"
    return response
