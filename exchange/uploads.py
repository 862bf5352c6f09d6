"""Files that wait for a confirmation, in the private folder."""

import datetime

from django.core.files.storage import storages
from django.utils import timezone

FOLDER = "django-import-export"  # where the library's storage puts them
LIFE = datetime.timedelta(days=1)


def forget_uploads() -> None:
    """Remove those that nobody confirmed within a day."""
    storage = storages["import_export"]
    try:
        _, names = storage.listdir(FOLDER)
    except FileNotFoundError:  # none was ever sent
        return
    for path in (f"{FOLDER}/{name}" for name in names):
        if storage.get_modified_time(path) < timezone.now() - LIFE:
            storage.delete(path)
