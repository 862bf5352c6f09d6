from django.apps import AppConfig


class ActionsConfig(AppConfig):
    name = "actions"
    verbose_name = "Actions"

    def ready(self):
        from . import counts, search  # noqa: F401  importing them registers figures and documents
        from .imports import purging  # noqa: F401  importing it registers a daily task
