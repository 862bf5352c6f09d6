"""The last message about actions that are over: nobody follows for ever what will not move."""

import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from actions.models import Action, Event, Status
from publishing.clock import daily

from ..models import Subscriber
from . import notices
from .links import preferences_url

# A status given by mistake is corrected, a page withdrawn by mistake put back, within days.
PATIENCE = datetime.timedelta(days=7)
MESSAGES_A_DAY = 500


def over() -> dict[int, Action]:
    """The followed actions merged, abandoned, done whole or withdrawn, since long enough."""
    limit = timezone.now() - PATIENCE
    followed = Action.objects.filter(subscribers__isnull=False).distinct()
    public = followed.filter(pk__in=Action.objects.published().values("pk"))
    ended = public.filter(Q(status=Status.DONE, is_partial=False) | Q(status=Status.ABANDONED))
    found = {action.pk: action for action in ended.with_merger() if settled(action, limit)}
    coming = Q(state=Action.State.PUBLISHED, publish_at__gt=timezone.now())
    gone = (
        followed.exclude(pk__in=public.values("pk")).exclude(coming).filter(updated_at__lte=limit)
    )
    return found | {action.pk: action for action in gone}


def settled(action: Action, limit: datetime.datetime) -> bool:
    """Whether what ended it has been known, and over, since then."""
    event = Event.objects.filter(action=action).deciding(timezone.localdate()).first()
    return (
        event is not None
        and event.recorded_at <= limit
        and event.settled_on <= timezone.localdate(limit)
    )


@daily
def tell_last_news() -> None:
    """One message for each person, however many of their actions are over; they follow these no
    more. Who then follows nothing is asked, as the silent are, and erased without an answer."""
    ended = over()
    concerned = Subscriber.objects.confirmed().filter(actions__in=ended).distinct()
    for pk in concerned.values_list("pk", flat=True)[:MESSAGES_A_DAY]:
        tell(pk, ended)


@transaction.atomic
def tell(pk: int, ended: dict[int, Action]) -> None:
    subscriber = Subscriber.objects.select_for_update().filter(pk=pk).first()
    if subscriber is None:
        return
    actions = [action for action in subscriber.actions.all() if action.pk in ended]
    if not actions:  # told by another worker
        return
    subscriber.actions.remove(*actions)
    follows = subscriber.follows_everything or subscriber.themes.exists()
    is_last = not follows and not subscriber.actions.exists()
    if is_last:
        Subscriber.objects.filter(pk=pk).update(asked_again_at=timezone.now())
    lines = [line_of(ended[action.pk], subscriber) for action in actions]
    notices.tell_the_end(subscriber, lines, is_last=is_last)


def line_of(action: Action, subscriber: Subscriber) -> dict[str, Any]:
    """What the message says of one; of an action withdrawn, its number alone."""
    if not action.is_public:
        label = f"L’action n° {action.number}"
        return {"number": action.number, "label": label, "words": "a été retirée du site"}
    line: dict[str, Any] = {
        "number": action.number,
        "label": f"n° {action.number}, {action.name}",
        "url": settings.SITE_URL + action.get_absolute_url(),
        "words": "est réalisée" if action.status == Status.DONE else "est abandonnée",
    }
    if action.merged_number:
        merged = Action.objects.get(number=action.merged_number)
        line["words"] = f"est regroupée avec l’action n° {merged.number}, {merged.name}"
        line["instead"] = {
            "number": merged.number,
            "url": f"{preferences_url(subscriber)}?action={merged.lasting_number}",
        }
    return line
