"""What was promised: the actions, their themes, and where they stand."""

from typing import NamedTuple

from django.contrib import admin
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Case, Count, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from simple_history.models import HistoricalRecords

from figures.models import Source
from figures.references import refuse_references
from participation.models import Process
from publishing.models import Body, Composed, Publishable, PublishableQuerySet
from publishing.text.dates import PartialDate, PartialDateField, duration
from services.models import Service

from ..certainty import Certainty
from ..statuses import Status
from .announcements import WithCost
from .events import Event
from .summaries import WithSummary

UNTITLED = "Titre inconnu"
# Whose actions are listed on their page: Django reads these keys of each row it finds there.
OWNERS = ("service", "process")


class Theme(Composed):
    """One of the town's six subjects for the actions."""

    slug = models.SlugField("adresse", unique=True, help_text="Permanente : ne plus la changer.")
    name = models.CharField("nom", max_length=60)
    rank = models.PositiveSmallIntegerField("rang", default=0)

    history = HistoricalRecords()

    class Meta:
        verbose_name = "thème"
        ordering = ["rank"]

    def __str__(self):
        return self.name

    def get_absolute_url(self):
        return reverse("actions:by_theme", args=[self.slug])


class Totals(dict):
    """How many actions in each status, zero included, in order."""

    @classmethod
    def of(cls, counts):
        return cls({status: counts.get(status.value, 0) for status in Status})

    @property
    def in_plan(self):
        """The denominator of them all."""
        return sum(count for status, count in self.items() if status.is_in_plan)

    @property
    def left(self):
        """How many actions left the plan."""
        return sum(count for status, count in self.items() if not status.is_in_plan)


class Standing(NamedTuple):
    """What an action copies from its events, by the names of its fields, so that lists filter and
    show it: its status, from the deciding event, and the newest end and cost announced."""

    status: str
    certainty: str
    is_partial: bool
    planned_on: PartialDate | None
    cost_low: int | None
    cost_high: int | None

    @classmethod
    def of(cls, status, certainty, is_partial, *announced):
        """Before any event decides, what a new action has."""
        deciding = (status, certainty, is_partial)
        before = (Status.UPCOMING.value, Certainty.UNKNOWN.value, False)
        return cls(*(deciding if status else before), *announced)


