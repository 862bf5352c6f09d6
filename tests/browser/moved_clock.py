"""The site on a clock that a test moves: its WSGI application, and `manage.py` as a module.

The file that CLOCK names holds the seconds added to the time of day.
"""

import datetime
import os
import sys
from pathlib import Path

from django.utils import timezone

CLOCK = Path(os.environ["CLOCK"])


def moved_now():
    seconds = float(CLOCK.read_text())
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(seconds=seconds)


timezone.now = moved_now  # before any field takes it as its default
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ales_services.settings")

if __name__ == "__main__":
    from django.core.management import execute_from_command_line

    execute_from_command_line(["manage.py", *sys.argv[1:]])
else:
    from ales_services.wsgi import application  # noqa: F401  what the server asks for
