from django.apps import AppConfig


class FiguresConfig(AppConfig):
    name = "figures"
    verbose_name = "Chiffres"

    def ready(self):
        from . import search  # noqa: F401  importing it registers what the search finds
