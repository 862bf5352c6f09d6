"""On the page of an account: the services whose actions it follows."""

from django import forms
from django.contrib import admin

from backoffice.reach import account_lines
from publishing.models import Body
from services.models import Service

from ..models import Remit


class RemitForm(forms.ModelForm):
    services = forms.ModelMultipleChoiceField(
        Service.objects.order_by("name"),
        label="Ses services",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    bodies = forms.MultipleChoiceField(
        choices=Body.choices,
        label="Ses organismes",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Remit
        fields = ["services", "bodies"]

    def clean(self):
        found = super().clean()
        if not (found.get("services") or found.get("bodies") or found.get("DELETE")):
            raise forms.ValidationError(
                "Cochez un service ou un organisme, ou supprimez la limite : sans elle, le compte "
                "suit toutes les actions."
            )
        return found


class RemitLine(admin.StackedInline):
    model = Remit
    form = RemitForm
    extra = 1
    max_num = 1
    classes = ["collapse"]
    fieldsets = [
        (
            None,
            {
                "fields": ["services", "bodies"],
                "description": "Rien n’est coché : le compte suit toutes les actions. Sinon, il ne "
                "voit, ne change et n’importe que celles de ces services ou de ces organismes. Les "
                "autres contenus suivent ses rôles.",
            },
        )
    ]


account_lines.append(RemitLine)
