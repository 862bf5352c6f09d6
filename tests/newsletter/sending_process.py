"""One worker as a process of its own: `manage.py work`, ready to be killed.

Imported once by the server that forks the workers, so that each starts at once.
"""

import django
from django.core.management import call_command

django.setup()


def work():
    call_command("work")
