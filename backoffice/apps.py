from django.apps import AppConfig
from django.db.backends.signals import connection_created
from django.utils.module_loading import autodiscover_modules


class BackofficeConfig(AppConfig):
    """What every screen of the back office shares; no models."""

    name = "backoffice"
    verbose_name = "Administration"

    def ready(self) -> None:
        from .folding import register, register_in_sqlite

        register()
        connection_created.connect(register_in_sqlite)
        autodiscover_modules("desk")
