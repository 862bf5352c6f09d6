"""A text that staff write with marks: checked, and typed with a toolbar."""

from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone

from publishing.models import Picture, Publishable

from . import people
from .marks import DOCUMENT, IMAGE, named

HELP = (
    "## intertitre, ### sous-intertitre, **gras**, *italique*, - liste, 1. liste numérotée, "
    "> citation, [lien](adresse), [[clé-de-chiffre]]."
)
PLACES_HELP = " Une image se place par ![légende](image:12), un document par [titre](document:3)."


class ProseArea(AdminTextareaWidget):
    """A plain text area, to which writing.js adds a toolbar and what the public will read."""

    class Media:
        css = {"all": ["css/admin_writing.css"]}
        js = [
            forms.widgets.Script("js/pasting.js", defer=True),
            forms.widgets.Script("js/writing.js", defer=True),
        ]

    def __init__(self, *, places: bool) -> None:
        super().__init__({"rows": 16})
        self.places = places

    def get_context(self, name: str, value: Any, attrs: Any) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-prose": "image document" if self.places else "plain",
            "data-choices": reverse("writing:choices"),
            "data-rendering": reverse("writing:rendering"),
            "data-style": static("css/site.css"),
        }
        return context


class ProseField(models.TextField):
    """`places`: whether images and documents may stand in it."""

    def __init__(self, *args: Any, places: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.places = places

    def deconstruct(self) -> Any:
        """For migrations it is a text, and no more."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs

    def clean(self, value: Any, model_instance: Any) -> Any:
        value = super().clean(value, model_instance)
        faults = placed_faults(value, places=self.places)
        if not faults and is_to_be_public(model_instance):
            day = timezone.localdate(model_instance.publish_at or timezone.now())
            day = max(timezone.localdate(), day)
            faults = list(filter(None, [people.refusal(named(value, IMAGE), day)]))
        if faults:
            raise ValidationError(faults)
        return value

    def formfield(self, **kwargs: Any) -> Any:
        said = str(self.help_text).replace("Markdown.", "").strip()
        places = PLACES_HELP if self.places else ""
        text = f"{said} {HELP}{places}".strip()
        area = {"widget": ProseArea(places=self.places), "help_text": text}
        return super().formfield(**kwargs | area)


def is_to_be_public(record: Any) -> bool:
    return isinstance(record, Publishable) and record.state == Publishable.State.PUBLISHED


def placed_faults(text: str, *, places: bool = True) -> list[str]:
    """What a text places and cannot, in words."""
    from .models import Attachment  # which has fields of ours

    images, documents = named(text, IMAGE), named(text, DOCUMENT)
    if not places:
        refused = "Ce texte ne prend ni image ni document."
        return [refused] if images or documents else []
    gone = images - set(Picture.objects.filter(pk__in=images).values_list("pk", flat=True))
    lost = documents - set(Attachment.objects.filter(pk__in=documents).values_list("pk", flat=True))
    return [
        f"L’image n° {pk} n’existe pas, ou n’existe plus : retirez ![…](image:{pk}) du texte."
        for pk in sorted(gone)
    ] + [
        f"Le document n° {pk} n’existe pas : retirez (document:{pk}) du texte."
        for pk in sorted(lost)
    ]
