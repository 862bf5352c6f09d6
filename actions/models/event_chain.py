"""The place of an event in the chain, and the digest that proves that nobody rewrote it."""

import datetime

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.formats import date_format

from actions.chain import GENESIS, commitment, digest_of, is_commitment, new_salt
from actions.event_columns import FREE_COLUMNS, cells_of
from publishing.text.dates import PartialDate

CLOCK_SKEW = datetime.timedelta(minutes=1)  # between the clocks of several machines


class Chained(models.Model):
    """What an event is given when it is written, and never by a form."""

    rank = models.PositiveIntegerField("rang", unique=True, editable=False)
    recorded_at = models.DateTimeField("enregistrée le", editable=False)
    # Unique: whatever the isolation level, two events never follow the same one.
    previous_digest = models.CharField(
        "empreinte précédente", max_length=64, unique=True, editable=False
    )
    digest = models.CharField("empreinte", max_length=64, unique=True, editable=False)
    # By column of free words: their salt, or their commitment once they were taken out.
    salts = models.JSONField("sels", default=dict, blank=True, editable=False)
    is_redacted = models.BooleanField("mots retirés", default=False, editable=False)

    class Meta:
        abstract = True

    def follow(self, last, now):
        """Take the place after the last event of the chain, None for the first of all.

        Raises ValidationError when the clock is behind the last event: time never goes back here.
        """
        now = now.replace(microsecond=0)
        if late := late_clock(last, now):
            raise ValidationError(late)
        self.rank = last.rank + 1 if last else 1
        self.previous_digest = last.digest if last else GENESIS
        self.recorded_at = max(now, last.recorded_at) if last else now
        self.salts = {name: new_salt() for name, words in self.free_words().items() if words}
        self.digest = self.compute_digest()

    def free_words(self):
        """What somebody typed, by column."""
        return {name: getattr(self, field) for name, field in FREE_COLUMNS.items()}

    def without(self, names):
        """The fields to write so that these columns lose their words and keep their commitment."""
        words = self.free_words()
        salts = {name: commitment(self.salts[name], words[name]) for name in names}
        emptied = {FREE_COLUMNS[name]: "" for name in names}
        return {**emptied, "salts": self.salts | salts, "is_redacted": True}

    @property
    def redacted_fields(self):
        """The fields whose words were taken out."""
        return {FREE_COLUMNS[name] for name, seal in self.salts.items() if is_commitment(seal)}

    @property
    def recorded_on(self):
        """The day, on the town's clock."""
        return timezone.localdate(self.recorded_at)

    def compute_digest(self):
        return digest_of(cells_of(self), list(FREE_COLUMNS))


def late_clock(last, now):
    """What to say when the clock is behind the last event of the chain, or nothing."""
    if last is None or now >= last.recorded_at - CLOCK_SKEW:
        return ""
    return (
        f"L’horloge du serveur est en retard : elle indique le {moment(now)}, et la dernière étape "
        f"a été enregistrée le {moment(last.recorded_at)}. Faites-la régler, puis recommencez."
    )


def moment(instant):
    """« 27 novembre 2026 à 14 h 05 », on the town's clock."""
    local = timezone.localtime(instant)
    hour = date_format(local, r"G \h i")
    return f"{PartialDate(local.date())} à {hour}"
