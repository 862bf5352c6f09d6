"""What happens without anybody asking, done by `manage.py work`.

An app above registers a function here from its `AppConfig.ready`; nothing here imports it.
"""

import datetime
import logging
import threading

from django.apps import apps
from django.utils import timezone

from .models import Publishable

logger = logging.getLogger(__name__)

# Set when the process is asked to end: a task finishes what it has in hand, and no more.
stopping = threading.Event()

daily_tasks = []
frequent_tasks = []
instants = []


def daily(function):
    """Register a function without arguments, called at start and after each midnight.

    It must be safe to run twice.
    """
    daily_tasks.append(function)
    return function


def frequent(function):
    """Register a function without arguments, called every few seconds.

    It does a little at a time, for a second or so, and returns whether more is waiting; several
    workers may call it at once.
    """
    frequent_tasks.append(function)
    return function


def moves_pages(function):
    """Register a function that says, of an instant, when time next changes a public page by
    itself; None when nothing is foreseen. Midnight needs none."""
    instants.append(function)
    return function


def next_change(now):
    """When a public page next changes without anybody touching it."""
    foreseen = [function(now) for function in instants]
    return min([midnight_after(now), *(instant for instant in foreseen if instant)])


def midnight_after(now):
    tomorrow = timezone.localdate(now) + datetime.timedelta(days=1)
    return timezone.make_aware(datetime.datetime.combine(tomorrow, datetime.time()))


@moves_pages
def next_publication(now):
    """The next planned publication or withdrawal of any content."""
    found = []
    for model in apps.get_models():
        if issubclass(model, Publishable):
            planned = model.objects.filter(state=Publishable.State.PUBLISHED)
            for field in ("publish_at", "unpublish_at"):
                later = planned.filter(**{f"{field}__gt": now}).order_by(field)
                found += later.values_list(field, flat=True)[:1]
    return min(found, default=None)


def run_daily_tasks():
    for task in daily_tasks:
        task()


def run_frequent_tasks():
    """Call each once and return whether any has more to do; one that fails does not stop the
    others, and is called again at the next look."""
    answers = [has_more_after(task) for task in frequent_tasks]
    return any(answers)


def has_more_after(task):
    try:
        return bool(task())
    except Exception:  # whatever it is: it is told, and the others go on
        logger.exception("%s.%s failed; it will be tried again", task.__module__, task.__name__)
        return False
