"""The page of a proposal for whoever holds its link: no account, until a date."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mail.private import private_page

from .models import Proposal
from .replay import proposed_page


@private_page
def proposal_by_link(request: HttpRequest, token: str) -> HttpResponse:
    proposal = Proposal.of_link(token)
    page = proposed_page(proposal)[0] if proposal and proposal.record is not None else None
    return page or render(request, "staff/link_over.html", status=410)
