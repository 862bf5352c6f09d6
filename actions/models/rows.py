"""Rows of the ledger and squares of the mosaic, as plain values.

Equal ones are rendered once (`|each_once`), and no model is made to list them.
"""

from typing import NamedTuple

from django.db.models.query import ValuesListIterable
from django.urls import reverse
from django.utils import timezone

from publishing.text.dates import PartialDate, duration

from ..statuses import Status

UNTITLED = "Intitulé à compléter"


def lateness(planned_on, today=None):
    """« en retard de 3 mois », once the whole period of the promise has passed."""
    delay = planned_on and duration(planned_on.last_day, today or timezone.localdate())
    return f"en retard de {delay}" if delay else ""


class Square(NamedTuple):
    """An action in the mosaic."""

    number: int
    title: str
    status: str
    label: str

    FIELDS = ("number", "title", "status")  # type: ignore[misc]  # a constant, beside the fields

    @classmethod
    def of(cls, values, status):
        return cls(*values, status.label)

    @property
    def name(self):
        return self.title or UNTITLED

    @property
    def url(self):
        return reverse("actions:detail", args=[self.number])


class LedgerRow(NamedTuple):
    """An action in the ledger, with its newest event that no other corrects."""

    number: int
    title: str
    status: str
    planned_on: PartialDate | None
    theme: str | None
    newest_date: PartialDate | None
    newest_text: str | None
    label: str
    lateness: str

    FIELDS = (  # type: ignore[misc]  # a constant, beside the fields
        *("number", "title", "status", "planned_on"),
        *("theme__name", "newest_date", "newest_text"),
    )

    @classmethod
    def of(cls, values, status):
        planned_on = values[3]
        return cls(*values, status.label, lateness(planned_on) if status.is_open else "")

    @property
    def name(self):
        return self.title or UNTITLED

    @property
    def url(self):
        return reverse("actions:detail", args=[self.number])


def rows_of(queryset, row_class):
    """A queryset of actions that gives rows, however it is narrowed or sliced afterwards."""
    rows = queryset.values_list(*row_class.FIELDS)
    rows._iterable_class = ITERABLES[row_class]
    return rows


def iterable_of(row_class):
    class Rows(ValuesListIterable):
        def __iter__(self):
            for values in super().__iter__():
                yield row_class.of(values, STATUSES[values[2]])

    return Rows


STATUSES = {status.value: status for status in Status}
ITERABLES = {row_class: iterable_of(row_class) for row_class in (Square, LedgerRow)}
