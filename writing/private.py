"""Files beside the public ones, which the application alone sends."""

from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage


class PrivateStorage(FileSystemStorage):
    """Where the settings say at the time."""

    @property
    def location(self) -> str:
        return str(Path(settings.PRIVATE_MEDIA_ROOT).resolve())

    @property
    def base_location(self) -> str:
        return self.location
