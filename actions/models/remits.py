"""Accounts that follow the actions of some services only."""

from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q

from backoffice.reach import asked, reaches
from publishing.models import Body
from services.models import Service

from .events import Event
from .imports import ImportRun
from .plan import Action
from .redactions import Redaction


class Remit(models.Model):
    """The services and bodies whose actions an account follows. Without one it follows them all;
    with an empty one, none: a service that is deleted never opens the others."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="remit", verbose_name="compte"
    )
    services = models.ManyToManyField(
        Service, blank=True, related_name="+", verbose_name="ses services"
    )
    bodies = models.JSONField("ses organismes", default=list, blank=True)

    class Meta:
        verbose_name = "limite du suivi des actions"
        verbose_name_plural = "limite du suivi des actions"
        default_permissions = ()

    def __str__(self):
        names = [service.name for service in self.services.all()]
        names += [Body(body).label for body in self.bodies]
        return ", ".join(f"« {name} »" for name in names)

    @cached_property
    def service_keys(self):
        return set(self.services.values_list("pk", flat=True))

    def condition(self, prefix=""):
        """On a queryset; the prefix leads to the action."""
        services = {f"{prefix}service__in": self.service_keys}
        return Q(**services) | Q(**{f"{prefix}body__in": self.bodies})

    def holds(self, action):
        """The same rule on an action as it is in memory, saved or not."""
        return action.service_id in self.service_keys or action.body in self.bodies


def remit_of(user):
    """That of a limited account, or None."""
    limited = user and not user.is_superuser
    return getattr(user, "remit", None) if limited else None


def why_not(user, action):
    """Why an account may not touch this action, as it is in memory; or nothing."""
    remit = remit_of(user)
    if remit is None or remit.holds(action):
        return ""
    return f"{led_elsewhere(user, action)} Demandez à {asked()}."


def led_elsewhere(user, record):
    action = record if isinstance(record, Action) else record.action
    leader = action.service.name if action.service else action.get_body_display()
    remit = str(remit_of(user))
    mine = f"suit seulement {remit}" if remit else "n’en suit aucune"
    return f"L’action n° {action.number} est suivie par « {leader} » ; votre compte {mine}."


@reaches(Action, refusal=led_elsewhere)
def actions_of(user, records):
    return limited(user, records, "")


@reaches(Event, refusal=led_elsewhere)
def events_of(user, records):
    return limited(user, records, "action__")


@reaches(Redaction, refusal=lambda user, redaction: led_elsewhere(user, redaction.event))
def redactions_of(user, records):
    return limited(user, records, "event__action__")


def limited(user, records, prefix):
    remit = remit_of(user)
    return records if remit is None else records.filter(remit.condition(prefix))


@reaches(ImportRun, refusal=lambda user, run: "Cet import est celui d’une autre personne.")
def imports_of(user, records):
    """Their files hold the rows of others."""
    return records if remit_of(user) is None else records.filter(made_by=user)
