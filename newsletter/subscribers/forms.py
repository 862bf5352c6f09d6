from django import forms
from django.core.exceptions import ValidationError

from actions.models import Action, Theme
from mail.forms import AddressForm

from ..models import Rhythm

PURPOSE = "Votre adresse ne sert qu’à vous tenir au courant des actions."
LEAVING = (
    "Vous pouvez vous désabonner d’un clic, à tout moment, depuis chaque message : votre adresse "
    "est alors effacée."
)
BUTTON = "M’abonner"


def in_words(choices):
    """What is followed and how often, as a person would say it."""
    parts = [f"thème « {theme.name} »" for theme in choices["themes"]]
    parts += [f"action n° {action.number}" for action in choices["actions"]]
    return f"{', '.join(parts) or 'toutes les actions'} ; {Rhythm(choices['rhythm']).label.lower()}"


class ActionNumbers(forms.ModelMultipleChoiceField):
    """Actions by their numbers; one too large for the database is no action, not a fault."""

    def clean(self, value):
        if any(not (str(number).isdecimal() and len(str(number)) < 6) for number in value or ()):
            raise ValidationError(self.error_messages["invalid_choice"], code="invalid_choice")
        return super().clean(value)


class ChoicesForm(forms.Form):
    """What to follow, and how often. Nothing ticked means everything."""

    rythme = forms.ChoiceField(
        label="À quel rythme ?",
        choices=Rhythm,
        initial=Rhythm.MONTHLY,
        widget=forms.RadioSelect,
        error_messages={
            "required": "Choisissez un rythme.",
            "invalid_choice": "Choisissez un rythme de la liste.",
        },
    )
    themes = forms.ModelMultipleChoiceField(
        Theme.objects.all(),
        label="Des thèmes",
        required=False,
        to_field_name="slug",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Ce thème n’existe pas."},
    )
    actions = ActionNumbers(
        Action.objects.none(),
        label="Des actions",
        required=False,
        to_field_name="number",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Cette action n’existe pas."},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = Action.objects.published()

    @property
    def choices(self):
        cleaned = self.cleaned_data
        return {
            "rhythm": cleaned["rythme"],
            "themes": cleaned["themes"],
            "actions": cleaned["actions"],
        }

    @property
    def chosen(self):
        """What is ticked as the form is shown, in words; empty when everything is followed."""
        themes = {str(slug) for slug in self["themes"].value() or ()}
        numbers = {str(number) for number in self["actions"].value() or ()}
        found = [theme.name for theme in self.fields["themes"].queryset if theme.slug in themes]
        return found + [
            f"n° {action.number}, {action.name}"
            for action in self.fields["actions"].queryset
            if str(action.number) in numbers
        ]


class SubscriptionForm(AddressForm, ChoicesForm):
    """The form of the newsletter: an address is enough."""

    # Said beside the button, and kept with the proof of consent.
    purpose, leaving, button = PURPOSE, LEAVING, BUTTON
    field_order = ["adresse", "juste", "rythme", "themes", "actions"]

    def details(self):
        """What the request keeps, with the very words that were agreed to."""
        choices = self.choices
        return {
            "rhythm": choices["rhythm"],
            "themes": [theme.slug for theme in choices["themes"]],
            "actions": [action.lasting_number for action in choices["actions"]],
            "text_shown": (
                f"Suivre les actions par courriel : {in_words(choices)}. {PURPOSE} {LEAVING} "
                f"Bouton « {BUTTON} »."
            ),
        }


class MoveForm(AddressForm):
    """Being written to elsewhere."""

    def details(self):
        return {
            "text_shown": (
                f"Recevoir la lettre d’information à une nouvelle adresse. {PURPOSE} {LEAVING} "
                "Bouton « Changer d’adresse »."
            )
        }


class PreferencesForm(ChoicesForm):
    """The choices of a subscriber, changed by their own link."""

    @staticmethod
    def now(subscriber, wishes):
        """What they follow, with what they have just asked for ticked besides."""
        themes = {theme.slug for theme in subscriber.themes.all()}
        numbers = {str(action.number) for action in subscriber.actions.all()}
        return {
            "rythme": subscriber.rhythm,
            "themes": sorted(themes | set(wishes["themes"])),
            "actions": sorted(numbers | set(wishes["actions"])),
        }
