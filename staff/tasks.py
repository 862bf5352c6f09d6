"""What the worker forgets of the accounts (see publishing.clock)."""

import datetime

from django.contrib.admin.models import LogEntry
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from publishing import clock

# CNIL, délibération 2021-122: a journal of who did what is kept six months to a year.
JOURNAL = datetime.timedelta(days=365)


@clock.daily
def forget_sessions() -> None:
    SessionStore.clear_expired()


@clock.daily
def forget_old_journal() -> None:
    LogEntry.objects.filter(action_time__lt=timezone.now() - JOURNAL).delete()
