"""A row of the ledger, as plain values: equal rows are rendered once (`{% once %}`)."""

from typing import NamedTuple

from django.urls import reverse

from publishing.dates import PartialDate


class LedgerRow(NamedTuple):
    """What a row says of an action."""

    number: int
    name: str
    is_untitled: bool
    status: str
    status_label: str
    theme: str
    newest_date: PartialDate | None
    newest_text: str
    lateness: str
    planned_on: PartialDate | None

    @classmethod
    def of(cls, action):
        """An action of `Action.objects.for_list()`."""
        return cls(
            action.number,
            action.name,
            not action.title,
            action.status,
            action.get_status_display(),
            action.theme.name if action.theme else "",
            action.newest_date,
            action.newest_text or "",
            action.lateness,
            action.planned_on,
        )

    @property
    def url(self):
        return reverse("actions:detail", args=[self.number])
