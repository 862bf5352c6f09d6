"""The form of the public."""

import hashlib
from typing import Any

from django import forms
from django.db import transaction
from django.utils import timezone

from mail.forms import AddressForm
from publishing.public_forms import TOKEN

from . import mails
from .about import About, find
from .deadlines import Subject
from .models import LONGEST, Message
from .pieces import PieceField, PlainTextarea


def choices() -> list[tuple[str, str]]:
    return [(one.value, f"{one.label} ({one.delay.words})") for one in Subject]


class MessageForm(AddressForm):
    """A subject and words are enough."""

    sujet = forms.ChoiceField(
        label="Pourquoi nous écrivez-vous ?",
        choices=choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un sujet : il dit sous quel délai nous répondons.",
            "invalid_choice": "Choisissez un sujet de la liste.",
        },
    )
    message = forms.CharField(
        label="Votre message",
        max_length=LONGEST,
        widget=PlainTextarea(attrs={"rows": 8, "required": True, "maxlength": LONGEST}),
        help_text=(
            "N’écrivez rien sur la santé, les opinions ou la vie privée de quelqu’un, vous compris."
        ),
        error_messages={
            "required": "Écrivez votre message.",
            "max_length": f"Ce message dépasse {LONGEST} signes : raccourcissez-le, ou envoyez-en "
            "un second.",
        },
    )
    piece = PieceField(label="Un document ou une photographie (facultatif)")
    nom = forms.CharField(
        label="Si votre document sert, nom à citer (facultatif)",
        max_length=100,
        required=False,
        help_text="Il sera public. Vide : « signalé par un habitant ».",
        error_messages={"max_length": "Ce nom dépasse 100 signes."},
    )
    page = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["adresse"].required = False
        self.fields["adresse"].label = "Votre adresse électronique (facultatif)"

    def clean_adresse(self) -> str:
        return super().clean_adresse() if self.cleaned_data["adresse"].strip() else ""

    @property
    def about(self) -> About | None:
        """What the form was opened from."""
        return find(str(self["page"].value() or ""))

    def save(self) -> Message:
        """Recorded, acknowledged and told to staff, all or nothing; sent twice, it is one."""
        cleaned, about = self.cleaned_data, self.about
        said = "\n".join([self.data.get(TOKEN, ""), cleaned["sujet"], cleaned["message"]])
        about_it = about._asdict() if about else {"page": "", "title": "", "shown": ""}
        message = Message(
            subject=cleaned["sujet"],
            page_title=about_it.pop("title")[:200],
            text=cleaned["message"],
            email=cleaned["adresse"],
            credit=cleaned["nom"],
            received_at=timezone.now(),
            form_digest=hashlib.sha256(said.encode()).hexdigest(),
            **about_it,
        )
        message.full_clean(exclude=["piece"], validate_unique=False, validate_constraints=False)
        with transaction.atomic():
            if known := Message.objects.filter(form_digest=message.form_digest).first():
                return known
            if piece := cleaned["piece"]:
                message.piece.save(piece.name, piece, save=False)
            message.save()
            mails.acknowledge(message)
            mails.tell_staff(message, "received")
        return message
