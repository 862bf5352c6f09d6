from django.apps import AppConfig
from django.contrib.admin.apps import SimpleAdminConfig


class BackOfficeConfig(SimpleAdminConfig):
    """Django's admin, with our site in place of its own, which finds its models when asked."""

    default_site = "staff.site.BackOffice"


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Équipe"
