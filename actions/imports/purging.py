"""What imports leave behind goes away by itself."""

import datetime

from django.utils import timezone

from actions.models import ImportRun
from publishing.clock import daily

FILE_LIFE = datetime.timedelta(days=365)


@daily
def purge_imports() -> None:
    """Remove previews that nobody confirmed in time, and the files of imports a year old.

    What an import changed stays told: it is the trace of what became public.
    """
    for run in ImportRun.objects.stale():
        run.discard()
    old = ImportRun.objects.exclude(file="").filter(applied_at__lte=timezone.now() - FILE_LIFE)
    for run in old:
        run.forget_file()
