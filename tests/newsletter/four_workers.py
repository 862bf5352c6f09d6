"""Run apart, on a database of its own: four workers answer forty requests at once, and four clicks
confirm each of ten of them at once."""

import multiprocessing
import os
import re
import tempfile
from collections import Counter
from itertools import chain
from pathlib import Path

import django

PEOPLE, CONFIRMED, WORKERS = 40, 10, 4


def work(_):
    from publishing.clock import run_frequent_tasks

    everyone.wait()
    while run_frequent_tasks():
        pass


def click(paths):
    from django.test import Client

    everyone.wait()
    return [Client().post(path).status_code for path in paths]


def messages(folder):
    """The link of each recipient, and how many messages each received."""
    texts = [path.read_text() for path in Path(folder).glob("*")]
    recipients = Counter(found for text in texts for found in re.findall(r"^To: (\S+)", text, re.M))
    paths = {
        found for text in texts for found in re.findall(r"/newsletter/confirmer/[\w.-]+/", text)
    }
    return recipients, sorted(paths)


def main(folder):
    global everyone
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    os.environ["EMAIL_URL"] = f"filemail:///{folder}"
    django.setup()
    from django.db import connections
    from django.test.utils import override_settings, setup_test_environment

    from mail.models import OutgoingMail
    from newsletter.models import Consent, SignUp, Subscriber

    setup_test_environment()
    for number in range(PEOPLE):
        for _ in range(2):  # impatient: each pressed the button twice
            SignUp.objects.create(email=f"a{number}@exemple.fr", text_shown="-", source="-")
    connections.close_all()
    context = multiprocessing.get_context("fork")
    backend = "django.core.mail.backends.filebased.EmailBackend"
    with override_settings(EMAIL_BACKEND=backend):
        everyone = context.Barrier(WORKERS)
        with context.Pool(WORKERS) as pool:
            pool.map(work, range(WORKERS), chunksize=1)
            recipients, paths = messages(folder)
            connections.close_all()
            answers = pool.map(click, [paths[:CONFIRMED]] * WORKERS, chunksize=1)
    times = Counter(recipients.values())
    print(f"{len(recipients)} people, messages for each: {sorted(times)}, links: {len(paths)}")
    print(f"waiting: {OutgoingMail.objects.count()}, requests left: {SignUp.objects.count()}")
    print(f"answers: {sorted(Counter(chain.from_iterable(answers)).items())}")
    print(f"subscribers: {Subscriber.objects.count()}, consents: {Consent.objects.count()}")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        main(folder)
