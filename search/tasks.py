"""What the worker does for the search (see publishing.clock)."""

from publishing import clock

from .models import MissedWord


@clock.daily
def purge_missed_words():
    MissedWord.objects.purge()
