"""The form of a figure: what is wrong is told before it is public, and a reason lets it go on."""

from decimal import Decimal

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils import timezone

from .models import Figure, Reading

STALE_YEARS = 3
PREVIEW = "_apercu"  # the button that shows the sentences, and saves nothing


class FigureForm(forms.ModelForm):
    reason = forms.CharField(
        label="Pourquoi continuer",
        max_length=100,
        required=False,
        widget=AdminTextInputWidget,
        help_text="Seulement si un avertissement le demande. L’historique le garde ; le public ne "
        "le lit pas.",
    )

    class Meta:
        model = Figure
        fields = ["label", "key", "unit", "body", "owner", "next_review_on"]

    def clean(self):
        if PREVIEW in self.data:
            raise ValidationError(
                "Voyez plus bas ce que diraient les pages. Rien n’est encore enregistré."
            )
        return super().clean()

    def save(self, commit=True):
        self.instance._change_reason = self.cleaned_data["reason"] or None
        return super().save(commit)


class ReadingForm(forms.ModelForm):
    """Values without the zeros that the database keeps after the decimal mark."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # A number still: as text it would never equal what is posted.
            self.initial["value"] = Decimal(f"{self.instance.value.normalize():f}")


class ReadingFormSet(forms.BaseInlineFormSet):
    """The readings of a figure; `shown` is the one that pages would show."""

    shown = None

    def clean(self):
        super().clean()
        if any(self.errors):
            return  # each is told beside its field: nothing is known of the whole
        kept = [
            form for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")
        ]
        shown = [form for form in kept if form.cleaned_data["is_shown"]]
        if len(shown) != 1:
            raise ValidationError(
                "Cochez « affichée » pour un relevé et un seul : les pages montrent celui-là."
            )
        self.shown = shown[0].instance
        told = [*self.warnings(shown[0], kept)] if self.is_changed(shown[0]) else []
        if told and not str(self.data.get("reason", "")).strip():
            raise ValidationError(
                [*told, "Corrigez, ou écrivez sous « Tenue à jour » pourquoi continuer."]
            )

    @staticmethod
    def is_changed(form):
        return bool({"value", "qualifier", "as_of", "is_shown"} & set(form.changed_data))

    def warnings(self, shown, kept):
        """In sentences, what whoever publishes should know first."""
        reading = Reading(value=shown.cleaned_data["value"], figure=self.instance)
        for doubt in reading.doubts:
            yield f"{reading.display} : {doubt}."
        as_of = shown.cleaned_data["as_of"]
        for form in kept:
            other = form.cleaned_data
            if other["value"] != reading.value and other["as_of"] == as_of:
                theirs = Reading(value=other["value"]).display
                yield f"Un autre relevé dit {theirs} à la même date : deux sources se contredisent."
        age = timezone.localdate().year - as_of.last_day.year
        newest = max(form.cleaned_data["as_of"].last_day for form in kept)
        if newest > as_of.last_day:
            yield f"Un relevé plus récent existe ({newest:%d/%m/%Y}) ; l’affiché date de {as_of}."
        elif age >= STALE_YEARS:
            yield f"Cette valeur date de {as_of} : {age} ans."
