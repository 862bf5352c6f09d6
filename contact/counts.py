"""What was asked, answered and late, computed from the dates of the messages."""

from typing import NamedTuple

from django.db.models import Count, F, Q
from django.utils import timezone

from .deadlines import Subject
from .models import Message


class Counts(NamedTuple):
    """Of a subject, or of all: `asked` is the sum of the others."""

    label: str
    delay: str = ""
    asked: int = 0
    in_time: int = 0
    answered_late: int = 0
    waiting: int = 0
    overdue: int = 0

    @property
    def answered(self) -> int:
        return self.in_time + self.answered_late


def counts_by_subject() -> list[Counts]:
    """Of those that somebody wrote about, in the order of the form."""
    answered, late = Q(answered_on__isnull=False), Q(answered_on__gt=F("due_on"))
    overdue = Q(answered_on=None, due_on__lt=timezone.localdate())
    rows = Message.objects.counted().order_by().values_list("subject")
    rows = rows.annotate(
        asked=Count("pk"),
        in_time=Count("pk", filter=answered & ~late),
        answered_late=Count("pk", filter=late),
        waiting=Count("pk", filter=Q(answered_on=None) & ~overdue),
        overdue=Count("pk", filter=overdue),
    )
    found = {subject: numbers for subject, *numbers in rows}
    return [
        Counts(subject.label, subject.delay.words, *found[subject.value])
        for subject in Subject
        if subject.value in found
    ]


def totals_of(counts: list[Counts]) -> Counts:
    columns = zip(*(one[2:] for one in counts), strict=True)
    return Counts("En tout", "", *map(sum, columns))
