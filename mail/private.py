"""The private space of a person: pages opened by a signed link, without an account.

Nobody else may read, keep, index or guess them.
"""

import datetime
import functools
from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from publishing.attempts import Limit, TooMany, count, network_of
from publishing.public_forms import too_many
from publishing.signed import Refused

# For answers, and for links that are none of ours.
LIMIT = Limit(
    "private-link", 30, datetime.timedelta(hours=1), "Trop d’essais depuis le même réseau."
)


def private_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of the holder of a link; `view` raises `publishing.signed.Refused` for another's."""

    @csrf_exempt  # the link itself, which nobody else has, is what authorises
    @require_http_methods(["GET", "HEAD", "POST"])
    @functools.wraps(view)
    def page(request: HttpRequest, token: str) -> HttpResponse:
        try:
            if request.method == "POST":
                count((LIMIT, network_of(request)))
            response = view(request, token)
        except TooMany as refusal:
            response = too_many(request, refusal)
        except Refused:
            response = refused(request)
        response.headers["Cache-Control"] = "private, no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return page


def refused(request: HttpRequest) -> HttpResponse:
    try:
        count((LIMIT, network_of(request)))
    except TooMany as refusal:
        return too_many(request, refusal)
    raise Http404("Ce lien n’est pas l’un des nôtres, ou il est incomplet.") from None
