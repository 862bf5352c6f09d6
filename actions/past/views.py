"""The past of the plan: any day, two days compared, the journal, the promises, the proofs kept."""

import datetime
import re
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe
from django.views.generic import ListView, TemplateView

from publishing.views import ReadOnlyView

from ..evidence import TYPES, document_path
from ..forms import JournalForm
from ..models import Event
from ..paging import BY_PAGE, CountedPaginator
from .knowledge import first_recorded, read_known_on, revision_of
from .overview import overview
from .punctuality import measure
from .states import (
    Comparison,
    NoSuchDay,
    PlanAt,
    first_day,
    nearest,
    read_day,
    with_deciding_event,
    years_after,
)
from .tallies import comparisons
from .withdrawn import folded


@require_safe
def choose_day(request: HttpRequest) -> HttpResponse:
    """From the calendar's form to the permanent address of a day."""
    try:
        return redirect("actions:at", asked(request, "date", timezone.localdate()))
    except NoSuchDay as error:
        return no_such_day(request, error)


def asked(request: HttpRequest, name: str, default: datetime.date) -> datetime.date:
    """The day typed in a form. Raises NoSuchDay when it cannot be read.

    What is unreadable is told at once: made an address, « .. » would lead elsewhere.
    """
    text = request.GET.get(name, "").strip()
    return (nearest(text) or read_day(text)) if text else default


@require_safe
def choose_days(request: HttpRequest) -> HttpResponse:
    """From the comparison's form to its permanent address."""
    today = timezone.localdate()
    try:
        start = asked(request, "du", first_day() or today)
        return redirect("actions:between", start, asked(request, "au", today))
    except NoSuchDay as error:
        return no_such_day(request, error)


def no_such_day(request: HttpRequest, error: NoSuchDay) -> HttpResponse:
    context = {
        "reason": error.reason,
        "suggestion": error.suggestion,
        "first": first_day(),
        "today": timezone.localdate(),
    }
    return render(request, "actions/no_such_day.html", context, status=404)


def asked_plan(request: HttpRequest, date: str) -> PlanAt:
    """The plan at the day of an address, as it was known on the day that « connu-le » names.
    Raises NoSuchDay."""
    day = read_day(date)
    return PlanAt(day, read_known_on(request.GET.get("connu-le", ""), day))


def knowledge(known_on: datetime.date | None) -> str:
    """What a link to another day adds, to stay in what was known on the same day."""
    return f"?connu-le={known_on.isoformat()}" if known_on else ""


@require_safe
def plan_at(request: HttpRequest, date: str) -> HttpResponse:
    try:
        plan = asked_plan(request, date)
    except NoSuchDay as error:
        return no_such_day(request, error)
    day = plan.day
    first, today, recorded = first_day() or day, timezone.localdate(), first_recorded()
    one = datetime.timedelta(days=1)
    paginator = CountedPaginator(plan.with_events(), BY_PAGE, count=plan.size)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "plan": plan,
        "revision": revision_of(plan, recorded),
        "first_recorded": recorded,
        "knowledge": knowledge(plan.known_on),
        "page_obj": page,
        "actions": with_deciding_event(page.object_list),
        "first": first,
        "today": today,
        "previous_day": day - one if day > first else None,
        "next_day": day + one if day < today else None,
        "year_before": year_before if (year_before := years_after(day, -1)) >= first else None,
        "year_after": year_after if (year_after := years_after(day, 1)) <= today else None,
    }
    return render(request, "actions/plan_at.html", context)


@require_safe
def plan_at_json(request: HttpRequest, date: str) -> HttpResponse:
    try:
        plan = asked_plan(request, date)
    except NoSuchDay as error:
        response = as_json({"erreur": error.reason}, status=404)
    else:
        response = HttpResponse(plan.as_json(), content_type="application/json")
    response["Access-Control-Allow-Origin"] = "*"  # any site may read it from its own pages
    return response


def as_json(body: dict[str, str], status: int = 200) -> HttpResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


@require_safe
def compare(request: HttpRequest, start: str, end: str) -> HttpResponse:
    try:
        before, after = read_day(start), read_day(end)
        known_on = read_known_on(request.GET.get("connu-le", ""), after)
    except NoSuchDay as error:
        return no_such_day(request, error)
    if before > after:
        address = reverse("actions:between", args=[after.isoformat(), before.isoformat()])
        return redirect(address + knowledge(known_on))
    comparison = Comparison(PlanAt(before, known_on), PlanAt(after, known_on))
    page = Paginator(comparison.listed, BY_PAGE).get_page(request.GET.get("page"))
    events = Paginator(comparison.events(), BY_PAGE).get_page(request.GET.get("etapes"))
    context = {
        "comparison": comparison,
        "knowledge": knowledge(known_on),
        "page_obj": page,
        "sections": comparison.shown(page.object_list),
        "events": events,
        "first": first_day(),
        "today": timezone.localdate(),
    }
    return render(request, "actions/comparison.html", context)


class JournalView(ReadOnlyView, ListView):  # type: ignore[type-arg]  # Django’s takes none
    """Every event, newest recorded first."""

    template_name = "actions/journal.html"
    paginate_by = 40

    def get_queryset(self) -> QuerySet[Event]:
        self.form = JournalForm(self.request.GET, label_suffix="")
        return self.form.narrow(Event.objects.public().to_show().order_by("-rank"))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            form=self.form,
            is_filtered=any(self.request.GET.get(name) for name in self.form.fields),
            **kwargs,
        )
        return context | {"items": folded(context["object_list"])}


class TalliesView(ReadOnlyView, TemplateView):
    """What was said of the plan, and what can be shown."""

    template_name = "actions/tallies.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rows=list(comparisons()), state=overview().state, **kwargs)


class PunctualityView(ReadOnlyView, TemplateView):
    template_name = "actions/punctuality.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(promises=measure(), **kwargs)


@require_safe
def document(request: HttpRequest, name: str) -> FileResponse:
    """A document kept as evidence of a public event, to save rather than to open here."""
    match = re.fullmatch(r"([0-9a-f]{64})\.(\w+)", name)
    if not match:
        raise Http404("Ce document n’existe pas.")
    event = (
        Event.objects.public()
        .select_related("action")
        .filter(evidence_digest=match[1], evidence_kind=Event.Evidence.DOCUMENT)
        .order_by("rank")
        .first()
    )
    path = document_path(name)
    if event is None or not path.is_file():
        raise Http404("Ce document n’existe pas.")
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=f"action-{event.action.number}-etape-{event.rank}.{match[2]}",
        content_type=TYPES[match[2]],
    )
