"""What happens without anybody asking, done by `manage.py work`.

An app above registers a function here from its `AppConfig.ready`; nothing here imports it.
"""

import logging
import threading

logger = logging.getLogger(__name__)

# Set when the process is asked to end: a task finishes what it has in hand, and no more.
stopping = threading.Event()

daily_tasks = []
frequent_tasks = []


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
    except Exception:
        logger.exception("%s.%s failed; it will be tried again", task.__module__, task.__name__)
        return False
