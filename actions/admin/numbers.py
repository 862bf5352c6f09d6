"""The screen where a provisional action takes its official number, or gives it back."""

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone

from backoffice.reach import first_refused

from ..forms import DayInput
from ..models import Action
from ..numbers import Renumbering, change_number, official, provisional_again


class OfficialNumberForm(forms.Form):
    """A number, and by what source it is known: the event says both."""

    number = forms.IntegerField(
        label="Numéro officiel",
        min_value=1,
        max_value=99999,
        error_messages={"required": "Écrivez le numéro officiel."},
    )
    evidence_title = forms.CharField(
        label="Source",
        max_length=200,
        help_text="Le nom de la page ou du document qui donne ce numéro. Public.",
        error_messages={"required": "Dites par quelle source ce numéro est connu."},
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )
    evidence_url = forms.URLField(
        label="Adresse de la source",
        max_length=500,
        assume_scheme="https",
        error_messages={"required": "Donnez l’adresse de cette source."},
        widget=forms.URLInput(attrs={"class": "vURLField"}),
    )
    evidence_seen_on = forms.DateField(label="Vue le", widget=DayInput, initial=timezone.localdate)

    def clean_evidence_seen_on(self) -> Any:
        day = self.cleaned_data["evidence_seen_on"]
        if day > timezone.localdate():
            raise ValidationError("Une source ne peut pas avoir été vue dans l’avenir.")
        return day

    def planned(self, action: Action) -> Renumbering:
        return official(action, self.cleaned_data["number"])

    @property
    def details(self) -> dict[str, Any]:
        """What the event keeps."""
        names = ("evidence_title", "evidence_url", "evidence_seen_on")
        return {name: self.cleaned_data[name] for name in names}


class ReturnForm(forms.Form):
    """Why the number was not the right one."""

    reason = forms.CharField(
        label="Raison",
        help_text="Une ou deux phrases que le public lira.",
        validators=[MaxLengthValidator(500)],
        error_messages={"required": "Dites pourquoi ce numéro n’est pas le bon."},
        widget=forms.Textarea(attrs={"rows": 3, "class": "vLargeTextField"}),
    )

    def planned(self, action: Action) -> Renumbering:
        return provisional_again(action)

    @property
    def details(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class NumberScreens:
    """Of the admin of actions: what is asked, then what it would do, then done."""

    admin_site: Any
    model: Any

    def number_urls(self) -> list[Any]:
        screens: dict[str, type[OfficialNumberForm] | type[ReturnForm]]
        screens = {"numero": OfficialNumberForm, "numero/revenir": ReturnForm}
        return [
            path(
                f"<int:pk>/{address}/",
                self.admin_site.admin_view(partial(self.number_view, form_class=form_class)),
                name=f"actions_action_{address.replace('/', '_')}",
            )
            for address, form_class in screens.items()
        ]

    def number_view(
        self, request: HttpRequest, pk: int, form_class: type[OfficialNumberForm] | type[ReturnForm]
    ) -> HttpResponse:
        action = get_object_or_404(Action, pk=pk)
        # The permission is of the ModelAdmin that this class is mixed into.
        if not self.has_change_permission(request, action):  # type: ignore[attr-defined]  # of the ModelAdmin it is mixed into
            raise PermissionDenied
        form = form_class(request.POST or None)
        planned = None
        if request.method == "POST" and form.is_valid():
            try:
                planned = form.planned(action)
                if refusal := first_refused(request.user, (move[0] for move in planned.moves)):
                    raise ValidationError(refusal)
                if request.POST.get("seen"):
                    done = change_number(
                        form.planned, pk, request.POST["seen"], request.user, **form.details
                    )
                    messages.success(request, done_sentence(done))
                    return redirect("admin:actions_action_change", pk)
            except ValidationError as error:
                is_of_number = planned is None and "number" in form.fields
                form.add_error("number" if is_of_number else None, error.messages)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": "Numéro officiel trouvé"
            if form_class is OfficialNumberForm
            else "Revenir au numéro provisoire",
            "action": action,
            "form": form,
            "planned": planned,
            "told": zip(
                planned.moves, planned.sentences(form.details.get("reason", "")), strict=True
            )
            if planned
            else (),
            "is_return": form_class is ReturnForm,
        }
        return TemplateResponse(request, "admin/actions/action/number.html", context)


def done_sentence(done: Renumbering) -> str:
    moves = [f"le n° {before} est devenu le n° {after}" for _, before, after in done.moves]
    return f"C’est fait : {' et '.join(moves)}. L’historique le dit."
