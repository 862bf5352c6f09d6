"""The documents of texts; and, for the back office, what its toolbar asks."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from .choices import found
from .documents import FORMATS
from .fields import placed_faults
from .forms import AttachmentForm, PlacedPictureForm
from .marks import escaped, image_mark
from .models import Attachment

# What is kept in the back office: the form that adds one, the rights to add and to see.
FORMS: dict[str, Any] = {
    "image": (PlacedPictureForm, "publishing.add_picture", "publishing.view_picture"),
    "document": (AttachmentForm, "writing.add_attachment", "writing.view_attachment"),
}


@require_safe
def document(request: HttpRequest, slug: str, extension: str) -> FileResponse:
    """The file of a document that a public text names, or for whoever has a link."""
    found = get_object_or_404(Attachment, slug=slug)
    token = request.GET.get("apercu", "")
    if found.extension != extension or not found.is_open_to(token):
        raise Http404("Ce document n’est pas public.")
    try:
        file = found.file.open("rb")
    except FileNotFoundError:
        raise Http404("Ce document n’est plus sur le disque.") from None
    response = FileResponse(
        file,
        content_type=FORMATS[extension].mime,
        as_attachment=extension != "pdf",
        filename=f"{slug}.{extension}",
    )
    response.headers["Cache-Control"] = "private, no-store" if token else "public, no-cache"
    return response


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """What may be placed, of a kind; a picture or a document sent from the text."""
    kind = request.GET.get("genre", "")
    form_class, add, view = FORMS.get(kind, (None, "", ""))
    may_add = form_class and can(request, add)
    if view and not can(request, view):
        raise PermissionDenied
    if request.method == "POST":
        if not may_add:
            raise PermissionDenied
        form = form_class(request.POST, request.FILES)
        if form.is_valid():
            return HttpResponse(mark_of(form), content_type="text/plain", status=201)
    else:
        form = form_class() if may_add else None
    try:
        title, offered = found(kind, request.GET.get("q", ""))
    except KeyError:
        raise Http404("Rien de ce genre ne se place dans un texte.") from None
    context = {
        "kind": kind,
        "title": title,
        "sought": request.GET.get("q", ""),
        "choices": offered,
        "form": form,
    }
    return render(request, "writing/choices.html", context)


def can(request: HttpRequest, permission: str) -> bool:
    user = request.user
    return isinstance(user, User) and user.has_perm(permission)


def mark_of(form: Any) -> str:
    placed = form.save()
    if isinstance(placed, Attachment):
        return f"[{escaped(placed.title)}](document:{placed.pk})"
    return f"\n\n{image_mark(placed.pk, form.cleaned_data['caption'])}\n\n"


@require_POST
def rendering(request: HttpRequest) -> HttpResponse:
    """The text being written, as the public would read it; what saving would refuse."""
    text = request.POST.get("text", "")[:200_000]
    faults = placed_faults(text, places=request.POST.get("places") == "1")
    for validate in validators():
        try:
            validate(text)
        except ValidationError as refusal:
            faults += refusal.messages
    context = {"text": text, "faults": faults, "is_preview": True}
    return render(request, "writing/rendering.html", context)


def validators() -> list[Any]:
    """Those of the texts themselves."""
    from .marks import prose_fields

    found = {one for _, field in prose_fields() for one in field.validators}
    return [one for one in found if not hasattr(one, "limit_value")]
