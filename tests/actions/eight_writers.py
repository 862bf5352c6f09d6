"""Run apart, on a database of its own (DATABASE_URL): eight processes write 25 events each."""

import multiprocessing
import os
import sys

import django


def write(number):
    from actions.models import Action
    from publishing.text.dates import PartialDate

    action = Action.objects.get(number=number)
    for step in range(25):
        action.record(f"Étape {step}.", PartialDate.from_iso("2018-03-01"), status="en-cours")


def main():
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.core.management import call_command
    from django.db import connections

    from actions.models import Action

    for number in range(1, 9):
        Action.objects.create(number=number, state="publie")
    connections.close_all()
    with multiprocessing.get_context("fork").Pool(8) as pool:
        pool.map(write, range(1, 9), chunksize=1)
    call_command("verify_history", stdout=sys.stdout)


if __name__ == "__main__":
    main()
