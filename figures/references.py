"""Numbers named in texts: `[[lignes-de-bus]]` becomes « 80 », wherever it is written.

`[[key]]` is the value with its qualifier, `[[key|unite]]` adds the unit. Apps above register
computed figures (`computed`), such as the number of actions done: nobody types a total.
"""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.urls import reverse

from publishing.page_files.shared import shared
from publishing.text.typography import NBSP, format_number
from writing.choices import Choice, offers

from .models import Figure, Reading

REFERENCE = re.compile(r"\[\[([a-z0-9-]+)(\|unite)?\]\]( (?=\w))?")

_computed = {}


@dataclass(frozen=True)
class Value:
    """What a text needs of a figure."""

    display: str
    unit: str
    label: str
    url: str
    is_doubtful: bool = False
    number: object = None


def computed(key, label, unit):
    """Register a function that counts, under a key that texts may name."""

    def register(function):
        _computed[key] = (function, label, unit)
        return function

    return register


@shared
def current_figures():
    """The figures as texts name them now."""
    return Figures()


class Figures(dict):
    """All the figures by key: one query, and each count made once, when named."""

    def __init__(self):
        super().__init__()
        url = reverse("figures:list")
        for reading in Reading.objects.filter(is_shown=True).select_related("figure"):
            figure = reading.figure
            self[figure.key] = Value(
                reading.display,
                figure.unit,
                figure.label,
                f"{url}#{figure.key}",
                bool(reading.note),
                reading.value,
            )

    def __missing__(self, key):
        if key not in _computed:
            raise KeyError(key)
        function, label, unit = _computed[key]
        count = function()
        self[key] = Value(
            format_number(count), unit, label, f"{reverse('figures:list')}#{key}", number=count
        )
        return self[key]

    def expand(self, text, mark="{}"):
        """A text with its references replaced by values put in `mark`; unknown ones stay.

        A number and the word after it stay on one line.
        """

        def replace(match):
            try:
                value = self[match[1]]
            except KeyError:
                return match[0]
            display = f"{value.display}{NBSP}{value.unit}" if match[2] else value.display
            return mark.format(display) + (NBSP if match[3] else "")

        return REFERENCE.sub(replace, text)


def computed_figures():
    """`(key, label, unit, count)` of every registered count."""
    return [(key, label, unit, function()) for key, (function, label, unit) in _computed.items()]


def refuse_references(text):
    """For texts that are kept as they are: an action's, an event's. A model validator."""
    if "[[" in text or "]]" in text:
        raise ValidationError(
            "Ici, écrivez le chiffre lui-même : ce texte est gardé tel quel, et [[…]] y resterait."
        )


def validate_references(text):
    """Refuse a text that names a figure nobody has, or misspells a name: a model validator."""
    if "[[" in REFERENCE.sub("", text) or "]]" in REFERENCE.sub("", text):
        raise ValidationError(
            "Un chiffre se nomme entre doubles crochets, en minuscules et sans espace : "
            "[[lignes-de-bus]]."
        )
    keys = {match[1] for match in REFERENCE.finditer(text)} - _computed.keys()
    known = set(
        Reading.objects.filter(figure__key__in=keys, is_shown=True).values_list(
            "figure__key", flat=True
        )
    )
    if unknown := sorted(keys - known):
        names = ", ".join(f"[[{key}]]" for key in unknown)
        raise ValidationError(
            f"Chiffre inconnu ou sans valeur affichée : {names}. "
            "Vérifiez la clé dans « Chiffres », ou ajoutez-y ce chiffre."
        )


@offers("chiffre", "Placer un chiffre")
def figures_to_place():
    for figure in Figure.objects.filter(readings__is_shown=True).order_by("label"):
        value = current_figures()[figure.key]
        detail = f"{value.display} {figure.unit}".strip() + f", [[{figure.key}]]"
        yield Choice(figure.label, detail, f"[[{figure.key}]]")
    for key, label, unit, count in computed_figures():
        yield Choice(label, f"{format_number(count)} {unit}, [[{key}]]", f"[[{key}]]")
