"""The worker: what must happen without anybody asking."""

import signal
import threading
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils import timezone

from publishing.clock import run_daily_tasks, run_frequent_tasks, stopping

SECONDS_BETWEEN_LOOKS = 2


class Command(BaseCommand):
    help = "Fait vivre le site : ce qui dépend de la date, et ce qui attend d’être fait."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--once", action="store_true", help="Faire tout ce qui attend, puis s’arrêter."
        )

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            run_daily_tasks()
            while run_frequent_tasks():
                pass
        else:
            self.work_for_ever()

    def work_for_ever(self) -> None:
        end_in_order()
        done_on = None
        while not stopping.is_set():
            today = timezone.localdate()
            if today != done_on:
                run_daily_tasks()
                done_on = today
            if not run_frequent_tasks():
                close_old_connections()  # none is held while asleep: the database may restart
                stopping.wait(SECONDS_BETWEEN_LOOKS)


def end_in_order() -> None:
    """Asked to stop, finish what is in hand first: half of a thing is a doubt for somebody."""
    if threading.current_thread() is threading.main_thread():
        for asked in (signal.SIGTERM, signal.SIGINT):
            signal.signal(asked, lambda *_: stopping.set())
