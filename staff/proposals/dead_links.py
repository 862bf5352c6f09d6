"""Links of a text to pages of this site that nobody can open."""

from collections.abc import Iterator

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.urls import Resolver404

from backoffice.advice import LINK, advises

from .replay import request_for


@advises
def dead_links(text: str) -> Iterator[str]:
    for address in sorted({match[3] for match in LINK.finditer(text) if not match[1]}):
        path = address.partition("#")[0].partition("?")[0]
        is_ours = path.startswith("/") and not path.startswith(("//", "/media/", "/static/"))
        if is_ours and is_dead(path):
            yield f"le lien {address} ne mène à aucune page publique."


def is_dead(path: str) -> bool:
    """The address, and what it names: the view is asked."""
    try:
        request = request_for(path, AnonymousUser())
        match = request.resolver_match
        if match is None or path.startswith("/admin/"):
            return True
        return bool(match.func(request, *match.args, **match.kwargs).status_code >= 400)
    except (Http404, Resolver404):
        return True
