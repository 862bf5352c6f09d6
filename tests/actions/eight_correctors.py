"""Run apart, on a database of its own: eight people send the form that corrects one event."""

import multiprocessing
import os
import sys

import django


def correct(barrier_index):
    from django.contrib.auth.models import User
    from django.test import Client
    from django.urls import reverse

    from actions.models import Event

    client = Client()
    client.force_login(User.objects.get(username=f"agent{barrier_index}"))
    mistake = Event.objects.get(rank=1)
    everyone.wait()
    answer = client.post(
        reverse("admin:actions_event_add"),
        {
            "action": mistake.action_id,
            "occurred_on": "avril 2018",
            "text": "La vraie date.",
            "certainty": "prouvee",
            "corrects": mistake.pk,
        },
    )
    if answer.status_code == 302:
        return "rectification enregistrée"
    [message] = answer.context["adminform"].form.errors["corrects"]
    return message.removeprefix("Cette ").partition(" :")[0].replace("est déjà", "déjà")


def main():
    global everyone
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    django.setup()
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from django.db import connections
    from django.test.utils import setup_test_environment

    from actions.models import Action
    from publishing.text.dates import PartialDate

    setup_test_environment()
    for number in range(8):
        User.objects.create_superuser(f"agent{number}")
    action = Action.objects.create(number=9, state="publie")
    action.record("Une date fausse.", PartialDate.from_iso("2018-03-01"), status="en-cours")
    connections.close_all()
    context = multiprocessing.get_context("fork")
    everyone = context.Barrier(8)
    with context.Pool(8) as pool:
        answers = pool.map(correct, range(8), chunksize=1)
    print("\n".join(sorted(answers)))
    call_command("verify_history", stdout=sys.stdout)


if __name__ == "__main__":
    main()
