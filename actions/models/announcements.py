"""What an event announces: when the action will end, what it will cost."""

from django.contrib import admin
from django.db import models
from django.db.models import F, Q

from actions.costs import Cost
from publishing.text.dates import PartialDateField

from ..statuses import Status


class WithCost(models.Model):
    """A cost in two columns, one value."""

    class Meta:
        abstract = True

    @property
    @admin.display(description="coût annoncé")
    def cost(self):
        return Cost.of(self.cost_low, self.cost_high)

    @cost.setter
    def cost(self, cost):
        self.cost_low, self.cost_high = cost or (None, None)


class Announcing(WithCost):
    """The promises that an event makes, which no other event changes: a new one follows."""

    planned_on = PartialDateField(
        "fin annoncée",
        null=True,
        blank=True,
        help_text="Promise au public ce jour-là, aussi précise qu’annoncée : juin 2025, T3 2024.",
    )
    cost_low = models.PositiveBigIntegerField(
        "coût annoncé, au moins (€)", null=True, blank=True, help_text="En euros entiers."
    )
    cost_high = models.PositiveBigIntegerField(
        "coût annoncé, au plus (€)",
        null=True,
        blank=True,
        help_text="Le même montant quand ce n’est pas une fourchette.",
    )
    is_partial = models.BooleanField(
        "réalisée en partie",
        default=False,
        help_text="Le statut reste « Réalisée » ; la réserve dit ce qui manque.",
    )

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(cost_low__isnull=True, cost_high__isnull=True)
                | Q(cost_low__isnull=False, cost_high__isnull=False, cost_low__lte=F("cost_high")),
                name="actions_event_cost_is_a_range",
            ),
            models.CheckConstraint(
                condition=Q(is_partial=False) | Q(status=Status.DONE) & ~Q(reservation=""),
                name="actions_event_part_done_says_what_lacks",
            ),
        ]

    @property
    def announces(self):
        return bool(self.planned_on or self.cost)

    def announcement_faults(self):
        faults, low, high = {}, self.cost_low, self.cost_high
        if (low is None) != (high is None):
            faults["cost_low" if low is None else "cost_high"] = (
                "Un coût a ses deux bornes : le même montant deux fois quand il n’y en a qu’un."
            )
        elif low is not None and low > high:
            faults["cost_high"] = "Le coût le plus haut est plus bas que l’autre : échangez-les."
        if self.is_partial and self.status != Status.DONE:
            faults["is_partial"] = "« Réalisée en partie » va avec le statut « Réalisée »."
        elif self.is_partial and not self.reservation:
            faults["reservation"] = (
                "« Réalisée en partie » demande une réserve : dites ce qui manque."
            )
        return faults
