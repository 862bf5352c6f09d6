"""The summary of an action, and whether what was recorded since may contradict it."""

from django.db import models

from figures.references import refuse_references
from publishing.text.dates import PartialDateField


class WithSummary(models.Model):
    """A text of ours tells facts up to a date: a newer event does not change it, so somebody
    must read it again."""

    summary = models.TextField("résumé en mots simples", blank=True, validators=[refuse_references])
    summary_as_of = PartialDateField(
        "résumé à jour au",
        null=True,
        blank=True,
        help_text=(
            "La date du dernier fait qu’il raconte. Une étape plus récente le signale au public et "
            "ici, jusqu’à ce qu’il soit relu."
        ),
    )

    class Meta:
        abstract = True

    # Both read the newest event of the action: `ActionQuerySet.with_newest`.

    @property
    def is_summary_outdated(self):
        """Whether an event is newer than what the summary tells; one without a date may be."""
        if not (self.summary and self.newest_date):
            return False
        if self.summary_as_of is None:
            return True
        return self.newest_date.first_day > self.summary_as_of.last_day

    @property
    def is_summary_ahead(self):
        """Whether it tells facts that no event recorded here tells yet."""
        if not (self.summary and self.summary_as_of and self.newest_date):
            return False
        return self.summary_as_of.first_day > self.newest_date.last_day
