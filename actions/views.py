from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import ListView, TemplateView

from posters.cards import Card
from posters.views import ShareImageView
from publishing.tokens import colour
from publishing.views import PublishedDetailView, ReadOnlyView
from search.words import alphabetical

from .models import Action, Certainty, Status, Theme
from .numbers import moved_from
from .paging import BY_PAGE, CountedPaginator
from .past.overview import charts, overview
from .past.plan_state import known_on
from .past.punctuality import promise_of_the_plan, verdict_on
from .past.slips import Slip
from .past.states import first_day, past_days
from .past.withdrawn import story_of


class ActionListView(ReadOnlyView, ListView):
    """The ledger: every action, or those of a status or a theme."""

    model = Action
    paginate_by = BY_PAGE
    paginator_class = CountedPaginator
    status = theme = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        if slug := kwargs.get("status"):
            try:
                self.status = Status(slug)
            except ValueError:
                raise Http404(f"Aucun statut ne s’appelle « {slug} ».") from None
        if slug := kwargs.get("theme"):
            self.theme = get_object_or_404(Theme, slug=slug)
        self.plan = overview()

    def get_queryset(self):
        """Those with a title; all the others are one row."""
        actions = Action.objects.for_list().exclude(title="")
        if self.status:
            actions = actions.with_status(self.status)
        if self.theme:
            actions = actions.filter(theme=self.theme)
        return actions

    def get_paginator(self, queryset, per_page, **kwargs):
        return super().get_paginator(queryset, per_page, count=self.count, **kwargs)

    @property
    def count(self):
        """How many rows the pages share."""
        return self.whole - len(self.untitled)

    @property
    def whole(self):
        """How many actions are meant, those without a title included."""
        if self.status:
            return self.plan.totals[self.status]
        return self.plan.by_theme[self.theme.pk] if self.theme else self.plan.entered

    @cached_property
    def untitled(self):
        """The numbers of the actions that make one row, the last of the ledger."""
        if not (self.status or self.theme):
            return self.plan.untitled
        actions = Action.objects.published().entered().filter(title="")
        chosen = {"status": self.status} if self.status else {"theme": self.theme}
        return list(actions.filter(**chosen).values_list("number", flat=True))

    def get_context_data(self, **kwargs):
        plan = self.plan
        context = super().get_context_data(
            status=self.status,
            theme=self.theme,
            state=plan.of_theme(self.theme) if self.theme else plan.state,
            total=plan.totals.in_plan,
            left=plan.totals.left,
            past_days=past_days(timezone.localdate(), first_day()),
            themes=plan.themes,
            count=self.whole,
            provisional=plan.provisional,
            charts="" if self.status or self.theme else charts(),
            **kwargs,
        )
        context["last_row"] = () if context["page_obj"].has_next() else self.untitled
        return context


class EasyListView(ReadOnlyView, TemplateView):
    """The plan in short sentences, for whoever reads with difficulty: one idea each."""

    template_name = "actions/easy.html"

    def get_context_data(self, **kwargs):
        plan = overview()
        titled = Action.objects.for_list().exclude(title="")
        return super().get_context_data(
            state=plan.state,
            untitled=plan.untitled,
            groups=[(status, titled.with_status(status)[:BY_PAGE]) for status in Status],
            **kwargs,
        )


class ActionDetailView(PublishedDetailView):
    """The story of one action."""

    model = Action
    slug_field = slug_url_kwarg = "number"

    def get(self, request, *args, number, **kwargs):
        """Where nothing stands any more, the action that had the number is meant."""
        try:
            response = super().get(request, *args, number=number, **kwargs)
        except Http404:
            response = None
        if response is None or response.status_code == 410:
            if moved := moved_from(number):
                return redirect(moved, permanent=True)
            if response is None:
                raise Http404(f"Aucune action ne porte le n° {number}.")
        return response

    def get_queryset(self):
        return super().get_queryset().select_related("service", "process").with_newest()

    def get_context_data(self, **kwargs):
        action = self.object
        others = Action.objects.published().only("number", "title")
        events = sorted(action.events.of_one_action(), key=place_in_story, reverse=True)
        kept = [event for event in events if not hasattr(event, "correction")]
        plan = promise_of_the_plan()
        promise = verdict_on(action, kept, plan)
        return super().get_context_data(
            story=story_of(events),
            cited=kept[0] if kept else None,
            today=timezone.localdate(),
            slip=Slip(kept, plan),
            verdict=promise.verdict.removeprefix("réalisée ") if promise and promise.days else "",
            merged_into=action.merged_number and others.filter(number=action.merged_number).first(),
            absorbed=others.with_merger().filter(merged_number=action.number),
            moved=moved_from(action.number),
            sources=alphabetical(
                action.sources.all(), lambda source: f"{source.publisher} {source.title}"
            ),
            previous=others.filter(number__lt=action.number).order_by("-number").first(),
            following=others.filter(number__gt=action.number).first(),
            site_url=settings.SITE_URL,
            **kwargs,
        )


def place_in_story(event):
    """Told by the day at which their period begins, newest first: what counts when is another
    rule, which waits for its end."""
    return event.occurred_on.first_day, event.settled_on, event.rank


class PlanShareImageView(ShareImageView):
    """The image of the pages of the whole plan: what the town said, what is found, and when."""

    def get_card(self):
        state = overview().state
        title = f"{state.done.count} réalisées, action par action"
        if said := state.said:
            title = f"{said.done} réalisées selon {said.author}, {state.done.count} retrouvées"
        return Card(
            title,
            kicker="Les actions du cœur de ville d’Alès",
            note=f"État connu {state.known_on}" if state.known_on else "",
            numeral=str(state.total),
        )


class ActionShareImageView(ShareImageView):
    """The image of an action: its number, its name, where it stands and since which event."""

    def get_card(self):
        action = get_object_or_404(
            Action.objects.published().with_newest(), number=self.kwargs["number"]
        )
        note = f"{action.outcome}, en partie" if action.is_partial else action.outcome
        if action.certainty == Certainty.DEDUCED:
            note = f"{note} (déduit)"
        if action.newest_date:
            note = f"{note}, état connu {known_on(action.newest_date)}"
        events = action.events.filter(correction__isnull=True)
        return Card(
            action.title or f"Action n° {action.number}, titre inconnu",
            kicker=action.theme.name if action.theme else "États généraux du cœur de ville",
            note=note,
            numeral=str(action.number),
            shape=Status(action.status).row.svg_in(colour("on-colour")),
            **Slip(events, promise_of_the_plan()).card,
        )
