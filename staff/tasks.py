"""What the worker forgets of the accounts and of the forms (see publishing.clock)."""

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from publishing import clock

from .models import OpenPage, SavedForm
from .proposals.models import KEPT, Proposal
from .proposals.planned import publish_planned
from .weekly import send_desks

SENT_AGAIN_WITHIN = datetime.timedelta(days=30)
# CNIL, délibération 2021-122: a journal of who did what is kept six months to a year.
JOURNAL = datetime.timedelta(days=365)

clock.daily(send_desks)
clock.frequent(publish_planned)


@clock.daily
def forget_sessions() -> None:
    SessionStore.clear_expired()


@clock.daily
def forget_old_journal() -> None:
    LogEntry.objects.filter(action_time__lt=timezone.now() - JOURNAL).delete()


@clock.daily
def forget_forms() -> None:
    """A form is not sent again after a month, nor a page open for a day."""
    now = timezone.now()
    SavedForm.objects.filter(saved_at__lt=now - SENT_AGAIN_WITHIN).delete()
    OpenPage.objects.filter(seen_at__lt=now - datetime.timedelta(days=1)).delete()


@clock.daily
def forget_proposals() -> None:
    """The words of those that have ended, then what was said of them."""
    ended = Proposal.objects.filter(state__in=Proposal.ENDED)
    ended.filter(updated_at__lt=timezone.now() - JOURNAL).delete()
    ended.filter(updated_at__lt=timezone.now() - KEPT).exclude(form=[]).update(form=[])
