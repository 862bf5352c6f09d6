"""What happens without anybody asking, done by `manage.py work`.

An app above registers its functions in its module `tasks`, which only the worker loads.
"""

import datetime
import logging
import threading
from collections.abc import Callable
from functools import cache

from django.apps import apps
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from .models import Publishable

logger = logging.getLogger(__name__)

Task = Callable[[], object]
Instant = Callable[[datetime.datetime], datetime.datetime | None]

# Set when the process is asked to end: a task finishes what it has in hand, and no more.
stopping = threading.Event()

daily_tasks: list[Task] = []
frequent_tasks: list[Task] = []
instants: list[Instant] = []


def daily(function: Task) -> Task:
    """Register a function without arguments, called at start and after each midnight.

    It must be safe to run twice.
    """
    daily_tasks.append(function)
    return function


def frequent(function: Task) -> Task:
    """Register a function without arguments, called every few seconds.

    It does a little at a time, for a second or so, and returns whether more is waiting; several
    workers may call it at once.
    """
    frequent_tasks.append(function)
    return function


def moves_pages(function: Instant) -> Instant:
    """Register a function that says, of an instant, when time next changes a public page by
    itself; None when nothing is foreseen. Midnight needs none.

    Pages depend on it: it is registered where models are, so that every process knows it.
    """
    instants.append(function)
    return function


def next_change(now: datetime.datetime) -> datetime.datetime:
    """When a public page next changes without anybody touching it."""
    foreseen = [function(now) for function in instants]
    return min([midnight_after(now), *(instant for instant in foreseen if instant)])


def midnight_after(now: datetime.datetime) -> datetime.datetime:
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))


@moves_pages
def next_publication(now: datetime.datetime) -> datetime.datetime | None:
    """The next planned publication or withdrawal of any content."""
    first, *others = (
        model._default_manager.filter(
            Q(publish_at__gt=now) | Q(unpublish_at__gt=now), state=Publishable.State.PUBLISHED
        ).values_list("publish_at", "unpublish_at")
        for model in apps.get_models()
        if issubclass(model, Publishable)
    )
    # One query: the first page after each edit waits for it.
    planned = first.order_by().union(*(other.order_by() for other in others), all=True)
    return min((value for row in planned for value in row if value and value > now), default=None)


@cache
def load_tasks() -> None:
    autodiscover_modules("tasks")


def run_daily_tasks() -> None:
    load_tasks()
    for task in daily_tasks:
        task()


def run_frequent_tasks() -> bool:
    """Call each once and return whether any has more to do; one that fails does not stop the
    others, and is called again at the next look."""
    load_tasks()
    answers = [has_more_after(task) for task in frequent_tasks]
    return any(answers)


def has_more_after(task: Task) -> bool:
    try:
        return bool(task())
    except Exception:  # whatever it is: it is logged, and the others go on
        logger.exception("%s.%s failed; it will be tried again", task.__module__, task.__name__)
        return False
