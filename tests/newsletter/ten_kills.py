"""Run apart, on a database of its own (DATABASE_URL): two workers send an issue while they are
killed ten times, at moments counted by the mail server. Prints what became of everybody.

    python -m tests.newsletter.ten_kills SUBSCRIBERS
"""

import json
import multiprocessing
import os
import queue
import random
import signal
import sys
from collections import Counter
from datetime import timedelta

from .mail_server import Handler, MailServer

WORKERS = 2
KILLS = 10
BYSTANDERS = 20  # of each kind of people who must get nothing
PATIENCE = 120  # seconds without any news, before saying that something is stuck


class Killer(Handler):
    """Kills a worker when the server has counted so many messages, at a random word of SMTP."""

    def __init__(self, mail_server, moments, workers, dead):
        super().__init__(mail_server)
        self.moments, self.workers, self.dead = moments, workers, dead

    def strike(self, word):
        if not self.moments or len(self.mail_server.received) < self.moments[0][0]:
            return
        if self.moments[0][1] == word and len(self.workers) == WORKERS:
            self.moments.pop(0)
            victim = CHANCE.choice(sorted(self.workers))
            os.kill(victim, signal.SIGKILL)
            self.dead.put(victim)

    async def handle_MAIL(self, *args):
        self.strike("MAIL")
        return await super().handle_MAIL(*args)

    async def handle_RCPT(self, *args):
        self.strike("RCPT")
        return await super().handle_RCPT(*args)

    async def handle_DATA(self, *args):
        answer = await super().handle_DATA(*args)
        self.strike("DATA")  # the message is taken, and its worker may never hear of it
        return answer


CHANCE = random.Random(1950)


def moments(subscribers):
    """When to kill: as spread as chance wants, the last while messages still wait."""
    counts = sorted(CHANCE.sample(range(1, subscribers * 9 // 10), KILLS))
    return [(count, CHANCE.choice(["MAIL", "RCPT", "DATA"])) for count in counts]


def make_people(subscribers):
    from django.utils import timezone

    from newsletter.models import Issue, Subscriber
    from tests.factories import make_action

    from .readers import make_issue

    action, other = make_action(), make_action()
    issue = make_issue(action)
    now = timezone.now()

    def people(kind, count, **fields):
        fields = {"confirmed_at": now} | fields
        return Subscriber.objects.bulk_create(
            [
                Subscriber(email=(e := f"{kind}-{n}@example.org"), email_key=e, **fields)
                for n in range(count)
            ]
        )

    people("attendu", subscribers)
    people("non-confirme", BYSTANDERS, confirmed_at=None)
    people("refuse", BYSTANDERS, refused_at=now)
    people("trimestriel", BYSTANDERS, rhythm="trimestriel")
    for one in people("autre-action", BYSTANDERS, follows_everything=False):
        one.actions.set([other])
    return Issue.objects.get(pk=issue.pk)


def start(context):
    from .sending_process import work

    worker = context.Process(target=work, daemon=True)  # it does not outlive a test that fails
    worker.start()
    return worker


def bury(pid):
    """The lease of a dead worker ends: by hand, so that nobody waits for five minutes."""
    from django.utils import timezone

    from mail.models import OutgoingMail

    # Again while the test lasts: a last commit may reach the database after the death.
    OutgoingMail.objects.filter(worker__contains=f"-{pid}-").update(
        claimed_until=timezone.now() - timedelta(seconds=1)
    )


def run(server, killer, context, issue):
    """Replace each dead worker, until the issue is sent."""
    workers = killer.workers
    for _ in range(WORKERS):
        worker = start(context)
        workers[worker.pid] = worker
    seen, quiet, dead = 0, 0, []
    while issue.state != issue.State.SENT:
        try:
            pid = killer.dead.get(timeout=0.2)
        except queue.Empty:
            for pid in dead:
                bury(pid)
            issue.refresh_from_db()
            quiet = quiet + 1 if seen == len(server.received) else 0
            seen = len(server.received)
            if quiet * 0.2 > PATIENCE:
                raise SystemExit(f"stuck after {seen} messages") from None
            continue
        workers.pop(pid).join()
        dead.append(pid)
        bury(pid)
        worker = start(context)
        workers[worker.pid] = worker
    for worker in workers.values():
        os.kill(worker.pid, signal.SIGTERM)
    for worker in workers.values():
        worker.join()
    return [worker.exitcode for worker in workers.values()]


def main(subscribers):
    os.environ["DJANGO_SETTINGS_MODULE"] = "ales_services.settings"
    os.environ["EMAIL_PER_MINUTE"] = "0"
    server = MailServer()
    killer = Killer(server, moments(subscribers), {}, queue.Queue())
    with server.handled_by(killer):
        os.environ["EMAIL_URL"] = f"smtp://127.0.0.1:{server.port}"
        import django

        django.setup()
        issue = make_people(subscribers)
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(["tests.newsletter.sending_process"])
        exit_codes = run(server, killer, context, issue)
        print(json.dumps(report(server, killer, issue) | {"exit_codes": exit_codes}))


def report(server, killer, issue):
    from mail.models import OutgoingMail

    State = OutgoingMail.State
    got = Counter(server.recipients)
    doubtful = issue.deliveries.filter(mail__state=State.DOUBTFUL)
    expected = {name for name in got if name.startswith("attendu-")}
    return {
        "messages": len(server.received),
        "people": len(expected),
        "strangers": sorted(set(got) - expected),
        "twice": sorted(name for name, count in got.items() if count > 1),
        "doubtful": sorted(doubtful.values_list("subscriber__email", flat=True)),
        "forgotten": sorted(
            issue.deliveries.exclude(subscriber__email__in=got)
            .exclude(mail__state=State.DOUBTFUL)
            .values_list("subscriber__email", flat=True)
        ),
        "states": {str(state): n for state, n in issue.deliveries.counts().items()},
        "sent_unreceived": issue.deliveries.filter(mail__state=State.SENT)
        .exclude(subscriber__email__in=got)
        .count(),
        "kills_left": len(killer.moments),
    }


if __name__ == "__main__":
    main(int(sys.argv[1]))
