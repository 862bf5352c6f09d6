"""« Mentions à compléter » and what is about to expire, for the back office."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from .completeness import Gap
from .models import Audit, Host, Identity, Processing, Publisher, Statement

SINGLETONS = (Statement, Identity, Host)


def find_gaps():
    """Everything the site should say and cannot yet."""
    records = [
        *Publisher.objects.all(),
        *[model.current() for model in SINGLETONS],
        *Processing.objects.in_service(),
    ]
    found = [gap for record in records for gap in gaps_of(record)]
    if not Audit.objects.in_force():
        found.append(
            Gap(
                "Audit d’accessibilité",
                "aucun audit en vigueur",
                "Sans audit, la mention obligatoire reste « non conforme » (décret 2019-768).",
                reverse("admin:legal_audit_add"),
            )
        )
    if not settings.SECURITY_CONTACT:
        found.append(
            Gap(
                "Installation",
                "contact de sécurité",
                "Réglage SECURITY_CONTACT du serveur : sans lui, security.txt n’existe pas.",
            )
        )
    return found


def gaps_of(record):
    url = reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_changelist")
    if record.pk:
        name = f"admin:{record._meta.app_label}_{record._meta.model_name}_change"
        url = reverse(name, args=[record.pk])
    return [
        Gap(str(record), field.verbose_name, record.DUTIES[field.name], f"{url}#id_{field.name}")
        for field in record.missing
    ]


@dataclass(frozen=True)
class Deadline:
    """Something that stops being valid soon."""

    text: str
    url: str


def find_deadlines(day=None):
    """What the index of the back office warns of."""
    day = day or timezone.localdate()
    audit, statement = Audit.objects.in_force(day), Statement.current()
    found = []
    if audit and audit.is_expiring(day):
        found.append(
            Deadline(
                f"La déclaration d’accessibilité cesse de valoir le {audit.expires_on:%d/%m/%Y} : "
                "prévoyez un nouvel audit. Sans lui, la mention redeviendra « non conforme ».",
                reverse("admin:legal_audit_change", args=[audit.pk]),
            )
        )
    if statement.is_scheme_ending(day):
        found.append(
            Deadline(
                "Le schéma pluriannuel d’accessibilité prend fin le "
                f"{statement.scheme_ends_on:%d/%m/%Y} : publiez le suivant.",
                reverse("admin:legal_statement_change", args=[statement.pk]),
            )
        )
    return found