class ActionQuerySet(PublishableQuerySet):
    def for_list(self):
        """The rows of the ledger, in one query: public, and brought into the plan."""
        shown = (
            "number",
            "title",
            "status",
            "certainty",
            "is_partial",
            "planned_on",
            "theme__name",
        )
        return self.published().entered().with_newest().with_merger().only(*shown, *OWNERS)

    def for_mosaic(self):
        """The squares of the mosaic, in one query."""
        shown = ("number", "title", "status", "certainty", *OWNERS)
        return self.published().entered().with_merger().only(*shown)

    def with_newest(self):
        """Each action with its theme and its newest event that no other corrects."""
        newest = (
            Event.objects.filter(action=OuterRef("pk"))
            .standing()
            .facts()
            .of_the_works()
            .order_by("-settled_on", "-rank")
        )
        return self.select_related("theme").annotate(
            newest_text=Subquery(newest.values("text")[:1]),
            newest_date=Subquery(newest.values("occurred_on")[:1], output_field=PartialDateField()),
        )

    def with_outdated_summary(self):
        """Those whose summary is to be read again: see `WithSummary`."""
        told = self.exclude(summary="").with_newest()
        return [action for action in told if action.is_summary_outdated]

    def named(self, lasting_numbers):
        """Those that something kept outside knows by these numbers, whatever they have now."""
        return self.alias(lasting=Coalesce("first_number", "number")).filter(
            lasting__in=lasting_numbers
        )

    def with_merger(self):
        """Each action with `merged_number`: that of the public action which takes it over. Sought
        for those that left the plan alone."""
        events = Event.objects.filter(action=OuterRef("pk")).deciding(timezone.localdate())
        public = events.filter(merged_into__in=self.model.objects.published())
        merger = Subquery(public.values("merged_into__number")[:1])
        return self.annotate(merged_number=Case(When(status=Status.ABANDONED, then=merger)))

    def with_status(self, status):
        return self.filter(status=status)

    def entered(self, day=None, known_on=None):
        """Those that were brought into the plan by that day, today if none is given, whatever
        became of them: an event decides their status, by the public rule."""
        events = Event.objects.filter(action=OuterRef("pk"))
        # One row sought for each action, by the index: PostgreSQL answers « exists » by reading
        # every event of the plan, for a page of fifty actions too.
        deciding = events.deciding(day or timezone.localdate(), known_on).values("pk")[:1]
        return self.alias(decided_by=Subquery(deciding)).filter(decided_by__isnull=False)

    def in_plan(self):
        """The denominator of every total: those that entered the plan and did not leave it."""
        return self.entered().filter(status__in=[status for status in Status if status.is_in_plan])

    def at(self, day, known_on=None):
        """Each action with `status_on_day`: its status when that day ends, by the public rule."""
        deciding = Event.objects.filter(action=OuterRef("pk")).deciding(day, known_on)
        return self.annotate(status_on_day=Subquery(deciding.values("status")[:1]))

    def with_certainty(self, day, known_on=None):
        """Each action with `certainty_on_day` too: how sure that status is."""
        deciding = Event.objects.filter(action=OuterRef("pk")).deciding(day, known_on)
        return self.annotate(certainty_on_day=Subquery(deciding.values("certainty")[:1]))

    def standings(self, day):
        """`{pk: Standing}` of each at the end of that day, in one query."""
        events = Event.objects.filter(action=OuterRef("pk"))
        deciding, costs = events.deciding(day), events.announcing("cost_low", day)
        ends = events.announcing("planned_on", day)
        end = Subquery(ends.values("planned_on")[:1], output_field=PartialDateField())
        found = self.order_by().values_list(
            "pk",
            Subquery(deciding.values("status")[:1]),
            Subquery(deciding.values("certainty")[:1]),
            Subquery(deciding.values("is_partial")[:1]),
            end,
            Subquery(costs.values("cost_low")[:1]),
            Subquery(costs.values("cost_high")[:1]),
        )
        return {pk: Standing.of(*read) for pk, *read in found}

    def totals(self):
        """How many of those that entered the plan are in each status."""
        return Totals.of(
            dict(self.entered().order_by().values_list("status").annotate(Count("pk")))
        )

    def refresh_statuses(self):
        """Bring the copies of the states up to today: an event known to the month or the year
        counts from the last day of its period, which comes without an edit."""
        standings = self.standings(timezone.localdate())
        for action in self:
            if changed := action.take_standing(standings[action.pk]):
                values = {name: getattr(action, name) for name in changed}
                type(action).objects.filter(pk=action.pk).update(**values)


