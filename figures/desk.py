"""The figures on the desk: those to review, and those that look wrong."""

import re

from django.urls import reverse
from django.utils import timezone

from backoffice.advice import advises
from backoffice.desk import Waiting, gesture, some, waits

from .models import Figure
from .references import current_figures

gesture(40, "Changer un chiffre", "admin:figures_figure_changelist", "figures.change_figure")


@waits(40, "Les chiffres", "figures.change_figure")
def to_check(user):
    today, lines = timezone.localdate(), []
    for figure in Figure.objects.with_readings():
        is_late = bool(figure.next_review_on and figure.next_review_on <= today)
        why = [f"à revoir depuis le {figure.next_review_on:%d/%m/%Y}"] if is_late else []
        if why := [*why, *figure.told_doubts]:
            url = reverse("admin:figures_figure_change", args=[figure.pk])
            lines.append(Waiting(figure.label, url, f"{' ; '.join(why)}.", is_late=is_late))
    lines.sort(key=lambda line: not line.is_late)
    yield from some(
        lines, "Et {} autres chiffres à vérifier", reverse("admin:figures_figure_changelist")
    )


@advises
def typed_by_hand(text):
    """A number and the unit of a figure that holds it: it would not follow."""
    plain = " ".join(text.split()).casefold()
    for key, value in current_figures().items():
        number = " ".join(value.display.split()).casefold()
        if value.unit and re.search(
            rf"(?<![\w,.]){re.escape(f'{number} {value.unit}'.casefold())}\b", plain
        ):
            yield f"« {number} {value.unit} » est un chiffre du site : écrivez [[{key}|unite]]."
