"""The actions that several filters keep together, in the address; the totals are theirs."""

from collections import Counter
from dataclasses import replace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.views.generic import TemplateView

from publishing.models import Body
from publishing.text.typography import typeset
from publishing.views import ReadOnlyView
from search.words import alphabetical
from services.models import Service

from .models import Action, Certainty, Status, Theme
from .paging import BY_PAGE
from .past.overview import overview
from .past.plan_state import merged_among

EVERY = ("", "Tous")


class ActionFilterForm(forms.Form):
    """A nonsense filter is told, and the others apply."""

    theme = forms.ModelChoiceField(
        Theme.objects.all(),
        label="Thème",
        required=False,
        to_field_name="slug",
        empty_label="Tous",
    )
    statut = forms.ChoiceField(choices=[EVERY, *Status.choices], label="Statut", required=False)
    certitude = forms.ChoiceField(
        choices=[("", "Toutes"), *Certainty.choices], label="Certitude", required=False
    )
    organisme = forms.ChoiceField(choices=[EVERY, *Body.choices], label="Organisme", required=False)
    service = forms.ModelChoiceField(
        Service.objects.none(), required=False, to_field_name="slug", empty_label="Tous"
    )
    lieu = forms.ChoiceField(label="Lieu", required=False)
    retard = forms.ChoiceField(
        choices=[("", "Toutes"), ("oui", "Dépassée")], label="Échéance", required=False
    )

    LOOKUPS = {
        "theme": "theme",
        "statut": "status",
        "certitude": "certainty",
        "organisme": "body",
        "service": "service",
        "lieu": "place",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        actions = Action.objects.published()
        fields: dict[str, Any] = self.fields
        services = Service.objects.published().filter(actions__in=actions)
        fields["service"].queryset = services.distinct()
        places = set(actions.exclude(place="").values_list("place", flat=True))
        choices = [EVERY, *((place, typeset(place)) for place in alphabetical(places))]
        fields["lieu"].choices = choices
        for field in fields.values():
            field.error_messages["invalid_choice"] = "Ce choix n’existe pas : il est ignoré."

    def narrow(self, actions: Any) -> list[Any]:
        """The lateness is of today: no column has it."""
        self.is_valid()
        chosen = getattr(self, "cleaned_data", {})
        kept = {look: chosen[name] for name, look in self.LOOKUPS.items() if chosen.get(name)}
        found = list(actions.filter(**kept))
        return [a for a in found if a.lateness] if chosen.get("retard") else found


class ActionFilterView(ReadOnlyView, TemplateView):
    template_name = "actions/filter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = ActionFilterForm(self.request.GET, label_suffix="")
        found = form.narrow(Action.objects.for_list())
        counts = Counter((action.status, action.certainty) for action in found)
        plan = overview()
        kept = Action.objects.filter(pk__in=[action.pk for action in found])
        merged = merged_among(kept, counts, plan.state.day)
        titled = [action for action in found if action.title]
        page = Paginator(titled, BY_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(
            form=form,
            is_filtered=any(self.request.GET.get(name) for name in form.fields),
            state=replace(plan.state, counts=counts, tally=None, merged=merged),
            count=len(found),
            whole=plan.entered,
            page_obj=page,
            last_row=() if page.has_next() else [a.number for a in found if not a.title],
            **kwargs,
        )
