from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "legal"
    verbose_name = "Obligations"

    def ready(self):
        from . import sending  # noqa: F401  importing it registers who signs messages
