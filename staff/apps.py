from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin, with our site in place of its own."""

    default_site = "staff.site.BackOffice"


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Équipe"
