"""What is asked on the page of a proposal, and what is answered."""

from typing import Any

from django import forms
from django.contrib.auth.models import User
from django.utils import timezone

from exchange.typed import DayField, MomentField
from publishing.admin import LabelledSplitDateTime

from ..presence import name_of
from .models import Proposal, Remark


class PlanForm(forms.Form):
    publish_at = MomentField(label="Date et heure", widget=LabelledSplitDateTime)

    def clean_publish_at(self) -> Any:
        at = self.cleaned_data["publish_at"]
        if at <= timezone.now():
            raise forms.ValidationError(
                "Cette date est passée : publiez maintenant, ou choisissez-en une à venir."
            )
        return at


class ReaderField(forms.ModelChoiceField):  # type: ignore[type-arg]  # not subscriptable when it runs
    def label_from_instance(self, obj: Any) -> str:
        return (
            name_of(obj)
            if obj.email
            else f"{name_of(obj)} (sans courriel : le verra sur son bureau)"
        )


class AskForm(forms.Form):
    reader = ReaderField(
        User.objects.none(), label="À qui", required=False, empty_label="Toute personne qui publie"
    )
    words = forms.CharField(
        label="Ce que vous demandez", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, proposal: Proposal, user: Any, *arguments: Any) -> None:
        super().__init__(*arguments)
        staff = User.objects.filter(is_active=True, is_staff=True)
        others = staff.exclude(pk__in=[user.pk, proposal.author_id])
        keys = [one.pk for one in others if proposal.may_be_seen(one)]
        field: Any = self.fields["reader"]
        field.queryset = others.filter(pk__in=keys).order_by("last_name", "username")


class AnswerForm(forms.Form):
    verdict = forms.ChoiceField(
        label="Votre réponse", choices=Remark.Verdict, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label="Avec vos mots", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> None:
        wants = self.cleaned_data.get("verdict") == Remark.Verdict.MEND
        if wants and not self.cleaned_data.get("words"):
            self.add_error("words", "Dites ce qu’il faut corriger.")


class LinkForm(forms.Form):
    until = DayField(label="Valable jusqu’au")

    def clean_until(self) -> Any:
        until, today = self.cleaned_data["until"], timezone.localdate()
        if not 0 <= (until - today).days <= 60:
            raise forms.ValidationError("Choisissez un jour d’ici à deux mois.")
        return until
