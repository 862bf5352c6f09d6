"""The 38 actions on one A4 page, for the walls of town halls: a tagged PDF (PDF/UA-1).

Typst makes it: one self-contained package, without system library, whose fonts come with it, so
that the sheet is the same on every machine; and it refuses to write a PDF/UA that breaks a rule
it can check. WeasyPrint would need Pango on the system.
"""

import io
import json
from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from publishing.text.dates import PartialDate
from publishing.text.typography import typeset
from publishing.tokens import colour

from .models import Action, Status

TEMPLATE = Path(__file__).with_name("wall_sheet.typ")

MOST_ACTIONS = 150  # what one page can list in letters that can be read


def qr_code(address):
    import segno  # like Typst, loaded for the sheet alone

    file = io.BytesIO()
    segno.make(address, error="m", micro=False).save(file, kind="svg", border=0)
    return file.getvalue().decode()


def reservations(actions):
    """What is missing, in sentences."""
    if actions.count() > MOST_ACTIONS:
        yield "Elles sont trop nombreuses pour une page : leur liste est à cette adresse."
    if untitled := actions.filter(title="").count():
        yield f"Intitulés à compléter, non retrouvés dans les sources publiques : {untitled}."


class WallSheet:
    """The sheet of today."""

    def __init__(self):
        self.day = timezone.localdate()

    @property
    def address(self):
        return f"{settings.SITE_URL}{reverse('actions:list')}"

    @property
    def filename(self):
        return f"actions-{self.day:%Y-%m-%d}.pdf"

    def pdf(self):
        """The bytes of the PDF, kept as a page file."""
        import typst

        return typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            ignore_system_fonts=True,
            sys_inputs={"data": json.dumps(self.data())},
            pdf_standards=["ua-1"],
        )

    def data(self):
        """What the sheet says, all of it typeset text: the template computes nothing."""
        actions = Action.objects.published().entered()
        listed = actions if actions.count() <= MOST_ACTIONS else ()
        totals = actions.totals()
        return {
            "title": typeset(f"Où en sont les {totals.in_plan} actions ?"),
            "plan": "États généraux du cœur de ville, Alès",
            "day": typeset(f"État au {PartialDate(self.day)}"),
            "address": self.address,
            "reservations": [typeset(sentence) for sentence in reservations(actions)],
            "qr": qr_code(self.address),
            "colours": {name: colour(name) for name in ("ink", "ink-soft", "rule")},
            "shapes": {
                status.value: status.row.svg_in(colour(status.row.colour)) for status in Status
            },
            "totals": [
                {
                    "count": str(count),
                    "label": status.plural if count > 1 else status.label,
                    "status": status.value,
                    "colour": colour(status.row.colour),
                }
                for status, count in totals.items()
                if count or status.is_always_counted
            ],
            "actions": [row(action) for action in listed],
        }


def row(action):
    status = Status(action.status)
    return {
        "number": str(action.number),
        "name": typeset(action.name),
        "is_untitled": not action.title,
        "is_provisional": action.is_number_provisional,
        "status": status.value,
        "label": status.label,
        "colour": colour(status.row.colour),
    }
