"""« Avis de recherche »: a poster for each promise whose title is lost, for a wall or a feed."""

from dataclasses import dataclass

from django.urls import reverse

from posters.cards import Card
from posters.posters import Number, Poster

from .models import Action
from .past.overview import overview


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
    def card(self) -> Card:
        return Card(
            "Avis de recherche",
            kicker="Une promesse de 2017 dont le titre est perdu",
            note=str(self.found),
            numeral=str(self.action.number),
            ground="mulberry",
        )

    @property
    def poster(self) -> Poster:
        number = self.action.number
        return Poster(
            str(number),
            reverse("actions:notice", args=[number]),
            name=f"Avis de recherche : action n° {number}",
            kicker="Avis de recherche",
            lead="Une promesse de 2017 dont le titre est perdu.",
            words=(
                f"En 2017, la Ville d’Alès a annoncé {self.found.total} actions pour son cœur de "
                f"ville. Que promettait l’action n° {number} ? Un journal, un tract, une affiche, "
                "une coupure de presse : dites-le-nous."
            ),
            number=Number(
                f"{self.found.count} sur {self.found.total}",
                f"retrouvée{'s' if self.found.count > 1 else ''}",
            ),
            ground="mulberry",
        )
