"""What the passing of time changes, done by `manage.py work` at start and after each midnight.

An app above registers a function here from its `AppConfig.ready`; nothing here imports it.
"""

daily_tasks = []


def daily(function):
    """Register a function without arguments. It must be safe to run twice."""
    daily_tasks.append(function)
    return function


def run_daily_tasks():
    for task in daily_tasks:
        task()
