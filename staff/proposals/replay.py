"""A form sent again on behalf of somebody, and public pages as visitors get them."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.base import BaseStorage
from django.core.exceptions import PermissionDenied
from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import resolve
from django.utils.datastructures import MultiValueDict
from simple_history.models import HistoricalRecords

from ..merging import Merger
from ..safe_admin import OPENED_ON, Snapshot, digest_of, opened, written
from ..snapshots import compared, snapshot
from .models import Proposal

PROPOSAL = "_proposition"  # which one a form continues


def request_for(path: str, user: Any, form: QueryDict | None = None) -> HttpRequest:
    """A request that nobody sent: of the page at this address, or of its form."""
    environ: dict[str, Any] = {"HTTP_HOST": urlsplit(settings.SITE_URL).netloc, "PATH_INFO": path}
    environ |= {"HTTPS": "on"} if settings.HTTPS else {}
    setup_testing_defaults(environ)
    request: Any = WSGIRequest(environ)
    request.user, request.session = user, {}
    request.resolver_match = resolve(path)
    request._messages = BaseStorage(request)  # read by nobody
    if form is not None:
        request.method = "POST"
        request.FILES  # noqa: B018  read first: it would empty the form
        request.POST = form
        request._dont_enforce_csrf_checks = True  # nobody sent it from another site
    found: HttpRequest = request
    return found


@dataclass
class Sent:
    """What became of a form that was sent again."""

    answer: Any

    @property
    def is_done(self) -> bool:
        return isinstance(self.answer, HttpResponseRedirect)

    @property
    def second_person(self) -> Any:
        """What the law asks of another person (`guarding.SecondPerson`), when it is missing."""
        return (getattr(self.answer, "context_data", None) or {}).get("second_person")

    @property
    def refusal(self) -> str:
        """Why it was not taken, in a sentence."""
        context = getattr(self.answer, "context_data", None) or {}
        told = [f"{label} : {text}" for _, label, text in context.get("error_links", [])]
        if "adminform" in context:
            told += context["adminform"].form.non_field_errors()
        if self.answer.status_code == 409:
            told = ["la fiche a été changée entre-temps par une autre personne."]
        return " ".join(map(str, told)) or "le formulaire est refusé."


def form_of(proposal: Proposal) -> QueryDict:
    form = proposal.data
    form[PROPOSAL] = str(proposal.pk)
    form["_continue"] = "1"
    return form


def digest_sent(proposal: Proposal) -> str:
    """Of its form, as the door of every form reads it (`guarding`)."""
    form = form_of(proposal)
    form.pop(OPENED_ON, None)
    return digest_of(form)


def send(proposal: Proposal, user: Any) -> Sent:
    """Apply it through the form of the record, as if `user` sent it. In a transaction."""
    form = form_of(proposal)
    request: Any = request_for(proposal.change_url, user, form)
    request.is_replayed = True
    previous = getattr(HistoricalRecords.context, "request", None)
    HistoricalRecords.context.request = request  # whose name the history keeps
    try:
        answer = proposal.model_admin.changeform_view(request, str(proposal.object_id))
    finally:
        HistoricalRecords.context.request = previous
    return Sent(answer)


def page_of(record: Any, proposal: Proposal | None = None) -> HttpResponse | None:
    """The public page of a record as it is in this transaction; None when there is none."""
    address = record.get_preview_url() if proposal else record.get_absolute_url()
    path, _, query = address.partition("#")[0].partition("?")
    request: Any = request_for(path, AnonymousUser())
    request.GET, request.proposal = QueryDict(query), proposal
    match = request.resolver_match
    try:
        response = match.func(request, *match.args, **match.kwargs)
    except Http404:
        return None
    if hasattr(response, "render"):
        response.render()
    return response if response.status_code == 200 else None


def proposed_page(proposal: Proposal) -> tuple[HttpResponse | None, str]:
    """`(the page as it would be, why there is none)`; all that makes it is rolled back."""
    with transaction.atomic():
        try:
            sent = send(proposal, proposal.author)
            response = page_of(proposal.record, proposal) if sent.is_done else None
            why = "" if sent.is_done else sent.refusal
        except PermissionDenied:
            response, why = None, "son auteur n’a plus le droit de modifier cette fiche."
        transaction.set_rollback(True)
    return response, why


def stored(proposal: Proposal, user: Any) -> tuple[Any, list[Any], Snapshot]:
    """The form, its lines, and what they hold now."""
    request = request_for(proposal.change_url, user)
    form, formsets = proposal.model_admin.stored_forms(request, proposal.record)
    return form, formsets, snapshot(form, formsets)


def as_sent(proposal: Proposal, user: Any) -> QueryDict:
    """The form of what is stored, as a browser would send it untouched."""
    form, formsets, now = stored(proposal, user)
    data = QueryDict(mutable=True)
    for formset in formsets:
        data[f"{formset.prefix}-TOTAL_FORMS"] = "0"
    writer = Merger(form, formsets, now, {}, data, MultiValueDict())
    for name, _ in compared(form):
        writer.put(name, now[name])
    for formset in writer.formsets:
        keys = writer.rows(now, formset.prefix)
        writer.number(formset, [writer.line_stored(formset.prefix, key) for key in keys], [])
    writer.data[OPENED_ON] = written(now)
    return writer.data


def is_changed_since(proposal: Proposal) -> bool:
    """Whether the record is no longer what the form was opened on."""
    _, base, _ = opened(proposal.data.get(OPENED_ON, ""))
    return stored(proposal, proposal.author)[2] != base
