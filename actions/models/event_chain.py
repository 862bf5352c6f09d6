"""The place of an event in the chain, and the digest that proves that nobody rewrote it."""

from django.db import models
from django.utils import timezone

from actions.chain import GENESIS, digest_of
from actions.event_columns import cells_of


class Chained(models.Model):
    """What an event is given when it is written, and never by a form."""

    rank = models.PositiveIntegerField("rang", unique=True, editable=False)
    recorded_at = models.DateTimeField("enregistrée le", editable=False)
    # Unique: whatever the isolation level, two events never follow the same one.
    previous_digest = models.CharField(
        "empreinte précédente", max_length=64, unique=True, editable=False
    )
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)

    class Meta:
        abstract = True

    def follow(self, last, now):
        """Take the place after the last event of the chain, None for the first of all."""
        self.rank = last.rank + 1 if last else 1
        self.previous_digest = last.digest if last else GENESIS
        self.recorded_at = now.replace(microsecond=0)
        self.digest = self.compute_digest()

    @property
    def recorded_on(self):
        """The day, on the town's clock."""
        return timezone.localdate(self.recorded_at)

    def compute_digest(self):
        return digest_of(self.public_cells())

    def public_cells(self):
        """The event as a row of `/donnees/etapes.csv`, by column; strings only."""
        return cells_of(self)
