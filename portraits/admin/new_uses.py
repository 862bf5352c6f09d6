"""A portrait chosen for a new use: what became of the person since is said first."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from ..models import Portrait


class NewUseForm(forms.ModelForm):
    """Of what shows a portrait somewhere else. Who left, changed post or was elected is asked
    first: the question appears with the warning, and somebody answers it."""

    person_agrees = forms.BooleanField(
        label="La personne a été prévenue de ce nouvel usage et l’accepte", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.warning = self.warning_of(self.data.get(self.add_prefix("portrait")))
        if not self.warning:
            self.fields["person_agrees"].widget = forms.HiddenInput()

    def warning_of(self, chosen: Any) -> str:
        """Of the portrait that is chosen here; nothing of the one that was here before."""
        if not str(chosen or "").isdecimal() or int(chosen) == self.instance.portrait_id:
            return ""
        portrait = Portrait.objects.filter(pk=chosen).first()
        return portrait.role_warning if portrait else ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if self.warning and not cleaned.get("person_agrees"):
            self.add_error("person_agrees", f"{self.warning} Cochez cette case quand c’est fait.")
        return cleaned


class NewUseInline(admin.StackedInline):
    """Of such a form."""

    form = NewUseForm

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With the question, for whoever may answer it."""
        fields = list(super().get_fields(request, obj))
        may_change = self.has_change_permission(request, obj)
        return [*fields, "person_agrees"] if may_change else fields
