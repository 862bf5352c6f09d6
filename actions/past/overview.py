"""The whole plan, counted and drawn: what the home page and every list of actions say of it."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from publishing.page_files.shared import shared

from ..models import Action, Event, Status, Theme, Totals
from .charts import ProgressChart, ThemeChart


@dataclass(frozen=True)
class Overview:
    numbers: Counter[
        tuple[int | None, str]
    ]  # of actions that entered the plan, by the key of their theme and status
    themes: list[Theme]
    untitled: int
    provisional: int

    @cached_property
    def totals(self) -> Totals:
        return Totals.of(self._summed(1))

    @cached_property
    def by_theme(self) -> Counter[Any]:
        """How many actions of each theme, those that left the plan included."""
        return self._summed(0)

    def _summed(self, place: int) -> Counter[Any]:
        found: Counter[Any] = Counter()
        for key, number in self.numbers.items():
            found[key[place]] += number
        return found

    @property
    def entered(self) -> int:
        """How many ever entered the plan, those that left it included."""
        return self.numbers.total()


@shared
def overview() -> Overview:
    """Counted once for each version of the content, on the copies of the statuses."""
    numbers: Counter[tuple[int | None, str]] = Counter()
    untitled = provisional = 0
    public = Action.objects.published().order_by()
    for theme, status, has_no_title, is_provisional, count in (
        public.annotate(has_no_title=Q(title=""))
        .values_list("theme", "status", "has_no_title", "is_number_provisional")
        .annotate(Count("pk"))
    ):
        untitled += count * has_no_title
        provisional += count * is_provisional
        numbers[theme, status] += count
    # The copy of the status is « à venir » too while no event decides: those are not in the plan.
    deciding = Event.objects.filter(action=OuterRef("pk")).deciding(timezone.localdate())
    waiting = public.filter(~Exists(deciding), status=Status.UPCOMING).values_list("theme")
    for theme, count in waiting.annotate(Count("pk")):
        numbers[theme, Status.UPCOMING.value] -= count
    return Overview(
        numbers=numbers,
        themes=list(Theme.objects.all()),
        untitled=untitled,
        provisional=provisional,
    )


@shared
def charts() -> SafeString:
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
