"""What somebody must know who does not open the back office: an issue that should have left and
has not begun, and one whose copies do not add up."""

import datetime
import logging
import smtplib
from collections.abc import Iterator

from django.conf import settings
from django.core.cache import cache
from django.core.mail import send_mail
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from publishing.clock import frequent

from ..models import Issue

logger = logging.getLogger(__name__)

LATE = datetime.timedelta(hours=2)
SECONDS_BETWEEN_TRIES = 600  # the mail server may be what is in trouble


def late() -> Iterator[Issue]:
    limit = timezone.now() - LATE
    waiting = Issue.objects.due().filter(Q(send_at__isnull=True) | Q(send_at__lte=limit))
    yield from waiting.filter(approved_at__lte=limit)


def miscounted() -> Iterator[Issue]:
    recent = timezone.now() - datetime.timedelta(days=60)
    sent = Issue.objects.filter(state=Issue.State.SENT, sent_at__gte=recent, expected__isnull=False)
    yield from (issue for issue in sent.defer("facts") if issue.count().missing)


def troubles() -> Iterator[tuple[Issue, str, str]]:
    """`(issue, key of the trouble, what to say)`."""
    for issue in late():
        since = timezone.localtime(max(filter(None, [issue.approved_at, issue.send_at])))
        yield (
            issue,
            "depart",
            f"Le {issue} devait partir le {date_format(since, 'j F Y à H:i')} et son envoi n’a pas "
            "commencé. Le travailleur (manage.py work) est sans doute arrêté.",
        )
    for issue in miscounted():
        count = issue.count()
        yield (
            issue,
            "compte",
            f"Le {issue} est envoyé, et le compte n’y est pas : "
            f"{several(count.expected, 'attendu')}, {several(count.sent, 'envoyé')}, "
            f"{several(count.refused, 'refusé')}, "
            f"{count.doubtful} douteux, {count.left} sans objet. Il en "
            f"{'manque' if count.missing > 0 else 'est de trop :'} {abs(count.missing)}.",
        )


def several(count: int | None, word: str) -> str:
    return f"{count} {word}{'s' if count and count > 1 else ''}"


@frequent
def alert_outside() -> None:
    """Write to the addresses of alerts, once for each trouble, past the outbox: it may be what is
    stopped."""
    new = [one for one in troubles() if one[1] not in one[0].alerted]
    if not new or not settings.ALERT_EMAILS:
        return
    if not cache.add("newsletter-alert", 1, SECONDS_BETWEEN_TRIES):
        return
    for issue, key, text in new:
        try:
            alert(issue.pk, key, text)
        except (OSError, smtplib.SMTPException) as error:
            logger.error("the alert about issue %s did not leave: %s", issue.pk, error)


@transaction.atomic
def alert(pk: int, key: str, text: str) -> None:
    """Marked only if the mail server took it; another worker that looks meanwhile waits, and sees
    the mark."""
    issue = Issue.objects.select_for_update().defer("facts").get(pk=pk)
    if key in issue.alerted:
        return
    Issue.objects.filter(pk=pk).update(alerted=[*issue.alerted, key])
    address = settings.SITE_URL + reverse("admin:newsletter_issue_change", args=[pk])
    send_mail(
        "[Alerte] La lettre d’information, À votre service",
        f"{text}\n\n{address}\n\nCette alerte n’est envoyée qu’une fois.\n",
        settings.SERVER_EMAIL,
        settings.ALERT_EMAILS,
    )
