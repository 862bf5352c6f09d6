"""How the newsletter does, counted without following anybody."""

from dataclasses import dataclass

from django.db.models import Count, Q

from actions.models import Action, Theme

from ..models import ForgottenAddress, Rhythm, SignUp, Subscriber, Tally

MONTHS_SHOWN = 24
CAME = (Tally.Kind.CONFIRMED, Tally.Kind.IMPORTED, Tally.Kind.RETURNED)
WENT = (Tally.Kind.LEFT, Tally.Kind.SILENT, Tally.Kind.UNREACHABLE, Tally.Kind.ERASED)


@dataclass(frozen=True)
class Months:
    """What the last months brought and took, the newest first; only what ever happened."""

    counts: dict  # by first day of the month, then by kind

    @classmethod
    def read(cls):
        found = {}
        for tally in Tally.objects.all():
            found.setdefault(tally.month, {})[tally.kind] = tally.count
        return cls(dict(list(found.items())[:MONTHS_SHOWN]))

    @property
    def kinds(self):
        return [k for k in Tally.Kind if any(k in counts for counts in self.counts.values())]

    @property
    def rows(self):
        """`(first day, growth, numbers in the order of the kinds)`."""
        for day, counts in self.counts.items():
            yield day, growth(counts), [counts.get(kind, 0) for kind in self.kinds]


def growth(counts):
    came = sum(counts.get(kind, 0) for kind in CAME)
    return came - sum(counts.get(kind, 0) for kind in WENT)


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
        "states": [
            ("Demandes qui attendent leur confirmation", SignUp.objects.count()),
            ("Adresses que leur serveur refuse", Subscriber.objects.unreachable().count()),
            (
                "Personnes à qui nous avons demandé si elles restent",
                confirmed.filter(asked_again_at__isnull=False).count(),
            ),
            ("Départs protégés contre un retour par import", ForgottenAddress.objects.count()),
        ],
        "rhythms": [(rhythm.label, by_rhythm.get(rhythm, 0)) for rhythm in Rhythm],
        "everything": confirmed.filter(follows_everything=True).count(),
        "themes": followed_counts(Theme),
        "actions": followed_counts(Action),
        "months": Months.read(),
    }
