from django.apps import AppConfig


class BackofficeConfig(AppConfig):
    """What every screen of the back office shares; no models."""

    name = "backoffice"
    verbose_name = "Administration"
