"""Writing to the town, following one's message, reading what was answered."""

import datetime
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from django.views.generic import ListView

from mail.private import private_page
from publishing.attempts import Limit, TooMany, count, network_of
from publishing.public_forms import too_many
from publishing.signed import unseal
from publishing.views import ReadOnlyView

from .counts import counts_by_subject, totals_of
from .deadlines import Subject
from .forms import MessageForm
from .models import FOLLOW, Message

HOUR = datetime.timedelta(hours=1)
MESSAGES = Limit(
    "contact-message", 5, HOUR, "Cinq messages au plus en une heure depuis le même réseau."
)
# Each is read whole, and kept with a form that comes back.
FILES = Limit("contact-file", 10, HOUR, "Trop de fichiers envoyés depuis le même réseau.")
FIELDS = "contact/includes/fields.html"


@csrf_exempt  # the form carries its own token
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: HttpRequest) -> HttpResponse:
    """The form. It is never kept as a file, so that the age of its token is true."""
    if request.method == "POST":
        form = MessageForm(request.POST, request.FILES, request=request)
        try:
            if request.FILES or request.POST.get("piece-garde"):
                count((FILES, network_of(request)))
        except TooMany as refusal:
            typed = MessageForm(request=request, initial=request.POST.dict())  # nothing is read
            return too_many(request, refusal, form=typed, form_template=FIELDS)
        try:
            if form.is_valid():
                count((MESSAGES, network_of(request)))
                return redirect(form.save().follow_url)
        except TooMany as refusal:
            return too_many(request, refusal, form=form, form_template=FIELDS)
    else:
        form = MessageForm(request=request, initial=wishes_in(request))
    response = render(request, "contact/write.html", {"form": form})
    response.headers["Cache-Control"] = "no-store"
    return response


def wishes_in(request: HttpRequest) -> dict[str, str]:
    """What an address fills: `?page=/actions/9/&sujet=document`."""
    page = request.GET.get("page", "")
    subject = request.GET.get("sujet") or (Subject.ERROR.value if page else "")
    return {"page": page, "sujet": subject}


@private_page
def follow(request: HttpRequest, token: str) -> HttpResponse:
    """The acknowledgement, and the answer when it comes: one's own page, without an account."""
    pk, _ = unseal(token, FOLLOW)
    message = get_object_or_404(Message, pk=pk)
    return render(request, "contact/follow.html", {"message": message})


class AnswerListView(ReadOnlyView, ListView):  # type: ignore[type-arg]  # of messages
    """What was asked, answered, late; and the answers that staff chose to publish."""

    template_name = "contact/answers.html"
    paginate_by = 20

    def get_queryset(self) -> Any:
        return Message.objects.published().order_by("-answered_on", "-pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> Any:
        try:
            return super().paginate_queryset(queryset, page_size)
        except Http404:
            raise Http404("Cette page de réponses n’existe pas.") from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counts = counts_by_subject()
        first = Message.objects.counted().order_by("received_at").first()
        return super().get_context_data(
            counts=counts, totals=totals_of(counts), since=first and first.received_at, **kwargs
        )
