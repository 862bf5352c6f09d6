"""The link by which a person approves the page of their portrait, and what staff are told."""

import datetime

from django import forms
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse

from mail.models import post
from publishing.signed import seal, unseal

from .endings import in_charge
from .models import Approval, Portrait

USE = "approval"


def link_to(approval: Approval) -> str:
    """The person's own, for `approvals.LASTS`."""
    return settings.SITE_URL + reverse("portraits:approval", args=[seal(approval.pk, USE)])


def approval_of(token: str) -> Approval | None:
    """Of a link; None when it is gone with its portrait. Raises `publishing.signed.Refused`."""
    pk, _ = unseal(token, USE)
    return Approval.objects.filter(pk=pk).select_related("portrait__picture").first()


class AnswerForm(forms.Form):
    """« J’approuve », or what is to be changed."""

    answer = forms.ChoiceField(choices=Approval.Answer)
    digest = forms.CharField(widget=forms.HiddenInput)
    words = forms.CharField(
        label="Ce qu’il faut changer",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=2000,
        required=False,
    )

    def __init__(self, *args, portrait: Portrait, **kwargs) -> None:  # type: ignore[no-untyped-def]  # what Form takes, passed on
        super().__init__(*args, **kwargs)
        self.portrait = portrait

    def clean(self) -> None:
        asks = self.cleaned_data.get("answer") == Approval.Answer.CHANGE
        if asks and not self.cleaned_data.get("words"):
            self.add_error("words", "Écrivez ce qu’il faut changer, avec vos mots.")

    @transaction.atomic
    def record(self, approval: Approval) -> bool:
        """Write the answer and tell staff; a page that changed meanwhile is to be read again."""
        given = self.cleaned_data
        answer = Approval.Answer(given["answer"])
        if not approval.record(answer, given["digest"], given["words"]):
            self.add_error(
                None,
                "La page a changé depuis que vous l’avez ouverte : relisez-la, puis répondez.",
            )
            return False
        tell_of_answer(approval)
        return True


def tell_of_answer(approval: Approval) -> None:
    """Without name nor words: a mailbox forgets nobody."""
    path = reverse("admin:portraits_portrait_approve", args=[approval.portrait_id])
    is_approved = approval.answer == Approval.Answer.APPROVED
    context = {"address": settings.SITE_URL + path, "is_approved": is_approved}
    subject = "Un portrait est approuvé" if is_approved else "Un changement est demandé"
    text = render_to_string("portraits/mail/answer.txt", context)
    for user in in_charge():
        post(user.email, subject, text, lasts=datetime.timedelta(days=10))


def send_link(approval: Approval, address: str) -> None:
    context = {"link": link_to(approval), "until": approval.expires_at}
    text = render_to_string("portraits/mail/approval.txt", context)
    post(address, "Votre portrait, à relire avant publication", text)


def asked_changes() -> list[Portrait]:
    """The portraits whose person waits for a change: their newest answer asks for one."""
    portraits = Portrait.objects.filter(approved_digest="", approvals__answer="changement")
    return [
        portrait
        for portrait in portraits.distinct().prefetch_related("approvals")
        if portrait.approvals.all()[0].answer == Approval.Answer.CHANGE
    ]
