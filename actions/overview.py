"""The whole plan, counted and drawn: what the home page and every list of actions say of it."""

import datetime
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString

from publishing.shared import shared

from .charts import ProgressChart, ThemeChart
from .models import Action, Event, Theme, Totals
from .past import first_day


@dataclass(frozen=True)
class Overview:
    totals: Totals
    by_theme: Counter  # how many actions of each theme, those that left the plan included
    themes: list[Theme]
    untitled: int
    provisional: int
    first_day: datetime.date | None

    @property
    def entered(self):
        """How many ever entered the plan, those that left it included."""
        return sum(self.totals.values())


@shared
def overview():
    """Read from every event: on a large plan it takes a while, once for each version."""
    statuses, by_theme, untitled, provisional = Counter(), Counter(), 0, 0
    for theme, status, has_entered, has_no_title, is_provisional, count in counted():
        untitled += count * has_no_title
        provisional += count * is_provisional
        if has_entered:
            statuses[status] += count
            by_theme[theme] += count
    return Overview(
        totals=Totals.of(statuses),
        by_theme=by_theme,
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
    published = Action.objects.published()
    progress, by_theme = ProgressChart(published), ThemeChart(published.entered())
    if not progress and not by_theme:
        return SafeString()
    return render_to_string(
        "actions/includes/charts.html", {"progress": progress, "by_theme": by_theme}
    )
