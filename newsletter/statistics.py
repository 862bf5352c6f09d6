"""How the newsletter does, counted without following anybody."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from actions.models import Action, Theme

from .models import ForgottenAddress, Rhythm, SignUp, Subscriber, Tally

MONTHS_SHOWN = 24
CAME = (Tally.Kind.CONFIRMED, Tally.Kind.IMPORTED, Tally.Kind.RETURNED)
WENT = (Tally.Kind.LEFT, Tally.Kind.SILENT, Tally.Kind.UNREACHABLE, Tally.Kind.ERASED)


@dataclass(frozen=True)
class Month:
    """What a month brought and took."""

    first_day: date
    counts: dict

    @property
    def cells(self):
        return [self.counts.get(kind, 0) for kind in Tally.Kind]

    @property
    def growth(self):
        came = sum(self.counts.get(kind, 0) for kind in CAME)
        return came - sum(self.counts.get(kind, 0) for kind in WENT)


def months():
    """The last months in which something happened, the newest first."""
    found = {}
    for tally in Tally.objects.all():
        found.setdefault(tally.month, {})[tally.kind] = tally.count
    return [Month(day, counts) for day, counts in found.items()][:MONTHS_SHOWN]


def followed_counts(model):
    """The themes, or the actions, that somebody follows, and how many do."""
    reached = Q(subscribers__confirmed_at__isnull=False, subscribers__refused_at__isnull=True)
    return model.objects.annotate(followers=Count("subscribers", filter=reached)).filter(
        followers__gt=0
    )


def summary():
    confirmed = Subscriber.objects.confirmed()
    by_rhythm = dict(confirmed.order_by().values_list("rhythm").annotate(Count("pk")))
    return {
        "total": confirmed.count(),
        "refused": Subscriber.objects.filter(refused_at__isnull=False).count(),
        "asked_again": confirmed.filter(asked_again_at__isnull=False).count(),
        "waiting": SignUp.objects.count(),
        "forgotten": ForgottenAddress.objects.count(),
        "rhythms": [(rhythm.label, by_rhythm.get(rhythm, 0)) for rhythm in Rhythm],
        "everything": confirmed.filter(follows_everything=True).count(),
        "themes": followed_counts(Theme),
        "actions": followed_counts(Action),
        "kinds": Tally.Kind.labels,
        "months": months(),
    }
