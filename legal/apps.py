from django.apps import AppConfig


class LegalConfig(AppConfig):
    name = "legal"
    verbose_name = "Obligations"
    not_public = {
        "election": "when a second person is needed, in the back office",
        "tribunewriter": "which account writes for which group",
        "agreement": "what that person answered",
    }

    def ready(self):
        from . import sending  # noqa: F401  importing it registers who signs messages
