"""The whole plan, counted and drawn: what the home page and every list of actions say of it."""

import datetime
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from publishing.page_files.shared import shared

from ..models import Action, Event, Status, Theme, Totals
from .charts import ProgressChart, ThemeChart
from .states import first_day


@dataclass(frozen=True)
class Overview:
    numbers: Counter  # of actions that entered the plan, by the key of their theme and status
    themes: list[Theme]
    untitled: int
    provisional: int
    first_day: datetime.date | None

    @cached_property
    def totals(self):
        return Totals.of(self._summed(1))

    @cached_property
    def by_theme(self):
        """How many actions of each theme, those that left the plan included."""
        return self._summed(0)

    def _summed(self, place):
        found = Counter()
        for key, number in self.numbers.items():
            found[key[place]] += number
        return found

    @property
    def entered(self):
        """How many ever entered the plan, those that left it included."""
        return self.numbers.total()


@shared
def overview():
    """Read from every event: on a large plan it takes a while, once for each version."""
    numbers, untitled, provisional = Counter(), 0, 0
    for theme, status, has_entered, has_no_title, is_provisional, count in counted():
        untitled += count * has_no_title
        provisional += count * is_provisional
        if has_entered:
            numbers[theme, status] += count
    return Overview(
        numbers=numbers,
        themes=list(Theme.objects.all()),
        untitled=untitled,
        provisional=provisional,
        first_day=first_day(),
    )


def counted():
    """Every public action, counted in one query by all that the pages tell apart."""
    deciding = Event.objects.filter(action=OuterRef("pk")).deciding(timezone.localdate())
    return (
        Action.objects.published()
        .order_by()
        .annotate(has_entered=Exists(deciding), has_no_title=Q(title=""))
        .values_list("theme", "status", "has_entered", "has_no_title", "is_number_provisional")
        .annotate(Count("pk"))
    )


@shared
def charts():
    """The plan in drawings, as HTML; empty when there is nothing to draw."""
    plan = overview()
    progress = ProgressChart(Action.objects.published())
    by_theme = ThemeChart(plan.numbers, plan.themes)
    if not progress and not by_theme:
        return SafeString()
    return render_to_string(
        "actions/includes/charts.html",
        {"progress": progress, "by_theme": by_theme, "statuses": Status},
    )
