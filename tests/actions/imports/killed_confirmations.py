"""Run apart, on a database of its own (DATABASE_URL): confirmations killed at many moments.

Each child is killed (SIGKILL) right before one of its statements, or after a while; the parent then
looks at what is left: nothing of the import, or all of it.
"""

import os
import random
import signal
import sys
import tempfile
import time
from pathlib import Path

import django

ACTIONS = 60
BY_STATEMENT, BY_DELAY = 10, 5
HEADER = "N°;Statut;Date;Ce qui s’est passé;Lieu\n"


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from actions.models import Action

    Action.objects.bulk_create(Action(number=n, state="publie") for n in range(1, ACTIONS + 1))
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_MEDIA_ROOT = Path(folder)
        kill_them_all(Path(folder))
    call_command("verify_history", stdout=sys.stdout)


def kill_them_all(folder):
    run = prepare(folder, 0)
    total = in_a_child(lambda: count_statements(run))
    print(f"{total} statements")
    for moment in range(BY_STATEMENT):
        judge(prepare(folder, moment), lambda run, m=moment: die_before(run, m * total // 9))
    chance = random.Random(20170329)  # the same moments at each run, as far as a clock can
    for moment in range(BY_DELAY):
        delay = chance.uniform(0, 0.2)
        judge(prepare(folder, 100 + moment), lambda run: confirm(run), delay)
    run = prepare(folder, 200)
    judge(run, confirm)
    assert state_of(run)[0] == "applique", "an import left alone is applied"


def prepare(folder, name):
    from actions.imports.planning import prepare
    from actions.models import Action, Status

    is_ongoing = Action.objects.get(number=1).status == Status.ONGOING
    word = (Status.SUSPENDED if is_ongoing else Status.ONGOING).label
    rows = [f"{n};{word};2020;Pas {name} de {n}.;Rue {name}" for n in range(1, ACTIONS + 1)]
    path = folder / "suivi.csv"
    path.write_text(HEADER + "\n".join(rows), encoding="utf-8")
    run = prepare(path, None)
    assert run.state == "apercu", list(run.faults)
    return run


def confirm(run):
    from actions.imports.applying import apply

    apply(run.pk, None)


def count_statements(run):
    """How many statements a whole confirmation takes; this one is rolled back."""
    from django.db import connection, transaction

    counted = Statements()
    with connection.execute_wrapper(counted), transaction.atomic():
        confirm(run)
        transaction.set_rollback(True)
    return counted.count


def die_before(run, statement):
    from django.db import connection

    with connection.execute_wrapper(Statements(statement)):
        confirm(run)
    os.kill(os.getpid(), signal.SIGKILL)  # the last moment: right after the commit


class Statements:
    """Counts statements, and dies before one of them."""

    def __init__(self, fatal=None):
        self.count, self.fatal = 0, fatal

    def __call__(self, execute, *args):
        if self.count == self.fatal:
            os.kill(os.getpid(), signal.SIGKILL)
        self.count += 1
        return execute(*args)


def in_a_child(work, delay=None):
    """What the work answers, from another process; None when that was killed."""
    from django.db import connections

    connections.close_all()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        answer = work()
        os.write(writing, str(answer or 0).encode())
        connections.close_all()
        os._exit(0)
    os.close(writing)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        return int(pipe.read() or 0) or None


def judge(run, work, delay=None):
    in_a_child(lambda: work(run), delay)
    state, events, places, moved, lines = state_of(run)
    assert (state, events, places, lines) in (
        ("apercu", 0, 0, 0),
        ("applique", ACTIONS, ACTIONS, ACTIONS),
    ), f"half an import: {state}, {events} events, {places} places, {lines} lines of history"
    assert state == "apercu" or moved == ACTIONS, f"only {moved} statuses moved"
    print(f"import {run.pk}: {state}")


def state_of(run):
    """Once the transaction of whoever was killed is over."""
    from django.db import transaction

    from actions.chain import lock_history
    from actions.models import Action, ImportChange

    with transaction.atomic():
        lock_history()
        run.refresh_from_db()
        asked = run.changes.filter(kind=ImportChange.Kind.FIELD).first().after
        status = run.changes.filter(kind=ImportChange.Kind.EVENT).first().after["status"]
        return (
            run.state,
            run.events.count(),
            Action.objects.filter(place=asked).count(),
            Action.objects.filter(status=status).count(),
            Action.history.filter(history_change_reason=f"import n° {run.pk}").count(),
        )


if __name__ == "__main__":
    main()
