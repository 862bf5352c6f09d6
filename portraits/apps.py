from django.apps import AppConfig


class PortraitsConfig(AppConfig):
    name = "portraits"
    verbose_name = "Portraits"

    def ready(self):
        from . import search  # noqa: F401  importing it registers what the search finds
