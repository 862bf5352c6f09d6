"""Who may be seen on a picture: the room that keeps consents says it here, and every room that
shows a picture asks here."""

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from publishing.models import Picture
from publishing.text.dates import PartialDate

SITE = "on_site"
Rule = Callable[[datetime.date, str], Q]
# Each says, of a day and a medium, which pictures may be shown.
rules: list[Rule] = []


def may_show(function: Rule) -> Rule:
    """Register a rule, where models are: every process must know it."""
    rules.append(function)
    return function


def allowed(
    pictures: QuerySet[Picture], day: datetime.date | None = None, medium: str = SITE
) -> QuerySet[Picture]:
    """Those that this medium may show that day (today by default)."""
    for rule in rules:
        pictures = pictures.filter(rule(day or timezone.localdate(), medium))
    return pictures


def refusal(pks: Any, day: datetime.date, medium: str = SITE) -> str:
    """Why these may not all be shown that day, in words; nothing when they may."""
    pictures = Picture.objects.filter(pk__in=pks)
    refused = pictures.exclude(pk__in=allowed(pictures, day, medium).values("pk")).first()
    if refused is None:
        return ""
    return (
        f"L’image « {refused} » montre une personne : le {PartialDate(day)}, aucune autorisation "
        "en vigueur pour ce support ne la couvre. Ajoutez l’image à une autorisation "
        "(« Autorisations »), ou retirez-la."
    )
