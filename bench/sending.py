"""The newsletter's sending, against a bare smtplib loop: same server, same messages.

The loop has its messages ready as bytes and writes nothing down: it is what sending costs if
nobody must remember who got what. Ours composes each message, and commits what is known of it
before and after. Both run in fresh processes, the loop half before and half after.
"""

import json
import os
import smtplib
import subprocess
import sys
import time
from contextlib import contextmanager

from .memory import peak_megabytes
from .rows import Row

PEOPLE = 10_000
SENDER = "lettre@exemple.fr"


def measure(small=False):
    people = 200 if small else PEOPLE
    make_people(people)
    size = size_of_a_message()
    for kind, goal in (("aiosmtpd", 0.25), ("bare", None)):
        yield from compare(kind, people, size, goal)


def compare(kind, people, size, goal):
    with mail_sink(kind) as port:
        few = run(port, "ours", make_issue(people // 10))
        before = run(port, "loop", make_issue(people), people // 2)
        ours = run(port, "ours", make_issue(people))
        after = run(port, "loop", make_issue(people), people // 2)
    loop = people / (before["seconds"] + after["seconds"])
    where = f"{people} abonnés, serveur {kind}"
    yield Row(
        "sending",
        f"messages envoyés, {where}",
        round(ours["sent"] / ours["seconds"], 1),
        "messages/s",
        "boucle smtplib nue",
        round(loop, 1),
        goal,
        "more",
        f"messages de {size / 1000:.0f} ko, un travailleur, sans limite de cadence",
    )
    if goal:
        yield Row(
            "sending",
            f"mémoire du travailleur, {where}",
            ours["megabytes"],
            "Mo",
            f"le même, {people // 10} abonnés",
            few["megabytes"],
            1.1,
            "less",
            "plus haute mémoire résidente du processus",
        )


# --- What is sent -----------------------------------------------------------------------


def make_people(count):
    """Seven in ten follow everything, two a theme, one an action."""
    from django.utils import timezone

    from actions.models import Action, Theme
    from newsletter.models import Subscriber

    themes = [Theme.objects.create(slug=f"theme-{n}", name=f"Thème {n}") for n in range(5)]
    for n in range(1, 39):
        Action.objects.create(
            number=n, title=f"Action pour le cœur de ville {n}", state="publie", theme=themes[n % 5]
        )
    subscribers = [
        Subscriber(
            email=(email := f"abonne-{n}@exemple.fr"),
            email_key=email,
            confirmed_at=timezone.now(),
            follows_everything=n % 10 < 7,
        )
        for n in range(count)
    ]
    Subscriber.objects.bulk_create(subscribers, batch_size=1000)
    follow(Subscriber.themes.through, "theme_id", subscribers, (7, 8), themes)
    follow(Subscriber.actions.through, "action_id", subscribers, (9,), Action.objects.all())


def follow(through, column, subscribers, digits, followed):
    followed = list(followed)
    through.objects.bulk_create(
        [
            through(subscriber_id=one.pk, **{column: followed[rank % len(followed)].pk})
            for rank, one in enumerate(subscribers)
            if rank % 10 in digits
        ],
        batch_size=1000,
    )


def make_issue(count):
    """An approved issue that tells a step of each action, for the first `count` subscribers."""
    from django.contrib.auth.models import User

    from actions.models import Action, Event
    from newsletter.issues.content import compute
    from newsletter.models import Issue, Subscriber
    from publishing.text.dates import PartialDate

    last = Event.objects.order_by("-rank").values_list("rank", flat=True).first() or 0
    for action in Action.objects.all():
        status = "en-cours" if action.status != "en-cours" else "suspendue"
        event = action.record(
            "Le conseil a délibéré ; les travaux suivent, rue par rue.",
            PartialDate.from_iso("2018-03-01"),
            status=status,
        )
    Subscriber.objects.update(rhythm="trimestriel")
    keys = Subscriber.objects.order_by("pk").values_list("pk", flat=True)[:count]
    Subscriber.objects.filter(pk__in=list(keys)).update(rhythm="mensuel")
    writer, reader = (User.objects.get_or_create(username=n)[0] for n in ("un", "deux"))
    issue = Issue.objects.create(
        rhythm="mensuel",
        title="Un mois d’actions",
        after_rank=last,
        up_to_rank=event.rank,
        edited_by=writer,
    )
    issue.approve(reader, compute(issue))
    return issue.pk


def messages(issue_pk):
    """`(address, bytes)` of every message of an issue."""
    from newsletter.issues.letter import Letter, Topics
    from newsletter.issues.message import compose
    from newsletter.models import Issue

    issue = Issue.objects.get(pk=issue_pk)
    letter = Letter.of(issue)
    people = issue.audience().prefetch_related("themes", "actions")
    for one in people.iterator(chunk_size=1000):
        yield one.email, compose(letter, Topics.of(one), one).message().as_bytes(linesep="\r\n")


def size_of_a_message():
    issue = make_issue(1)
    _, message = next(messages(issue))
    end(issue)
    return len(message)


def end(issue_pk):
    """Leave the place to another issue of the rhythm."""
    from newsletter.models import Issue

    Issue.objects.filter(pk=issue_pk).update(state=Issue.State.SENT)


# --- The two contenders, each in a fresh process ------------------------------------------


def run(port, contender, issue_pk, count=0):
    environment = os.environ | {
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
        "EMAIL_PER_MINUTE": "0",
        "DEFAULT_FROM_EMAIL": SENDER,
    }
    done = subprocess.run(
        [sys.executable, "-m", "bench.sending", contender, str(issue_pk), str(count)],
        env=environment,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(done.stderr.strip().splitlines()[-1])
    return json.loads(done.stdout)


def loop(port, issue_pk, count):
    """What anybody writes first: a connection, and sendmail for each."""
    ready = [pair for pair, _ in zip(messages(issue_pk), range(count), strict=False)]
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", port) as smtp:
        for address, message in ready:
            smtp.sendmail(SENDER, [address], message)
    seconds = time.perf_counter() - started
    end(issue_pk)
    return {"sent": len(ready), "seconds": seconds}


def ours():
    """The worker's own command, rows written and issue ended included."""
    from newsletter.models import Delivery, Issue
    from publishing.clock import run_frequent_tasks

    already = Delivery.objects.filter(mail__state="envoye").count()
    started = time.perf_counter()
    while run_frequent_tasks():
        pass
    seconds = time.perf_counter() - started
    if Issue.objects.exclude(state=Issue.State.SENT).exists():
        raise RuntimeError("the issue was not sent to its end")
    return {
        "sent": Delivery.objects.filter(mail__state="envoye").count() - already,
        "seconds": seconds,
    }


@contextmanager
def mail_sink(kind):
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.mail_sink", kind], stdout=subprocess.PIPE, text=True
    )
    try:
        yield int(process.stdout.readline())
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def main(contender, issue_pk, count):
    import django

    django.setup()
    from django.conf import settings

    result = ours() if contender == "ours" else loop(settings.EMAIL_PORT, issue_pk, count)
    peak = peak_megabytes()
    print(json.dumps(result | {"megabytes": round(peak, 1)}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
