"""The newsletter's sending, against a bare smtplib loop: same server, same messages.

The loop has its messages ready as bytes and writes nothing down: it is what sending costs if
nobody must remember who got what. Ours composes each message, and commits what is known of it
before and after. Both run in fresh processes, the loop half before and half after, as many
messages as the loop sends in a few seconds.
"""

import json
import smtplib
import sys
import time
from contextlib import contextmanager

from aiosmtpd.controller import Controller

from .processes import free_port, run
from .rows import Row

FEW, MOST = 200, 10_000
SECONDS = 8  # of the bare loop
SENDER = "lettre@exemple.fr"


def measure(small=False):
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    call_command("seed", verbosity=0, stdout=sys.stderr)
    make_subscribers(FEW)
    with mail_server() as port:
        first = contender(port, "loop", make_issue(), FEW)
        rate = FEW / first["seconds"]
        count = FEW if small else max(FEW, min(MOST, int(rate * SECONDS)))
        make_subscribers(count)
        before = contender(port, "loop", make_issue(), count // 2)
        ours = contender(port, "ours", make_issue())
        after = contender(port, "loop", make_issue(), count // 2)
    loop = (before["sent"] + after["sent"]) / (before["seconds"] + after["seconds"])
    name, ours_rate = f"messages envoyés, {count} abonnés", ours["sent"] / ours["seconds"]
    note = f"messages de {first['bytes'] / 1000:.0f} ko, un travailleur, sans limite de cadence"
    yield Row(name, ours_rate, "messages/s", "boucle smtplib nue", loop, 0.25, "more", note)


# --- What is sent -----------------------------------------------------------------------


def make_subscribers(size):
    """Up to that many; seven in ten follow everything, the others a theme."""
    from django.utils import timezone

    from actions.models import Theme
    from newsletter.models import Subscriber

    added = []
    for n in range(Subscriber.objects.count(), size):
        email, fields = f"abonne-{n}@exemple.fr", {"confirmed_at": timezone.now()}
        fields["follows_everything"] = n % 10 < 7
        added.append(Subscriber(email=email, email_key=email, **fields))
    Subscriber.objects.bulk_create(added, batch_size=1000)
    themes = list(Theme.objects.all())
    for rank, one in enumerate(added):
        if not one.follows_everything:
            one.themes.add(themes[rank % len(themes)])


def make_issue():
    """An approved issue that says all that the seeded plan knows; the one before has been sent."""
    from django.contrib.auth.models import User

    from actions.models import Event
    from newsletter.issues.content import compute
    from newsletter.models import Issue

    Issue.objects.update(state=Issue.State.SENT)
    last = Event.objects.latest("rank").rank
    writer, reader = (User.objects.get_or_create(username=n)[0] for n in ("un", "deux"))
    issue = Issue.objects.create(
        rhythm="mensuel", title="Un mois d’actions", up_to_rank=last, edited_by=writer
    )
    issue.approve(reader, compute(issue))
    return issue.pk


class TakesAll:
    """A mail server that takes everything and keeps nothing."""

    async def handle_DATA(self, server, session, envelope):
        return "250 2.0.0 Ok"


@contextmanager
def mail_server():
    port = free_port()
    server = Controller(TakesAll(), "127.0.0.1", port, enable_SMTPUTF8=True)
    server.start()
    try:
        yield port
    finally:
        server.stop()


# --- The two contenders, each in a fresh process ------------------------------------------


def contender(port, name, issue, count=0):
    return json.loads(
        run(
            *("-m", "bench.sending", name, str(issue), str(count)),
            EMAIL_URL=f"smtp://127.0.0.1:{port}",
            EMAIL_PER_MINUTE="0",
            DEFAULT_FROM_EMAIL=SENDER,
        )
    )


def loop(issue_pk, count):
    """What anybody writes first: a connection, and sendmail for each."""
    from django.conf import settings

    from newsletter.issues.letter import Letter, Topics
    from newsletter.issues.message import compose
    from newsletter.models import Issue

    issue = Issue.objects.get(pk=issue_pk)
    letter, people = Letter.of(issue), issue.audience().prefetch_related("themes", "actions")
    ready = [
        (one.email, compose(letter, Topics.of(one), one).message().as_bytes(linesep="\r\n"))
        for one in people[:count]
    ]
    started = time.perf_counter()
    with smtplib.SMTP("127.0.0.1", settings.EMAIL_PORT) as smtp:
        for address, message in ready:
            smtp.sendmail(SENDER, [address], message)
    seconds = time.perf_counter() - started
    return {"sent": len(ready), "seconds": seconds, "bytes": len(ready[0][1])}


def ours(issue_pk, _):
    """The worker's own tasks, rows written and issue ended included."""
    from newsletter.models import Issue
    from publishing.clock import run_frequent_tasks

    issue = Issue.objects.get(pk=issue_pk)
    started = time.perf_counter()
    while run_frequent_tasks():
        pass
    seconds = time.perf_counter() - started
    issue.refresh_from_db()
    if issue.state != Issue.State.SENT:
        raise RuntimeError("the issue was not sent to its end")
    return {"sent": issue.deliveries.filter(mail__state="envoye").count(), "seconds": seconds}


def main(name, issue, count):
    import django

    django.setup()
    print(json.dumps({"loop": loop, "ours": ours}[name](int(issue), int(count))))


if __name__ == "__main__":
    main(*sys.argv[1:])
