"""Files that wait for a confirmation, or for the rest of their form, in the private folder."""

import datetime

from django.core.files.storage import storages
from django.utils import timezone

from . import kept

FOLDER = "django-import-export"  # where the library's storage puts them
LIFE = datetime.timedelta(days=1)


def forget_uploads() -> None:
    """Remove those that nobody confirmed within a day."""
    storage = storages["import_export"]
    for folder in (FOLDER, kept.FOLDER):
        try:
            _, names = storage.listdir(folder)
        except FileNotFoundError:  # none was ever sent
            continue
        for path in (f"{folder}/{name}" for name in names):
            if storage.get_modified_time(path) < timezone.now() - LIFE:
                storage.delete(path)
