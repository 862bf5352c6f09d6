"""Subscribers and issues for the tests of the sending."""

import itertools

from django.contrib.auth.models import User
from django.utils import timezone

from actions.models import Event
from newsletter.issues.content import compute
from newsletter.models import Issue, Subscriber
from tests.factories import make_action, record

_numbers = itertools.count(1)


def make_subscriber(email=None, **fields):
    """Somebody who confirmed, and follows everything each month."""
    email = email or f"abonne-{next(_numbers)}@example.org"
    follows = {name: fields.pop(name) for name in ("themes", "actions") if name in fields}
    if follows:
        fields["follows_everything"] = False
    subscriber = Subscriber(
        **{"email": email, "email_key": email, "confirmed_at": timezone.now()} | fields
    )
    subscriber.save()
    for name, followed in follows.items():
        getattr(subscriber, name).set(followed)
    return subscriber


def make_person(name):
    return User.objects.get_or_create(username=name)[0]


def make_issue(action=None, rhythm="mensuel", **fields):
    """An approved issue, to be sent now, that tells one step of an action."""
    if action is None:
        action = make_action()
    before = Event.objects.order_by("-rank").values_list("rank", flat=True).first() or 0
    event = record(action, "Les travaux ont commencé.", status="en-cours")
    issue = Issue.objects.create(
        rhythm=rhythm,
        title="Un mois d’actions",
        after_rank=before,
        up_to_rank=event.rank,
        edited_by=make_person("autrice"),
        **fields,
    )
    issue.approve(make_person("relecteur"), compute(issue))
    return issue
