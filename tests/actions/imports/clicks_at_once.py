"""Run apart, on a database of its own: one preview confirmed four times at once, and two
previews of one action confirmed at once by two people."""

import multiprocessing
import os
import sys
import tempfile
from pathlib import Path

import django

HEADER = "N°;Statut;Date;Ce qui s’est passé\n"


def confirm(run_pk, user_pk):
    from django.contrib.auth.models import User

    from actions.imports.applying import apply
    from actions.imports.faults import Impossible

    user = User.objects.get(pk=user_pk)
    everyone.wait()
    try:
        return apply(run_pk, user).state
    except Impossible as answer:
        return type(answer).__name__


def main():
    global everyone
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.core.management import call_command

    from actions.models import Action

    users = [User.objects.create_superuser(name) for name in ("une", "autre")]
    Action.objects.bulk_create(Action(number=n, state="publie") for n in (1, 2))
    with tempfile.TemporaryDirectory() as folder:
        settings.PRIVATE_MEDIA_ROOT = Path(folder)
        run = prepare(Path(folder), users[0], "1;en cours;2020;Lancée.")
        print("clicks:", *at_once([(run.pk, users[0].pk)] * 4))
        rows = ["2;en cours;2020;Lancée.", "2;suspendue;2021;Une pause."]
        runs = [prepare(Path(folder), *each) for each in zip(users, rows, strict=True)]
        print("editors:", *at_once([(r.pk, r.made_by_id) for r in runs]))
    call_command("verify_history", stdout=sys.stdout)


def prepare(folder, user, row):
    from actions.imports.planning import prepare

    path = folder / "suivi.csv"
    path.write_text(HEADER + row, encoding="utf-8")
    return prepare(path, user)


def at_once(asked):
    global everyone
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    everyone = context.Barrier(len(asked))
    with context.Pool(len(asked)) as pool:
        return sorted(pool.starmap(confirm, asked, chunksize=1))


if __name__ == "__main__":
    main()
