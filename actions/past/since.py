"""What changed since a day: the question of whoever comes back."""

import datetime
import re
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..models import Event
from ..models.event_querysets import end_of
from ..paging import BY_PAGE
from .overview import overview
from .states import Comparison, NoSuchDay, PlanAt, first_day, read_day
from .views import asked, no_such_day

PERIODS = {7: "7 jours", 30: "30 jours", 90: "3 mois", 365: "un an"}
DAYS = re.compile(r"([1-9][0-9]{0,2})-jours")


@require_safe
def choose_since(request: HttpRequest) -> HttpResponse:
    """From the form to the permanent address of a day; without any, the last thirty days."""
    try:
        day = asked(request, "date", timezone.localdate() - datetime.timedelta(days=30))
        return redirect("actions:since", day.isoformat())
    except NoSuchDay as error:
        return no_such_day(request, error)


@require_safe
def since(request: HttpRequest, start: str) -> HttpResponse:
    """« 30-jours », or a date: what happened since, and what the site learned of the past."""
    today, first = timezone.localdate(), first_day()
    period = DAYS.fullmatch(start)
    days = int(period[1]) if period else 0
    try:
        if days in PERIODS and first:
            day = max(today - datetime.timedelta(days=days), first)
        else:
            day = read_day(start)
    except NoSuchDay as error:
        return no_such_day(request, error)
    comparison = Comparison(PlanAt(day), PlanAt(today))
    events: Any = comparison.events()
    happened = events.of_the_works()
    recorded = Event.objects.public().standing().facts().filter(recorded_at__gte=end_of(day))
    context = {
        "day": day,
        "period": PERIODS.get(days),
        "periods": [
            (reverse("actions:since", args=[f"{n}-jours"]), name, n == days)
            for n, name in PERIODS.items()
        ],
        "happened": happened.order_by("-settled_on", "-rank")[:BY_PAGE],
        "count": happened.count(),
        "learned": recorded.filter(settled_on__lte=day).count(),
        "comparison": comparison,
        "sections": comparison.shown(comparison.listed[:BY_PAGE]),
        "state": overview().state,
        "first": first,
        "today": today,
    }
    return render(request, "actions/since.html", context)