class Action(WithCost, WithSummary, Publishable):
    """One of the numbered commitments of a plan."""

    number = models.PositiveIntegerField(
        "numéro", unique=True, help_text="Il figure dans l’adresse de la page."
    )
    is_number_provisional = models.BooleanField(
        "numéro provisoire", default=False, help_text="Le numéro officiel n’est pas connu."
    )
    # Kept from the first change of its number (actions.numbers): what names it for ever.
    first_number = models.PositiveIntegerField(
        "premier numéro", unique=True, null=True, blank=True, editable=False
    )
    title = models.CharField("intitulé", max_length=200, blank=True)
    official_title = models.CharField(
        "intitulé officiel",
        max_length=300,
        blank=True,
        help_text="Tel qu’annoncé. Une fois enregistré, il ne se change plus.",
    )
    theme = models.ForeignKey(
        Theme,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="thème",
    )
    body = models.CharField("organisme", max_length=20, choices=Body, default=Body.CITY)
    service = models.ForeignKey(
        Service,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="service",
    )
    place = models.CharField("lieu", max_length=200, blank=True)
    process = models.ForeignKey(
        Process,
        models.PROTECT,
        related_name="actions",
        null=True,
        blank=True,
        verbose_name="démarche d’origine",
    )
    budget_spent = models.DecimalField(
        "budget dépensé (€)",
        max_digits=14,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    next_review_on = models.DateField(
        "prochaine mise à jour le", null=True, blank=True, help_text="Promise au public."
    )
    reservation = models.TextField(
        "réserve", blank=True, help_text="Montrée au public : ce qui est douteux ou à compléter."
    )
    sources = models.ManyToManyField(Source, blank=True, related_name="+", verbose_name="sources")
    criterion = models.TextField(
        "critère",
        blank=True,
        validators=[refuse_references],
        help_text="Ce qui dira que c’est fait, tel qu’écrit à l’annonce.",
    )
    # A copy of what the events say (`Standing`): Event.save(), imports and the worker write it.
    status = models.CharField(
        "statut", max_length=12, choices=Status, default=Status.UPCOMING, editable=False
    )
    certainty = models.CharField(
        "certitude", max_length=8, choices=Certainty, default=Certainty.UNKNOWN, editable=False
    )
    is_partial = models.BooleanField("réalisée en partie", default=False, editable=False)
    planned_on = PartialDateField("fin prévue", null=True, editable=False)
    cost_low = models.PositiveBigIntegerField("budget prévu (€)", null=True, editable=False)
    cost_high = models.PositiveBigIntegerField(
        "budget prévu, au plus (€)", null=True, editable=False
    )

    objects = ActionQuerySet.as_manager()
    history = HistoricalRecords(m2m_fields=[sources])

    class Meta(Publishable.Meta):
        verbose_name = "action"
        ordering = ["number"]
        constraints = [
            *Publishable.Meta.constraints,
            models.CheckConstraint(
                condition=Q(number__gt=0), name="actions_action_number_positive"
            ),
            models.CheckConstraint(
                condition=Q(status__in=Status.values), name="actions_action_status_known"
            ),
            models.CheckConstraint(
                condition=Q(certainty__in=Certainty.values), name="actions_action_certainty_known"
            ),
        ]
        indexes = [models.Index(fields=["status", "number"])]

    def __str__(self):
        return f"n° {self.number}, {self.name}"

    def get_absolute_url(self):
        return reverse("actions:detail", args=[self.number])

    @property
    @admin.display(description="intitulé", ordering="title")
    def name(self):
        return self.title or UNTITLED

    @property
    def lasting_number(self):
        """The number that it was entered with. It never changes: the chain, the names of feeds and
        whatever was sent to somebody know the action by it."""
        return self.first_number or self.number

    @cached_property
    def merged_number(self):
        """The number of the public action that takes this one over; None when none does. Lists
        read it with the action: see `with_merger`."""
        if self.status != Status.ABANDONED:
            return None
        merged = type(self).objects.filter(pk=self.pk).with_merger()
        return merged.values_list("merged_number", flat=True).first()

    @property
    def outcome(self):
        """The status in words; an action that another takes over was not given up."""
        if self.merged_number:
            return f"Regroupée avec l’action n° {self.merged_number}"
        return self.get_status_display()

    @property
    def is_known(self):
        """Whether somebody says where it stands, or dated facts do."""
        return self.certainty != Certainty.UNKNOWN

    @property
    def is_open(self):
        return Status(self.status).is_open

    @property
    def lateness(self):
        """« échéance dépassée de 3 mois », once the whole period of the promise has passed: whether
        it is late is another matter, since it may be done without anybody saying so here."""
        if not (self.planned_on and self.is_open):
            return ""
        delay = duration(self.planned_on.last_day, timezone.localdate())
        return delay and f"échéance dépassée de {delay}"

    @property
    def review_lateness(self):
        """« mise à jour attendue depuis 12 jours », once the promised day has passed."""
        if not (self.next_review_on and self.is_open):
            return ""
        delay = duration(self.next_review_on, timezone.localdate())
        return delay and f"mise à jour attendue depuis {delay}"

    @property
    def standing(self):
        return Standing(*(getattr(self, name) for name in Standing._fields))

    def take_standing(self, standing):
        """Copy it, without saving; returns the names of the fields that change."""
        values = standing._asdict()
        changed = [name for name, value in values.items() if getattr(self, name) != value]
        for name in changed:
            setattr(self, name, values[name])
        return changed

    def record(self, text, occurred_on, status="", **details):
        """Write down what happened; imports, seeds and the shell come through here.

        Raises ValidationError when the event breaks a rule: a date to come, « réalisée » without
        evidence or reservation, a correction of another action's event.
        """
        event = Event(action=self, text=text, occurred_on=occurred_on, status=status, **details)
        event.save()
        return event
