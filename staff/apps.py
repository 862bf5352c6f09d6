from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class BackOfficeConfig(AdminConfig):
    """Django's admin, with our site in place of its own."""

    default_site = "staff.site.BackOffice"

    def ready(self) -> None:
        """Dates are read as people type them, in every form that is about to be registered."""
        from django.contrib.admin.options import FORMFIELD_FOR_DBFIELD_DEFAULTS as FIELDS
        from django.db import models

        from exchange.typed import DayField, HourField, MomentField

        FIELDS[models.DateTimeField]["form_class"] = MomentField
        FIELDS[models.DateField]["form_class"] = DayField
        FIELDS[models.TimeField]["form_class"] = HourField
        super().ready()


class StaffConfig(AppConfig):
    name = "staff"
    verbose_name = "Équipe"
    not_public = {
        "savedform": "which forms of the back office were sent",
        "helpdesk": "whom staff ask for a right",
        "openpage": "who has which form open",
        "proposal": "versions that nobody published yet",
        "remark": "what staff say of them",
    }

    def ready(self) -> None:
        from backoffice.reach import whom
        from publishing.journal import forgotten_with

        from .proposals.models import Proposal
        from .refusals import whom_to_ask

        whom.append(whom_to_ask)
        forgotten_with.append(Proposal.objects.forget)
