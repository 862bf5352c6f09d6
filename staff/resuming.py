"""What was typed is given back when a session or a page has expired, and a refusal stays in the
back office: nobody is asked to reload."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlsplit

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, QueryDict
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import Resolver404, resolve, reverse
from django.views.csrf import csrf_failure as django_csrf_failure

from .presence import see
from .refusals import listed, roles_for, whom_to_ask

HOME = "/admin/"


def is_form(path: str) -> bool:
    """Whether this address is the form of a record, which can show again what it is given."""
    try:
        name = resolve(urlsplit(path).path).view_name
    except Resolver404:
        return False
    return name.startswith("admin:") and name.endswith(("_add", "_change"))


def typed_in(request: HttpRequest) -> str:
    """What a form of ours posted, as it was sent; nothing of what another site made it post."""
    asked_by = request.headers.get("Origin") or request.headers.get("Referer", "")
    if asked_by and urlsplit(asked_by).netloc != request.get_host():
        return ""
    data = request.POST.copy()
    for name in list(data):
        if name == "csrfmiddlewaretoken" or "password" in name:
            del data[name]
    return data.urlencode() if is_form(request.path) else ""


def show_resume(request: HttpRequest, path: str, typed: str, status: int = 200) -> HttpResponse:
    """A page that carries what was typed to its form, which shows it without saving it."""
    data = QueryDict(typed)
    context = admin.site.each_context(request) | {
        "title": "Votre saisie est gardée",
        "carried": [(k, one) for k, values in data.lists() for one in values if k != "_reprise"],
        "path": path,
        "is_expired": status == 403,
    }
    return render(request, "admin/staff/resume.html", context, status=status)


def ask_to_sign_in(request: HttpRequest, typed: str) -> HttpResponse:
    """The login page, which carries what was typed."""
    path = request.get_full_path()
    if request.user.is_authenticated:  # the second factor alone is missing
        request.session["typed_before"] = [path, typed]
    request.method, request.POST = "GET", QueryDict()  # type: ignore[assignment]  # the login page must not read the POST again
    login = reverse("admin:login")
    context = {"typed": typed, "next": path, "app_path": login, "is_over": True}
    response = admin.site.login(request, context)
    return response.render() if isinstance(response, TemplateResponse) else response


def give_back(view: Callable[..., Any]) -> Callable[..., Any]:
    """Around each view of the back office: what a session that is over receives is not lost."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if request.method == "POST" and not admin.site.has_permission(request):
            typed = typed_in(request)
            if typed:
                return ask_to_sign_in(request, typed)
        before = request.session.get("typed_before") if request.method == "GET" else None
        if before and before[0] == request.get_full_path() and admin.site.has_permission(request):
            del request.session["typed_before"]
            return show_resume(request, *before)
        return view(request, *args, **kwargs)

    return wrapped


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A token that is no longer the good one: in the back office, what was typed is not lost."""
    if not request.path.startswith(HOME):
        return django_csrf_failure(request, reason)
    if request.path == reverse("admin:login"):
        messages.info(request, "Cette page de connexion avait expiré : la voici à neuf.")
        return HttpResponseRedirect(request.get_full_path())
    typed = typed_in(request)
    if not admin.site.has_permission(request):
        return ask_to_sign_in(request, typed)
    return show_resume(request, request.get_full_path(), typed, status=403)


def forbidden(public: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The 403 of the back office, said to staff; `public` is that of everybody."""

    def handler(request: HttpRequest, exception: Any = None) -> HttpResponse:
        user = getattr(request, "user", None)
        if not (request.path.startswith(HOME) and user and user.is_active and user.is_staff):
            return public(request, exception)
        context = admin.site.each_context(request) | {
            "title": "Il vous manque un droit",
            "reason": str(exception or ""),
            "needed": roles_for(request),
            "whom": whom_to_ask(),
            "groups": listed(user.groups.values_list("name", flat=True)),
        }
        return render(request, "admin/staff/forbidden.html", context, status=403)

    return handler


def presence(request: HttpRequest) -> JsonResponse:
    """An open form says that it is there, and whether somebody types: then the session goes on."""
    path = request.POST.get("path", "")
    if request.method != "POST" or not is_form(path) or len(path) > 200:
        return JsonResponse({}, status=400)
    if request.POST.get("typing"):
        request.session.modified = True
    return JsonResponse({"others": see(request.user, path) if path.endswith("/change/") else []})
