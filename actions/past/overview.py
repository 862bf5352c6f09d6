"""The whole plan, counted and drawn: what the home page and every list of actions say of it."""

import datetime
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property

from django.db.models import Count, Exists, OuterRef
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from publishing.page_files.shared import shared

from ..models import Action, Certainty, Event, Status, Theme, Totals
from .charts import ProgressChart, ThemeChart
from .plan_state import PlanState, merged_among


@dataclass(frozen=True)
class Overview:
    # Of actions that entered the plan, by the key of their theme, status and certainty.
    numbers: Counter[tuple[int | None, str, str]]
    themes: list[Theme]
    untitled: list[int]  # the numbers of the actions whose title is not known
    provisional: int
    recent: int  # facts of the last thirty days
    state: PlanState

    @property
    def totals(self) -> Totals:
        return self.state.totals

    def of_theme(self, theme: Theme) -> PlanState:
        """The same state, of the actions of a theme alone; nobody published totals of it."""
        counts = {key[1:]: n for key, n in self.numbers.items() if key[0] == theme.pk}
        actions = Action.objects.published().filter(theme=theme)
        merged = merged_among(actions, counts, self.state.day)
        return replace(self.state, counts=counts, tally=None, merged=merged)

    @cached_property
    def by_theme(self) -> Counter[int | None]:
        """How many actions of each theme, those that left the plan included."""
        found: Counter[int | None] = Counter()
        for (theme, _, _), number in self.numbers.items():
            found[theme] += number
        return found

    @property
    def by_theme_and_status(self) -> Counter[tuple[int | None, str]]:
        found: Counter[tuple[int | None, str]] = Counter()
        for (theme, status, _), number in self.numbers.items():
            found[theme, status] += number
        return found

    @property
    def entered(self) -> int:
        """How many ever entered the plan, those that left it included."""
        return self.numbers.total()


@shared
def overview() -> Overview:
    """Counted once for each version of the content, on the copies of the states."""
    numbers: Counter[tuple[int | None, str, str]] = Counter()
    provisional = 0
    public = Action.objects.published().order_by()
    for *key, is_provisional, count in public.values_list(
        "theme", "status", "certainty", "is_number_provisional"
    ).annotate(Count("pk")):
        provisional += count * is_provisional
        numbers[*key] += count
    # The copy of the status is « à venir » too while no event decides: those are not in the plan.
    deciding = Event.objects.filter(action=OuterRef("pk")).deciding(timezone.localdate())
    waiting = public.filter(~Exists(deciding), status=Status.UPCOMING).values_list("theme")
    for theme, count in waiting.annotate(Count("pk")):
        numbers[theme, Status.UPCOMING.value, Certainty.UNKNOWN.value] -= count
    counts: Counter[tuple[str, str]] = Counter()
    for (_, status, certainty), number in numbers.items():
        counts[status, certainty] += number
    untitled = public.entered().filter(title="").order_by("number")
    since = timezone.localdate() - datetime.timedelta(days=30)
    recent = Event.objects.public().standing().facts().of_the_works()
    return Overview(
        numbers=numbers,
        themes=list(Theme.objects.all()),
        untitled=list(untitled.values_list("number", flat=True)),
        provisional=provisional,
        recent=recent.filter(settled_on__gt=since, settled_on__lte=timezone.localdate()).count(),
        state=PlanState.of(timezone.localdate(), counts),
    )


@shared
def charts() -> SafeString:
    """The plan in drawings, as HTML; empty when there is nothing to draw."""
    plan = overview()
    progress = ProgressChart(Action.objects.published())
    by_theme = ThemeChart(plan.by_theme_and_status, plan.themes)
    if not progress and not by_theme:
        return SafeString()
    return render_to_string(
        "actions/includes/charts.html",
        {"progress": progress, "by_theme": by_theme, "statuses": Status},
    )
