"""The part that public forms share when they ask for an address."""

from django import forms
from django.core.exceptions import ValidationError

from publishing.public_forms import PublicForm

from .addresses import likely_slip, read_address


class AddressForm(PublicForm):
    """A form that asks for an address, and asks again when it looks like a slip of the keyboard;
    the template is `includes/address_field.html`."""

    adresse = forms.CharField(
        label="Votre adresse électronique",
        max_length=1000,  # a pasted line is read before it is measured
        strip=False,
        widget=forms.EmailInput(
            attrs={"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
        ),
        error_messages={
            "required": "Donnez votre adresse : c’est là que nous vous écrirons.",
            "max_length": "Cette adresse est trop longue : 254 signes au plus.",
        },
    )
    # The address that its owner has already been asked about.
    juste = forms.CharField(required=False, max_length=254, widget=forms.HiddenInput)

    asked_about = ""

    def clean_adresse(self) -> str:
        address = read_address(self.cleaned_data["adresse"])
        meant = likely_slip(address)
        if meant and self.data.get("juste") != address:
            self.asked_about = address
            raise ValidationError(
                f"Vouliez-vous écrire {meant} ? Corrigez, ou envoyez de nouveau si votre adresse "
                f"est bien {address}.",
                code="slip",
            )
        return address
