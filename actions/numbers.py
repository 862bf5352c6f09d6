"""An official number found after an action was entered under a provisional one, and the way back.

Two actions exchange their numbers and nothing else of them moves, since all that is theirs points
to them by key. An event tells it of each; the chain, and whatever was sent to somebody, know them
by their `lasting_number` (docs/history.md).
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.functional import cached_property

from publishing.text.dates import PartialDate

from .chain import lock_history
from .models import Action, Event, ImportRun

CHANGED_SINCE = "Un de ces numéros a changé depuis cet aperçu : relisez ce qui serait fait."


@dataclass(frozen=True)
class Renumbering:
    """An action takes a number; whoever has it takes the one that is left."""

    action: Action
    number: int
    holder: Action | None  # who has the number; None: it is the action's own
    corrects: Event | None = None  # what gave the action the number that it gives back

    @property
    def seen(self) -> str:
        """What must still hold between what is shown and what is done."""
        holder = self.holder.pk if self.holder else 0
        return f"{self.action.pk}-{self.action.number}-{self.number}-{holder}"

    @cached_property
    def moves(self) -> list[tuple[Action, int, int]]:
        """`(action, before, after)` of each; said the same once it is done."""
        left = self.action.number
        own = (self.action, left, self.number)
        return [own, (self.holder, self.number, left)] if self.holder else [own]

    def sentences(self, reason: str = "") -> list[str]:
        """What the event of each action says; the reason is that of the way back."""
        left, number = self.action.number, self.number
        if self.corrects and self.holder is None:
            return [
                f"Le n° {left} n’est plus tenu pour officiel : il redevient provisoire. {reason}"
            ]
        if self.corrects:
            return [
                f"Le n° {left} n’est pas celui de cette action, qui reprend le n° {number}, "
                f"provisoire. {reason}",
                f"Cette action reprend le n° {left}, provisoire : il n’est pas celui de l’action "
                f"« {self.action.name} », qui le portait.",
            ]
        if self.holder is None:
            return [f"Numéro officiel trouvé : c’est bien le n° {left}, provisoire jusqu’ici."]
        return [
            f"Numéro officiel trouvé : cette action est la n° {number}. Elle portait ici le "
            f"n° {left}, provisoire.",
            f"Le n° {number} est celui de l’action « {self.action.name} ». Celle-ci, qui le "
            f"portait ici, prend le n° {left}, provisoire.",
        ]

    def carry_out(
        self, user: Any, *, reason: str = "", run: ImportRun | None = None, **evidence: Any
    ) -> None:
        """Exchange the numbers and tell it. The caller holds the lock of the history, under which
        this was planned. Raises ValidationError when an event breaks a rule."""
        texts = self.sentences(reason)
        corrected = [self.corrects, self.corrects and given_to(self.holder)]
        if self.holder:  # the two databases check a number as each row is written
            free = (Action.objects.aggregate(last=Max("number"))["last"] or 0) + 1
            Action.objects.filter(pk=self.holder.pk).update(number=free)
        for (action, before, after), text, wrong in zip(self.moves, texts, corrected, strict=False):
            action.first_number = action.first_number or before
            action.number = after
            action.is_number_provisional = bool(self.corrects) or action is self.holder
            # What django-simple-history reads, of whoever saves.
            told = f"import n° {run.pk}" if run else "numéro officiel"
            vars(action).update(_history_user=user, _change_reason=told)
            action.save()
            action.record(
                text,
                PartialDate(timezone.localdate()),
                new_number=after,
                corrects=wrong,
                recorded_by=user,
                import_run=run,
                **evidence,
            )


def official(action: Action, number: int) -> Renumbering:
    """The action takes the official number that was found. Raises ValidationError, in French and
    with the remedy, when it may not."""
    holder = Action.objects.filter(number=number).first()
    if not action.title:
        raise ValidationError(
            "Cette action n’a pas de titre : donnez-lui d’abord son intitulé, puis son numéro."
        )
    if not action.is_number_provisional:
        raise ValidationError(
            f"Le n° {action.number} de cette action est déjà officiel : revenez d’abord au numéro "
            "provisoire, s’il est faux."
        )
    if holder is None:
        raise ValidationError(
            f"Aucune action ne porte le n° {number} : le numéro officiel est l’un de ceux du plan. "
            "Vérifiez-le dans la source."
        )
    if holder.pk != action.pk and holder.title and not holder.is_number_provisional:
        raise ValidationError(
            f"Le n° {number} est déjà le numéro officiel de l’action « {holder.title} ». Vérifiez "
            "les deux sources."
        )
    return Renumbering(action, number, None if holder.pk == action.pk else holder)


def provisional_again(action: Action) -> Renumbering:
    """The action gives back a number that proved not to be its own. Raises ValidationError."""
    wrong = given_to(action)
    if wrong is None or action.is_number_provisional:
        raise ValidationError("Aucun numéro officiel n’a été donné ici à cette action.")
    number = number_before(wrong)
    holder = Action.objects.filter(number=number).exclude(pk=action.pk).first()
    if holder and holder.title and not holder.is_number_provisional:
        raise ValidationError(
            f"Le n° {number} est devenu le numéro officiel de l’action « {holder.title} » : "
            "revenez d’abord sur celui-là."
        )
    return Renumbering(action, number, holder, wrong)


def given_to(action: Action | None) -> Event | None:
    """The event that gave an action its present number, unless another took it back."""
    if action is None:
        return None
    newest = action.events.filter(new_number__isnull=False).order_by("rank").last()
    return newest if newest and not newest.corrects_id else None


def number_before(event: Event) -> int:
    """The number that its action had before that event."""
    given = event.action.events.filter(new_number__isnull=False, rank__lt=event.rank)
    last = given.order_by("rank").values_list("new_number", flat=True).last()
    return last or event.action.lasting_number


@transaction.atomic
def change_number(
    planned: Any, action_pk: int, seen: str, user: Any, **details: Any
) -> Renumbering:
    """Do what was shown: `planned(action)` is asked again under the lock.

    Raises ValidationError when it may not be done any more, or would not be the same.
    """
    lock_history()
    renumbering: Renumbering = planned(Action.objects.select_for_update().get(pk=action_pk))
    if renumbering.seen != seen:
        raise ValidationError(CHANGED_SINCE)
    renumbering.carry_out(user, **details)
    return renumbering


def departures(*, with_title: bool = True) -> dict[int, Action]:
    """For each number that an action had and left, the last that did: whoever follows an address
    that bears the number looks for it, if its title is known."""
    events = Event.objects.filter(new_number__isnull=False).select_related("action")
    found: dict[int, Action] = {}
    now: dict[int, int] = {}
    for event in events.order_by("rank"):
        action = event.action
        if action.title or not with_title:
            found[now.get(action.pk, action.lasting_number)] = action
        now[action.pk] = event.new_number or action.number
    return {number: action for number, action in found.items() if action.number != number}


def moved_from(number: int) -> Action | None:
    """The public action that a page tells those who come to its former number about."""
    action = departures().get(number)
    return action if action and action.is_public else None


def wrong_numbers() -> list[Action]:
    """The actions whose number is not what their events say."""
    events = Event.objects.filter(new_number__isnull=False).order_by("rank")
    told = dict(events.values_list("action", "new_number"))
    moved = Action.objects.filter(first_number__isnull=False) | Action.objects.filter(pk__in=told)
    return [a for a in moved if a.number != told.get(a.pk, a.lasting_number)]
