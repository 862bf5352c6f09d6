"""« Avis de recherche »: a poster for each promise whose title is lost, for a wall or a feed."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.urls import reverse

from publishing.pictures.cards import Card
from publishing.text.typography import typeset
from publishing.tokens import colour

from .models import Action
from .past.overview import overview
from .wall_sheet import compiled, qr_code

TEMPLATE = Path(__file__).with_name("notice.typ")


@dataclass(frozen=True)
class Found:
    """How many titles are known, of all the actions that were promised."""

    count: int
    total: int

    @classmethod
    def now(cls) -> "Found":
        plan = overview()
        return cls(plan.entered - len(plan.untitled), plan.entered)

    def __str__(self) -> str:
        return f"{self.count} sur {self.total} retrouvée{'s' if self.count > 1 else ''}"


@dataclass(frozen=True)
class Notice:
    """The poster of one lost promise."""

    action: Action
    found: Found

    @property
    def address(self) -> str:
        return f"{settings.SITE_URL}{reverse('actions:notice', args=[self.action.number])}"

    @property
    def filename(self) -> str:
        return f"avis-de-recherche-{self.action.number}.pdf"

    @property
    def card(self) -> Card:
        return Card(
            "Avis de recherche",
            kicker="Une promesse de 2017 dont le titre est perdu",
            note=str(self.found),
            numeral=str(self.action.number),
            ground="mulberry",
        )

    def pdf(self) -> bytes:
        number = self.action.number
        texts = {
            "title": f"Avis de recherche : action n° {number}",
            "kicker": "Avis de recherche",
            "story": (
                f"En 2017, la Ville d’Alès a annoncé {self.found.total} actions pour son cœur de "
                f"ville. La liste complète n’a pas été retrouvée : nous ne savons pas ce que "
                f"promettait l’action n° {number}."
            ),
            "help": (
                "Vous avez gardé le journal « Alès Agglo » n° 44 d’avril 2017, un tract, une "
                "affiche, une coupure de presse ? Dites-le-nous :"
            ),
            "found": str(self.found),
        }
        return compiled(
            TEMPLATE,
            {
                **{name: typeset(text) for name, text in texts.items()},
                "lead": ["Une promesse de 2017", "dont le titre est perdu."],
                "number": str(number),
                "address": self.address,
                "qr": qr_code(self.address),
                "colours": {name: colour(name) for name in ("mulberry", "saffron", "on-colour")},
            },
        )
