"""The 38 actions on one A4 page, for the walls of town halls: a tagged PDF (PDF/UA-1)."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from posters.typesetting import pdf, qr_code, written
from publishing.tokens import colour

from .models import Action, Status
from .past.overview import overview

TEMPLATE = Path(__file__).with_name("wall_sheet.typ")

MOST_ACTIONS = 150  # what one page can list in letters that can be read


def sentences(state, untitled):
    """What the totals do not say: who said others, since when nothing came, what is missing."""
    if state.said:
        yield f"{state.said.sentence} Le bilan ne dit pas lesquelles."
    if state.silence:
        yield f"Aucune étape n’est enregistrée depuis {state.silence}."
    if untitled:
        yield f"Titres inconnus, la liste officielle n’a pas été retrouvée : {untitled}."
    if state.total > MOST_ACTIONS:
        yield "Elles sont trop nombreuses pour une page : leur liste est à cette adresse."


class WallSheet:
    """The sheet of what is known today."""

    @property
    def address(self):
        return f"{settings.SITE_URL}{reverse('actions:list')}"

    @property
    def filename(self):
        return f"actions-{timezone.localdate():%Y-%m-%d}.pdf"

    def pdf(self):
        """The bytes of the PDF, kept as a page file."""
        return pdf(TEMPLATE, self.data())

    def data(self):
        """What the sheet says, all of it typeset text: the template computes nothing."""
        plan, actions = overview(), Action.objects.published().entered()
        state, listed = plan.state, actions if plan.entered <= MOST_ACTIONS else ()
        return {
            "title": written(f"Où en sont les {state.total} actions ?"),
            "plan": "États généraux du cœur de ville, Alès",
            "day": written(f"État connu {state.known_on}"),
            "address": self.address,
            "sentences": [written(said) for said in sentences(state, len(plan.untitled))],
            "qr": qr_code(self.address),
            "colours": {name: colour(name) for name in ("ink", "ink-soft", "rule")},
            "shapes": {
                status.value: status.row.svg_in(colour(status.row.colour)) for status in Status
            },
            "totals": [
                {
                    "count": str(known.count),
                    "label": known.label,
                    "proof": written(known.proof),
                    "status": known.status.value,
                    "colour": colour(known.status.row.colour),
                }
                for known in state.known
            ],
            "actions": [row(action) for action in listed],
        }


def row(action):
    status = Status(action.status)
    return {
        "number": str(action.number),
        "name": written(action.name),
        "is_untitled": not action.title,
        "is_provisional": action.is_number_provisional,
        "status": status.value,
        "label": action.outcome,
        "certainty": action.get_certainty_display().lower() if action.is_known else "",
        "colour": colour(status.row.colour),
    }
