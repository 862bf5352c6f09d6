"""How far an account reaches: of some kinds, some accounts see only a part.

One rule for each kind, registered by its app. `staff.reaching` puts it in every list, form, choice,
export and search of the back office; what else reads for somebody calls `within`.
"""

from collections.abc import Callable, Iterable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet

Rule = Callable[[Any, Any], Any]
_rules: dict[type[Model], tuple[Rule, Callable[[Any, Any], str]]] = {}
account_lines: list[Any] = []  # lines of the page of an account, where its limits are written
whom: list[Callable[[], str]] = []  # who says whom to ask, in words


def reaches(*models: type[Model], refusal: Callable[[Any, Any], str]) -> Callable[[Rule], Rule]:
    """Register a function of a user and a queryset: what of it this account reaches, the very same
    queryset when that is all. `refusal`, of the user and a record left out, says why."""

    def register(rule: Rule) -> Rule:
        _rules.update(dict.fromkeys(models, (rule, refusal)))
        return rule

    return register


def within(user: Any, records: QuerySet[Any]) -> Any:
    """What this account reaches; None is the command line, whose right is that of the machine."""
    found = _rules.get(records.model)
    return found[0](user, records) if found and user and not user.is_superuser else records


def is_within(user: Any, record: Any) -> bool:
    if record is None or record.pk is None:
        return True
    records = type(record)._base_manager.filter(pk=record.pk)
    reached = within(user, records)
    return reached is records or bool(reached.exists())


def refusal_of(user: Any, model: type[Model], key: Any) -> str:
    """Why this record, which exists, is out of reach; or nothing."""
    if model not in _rules or user.is_superuser:
        return ""
    try:
        record = model._base_manager.filter(pk=model._meta.pk.to_python(key)).first()
    except ValidationError:
        return ""
    if record is None or is_within(user, record):
        return ""
    return f"{_rules[model][1](user, record)} Demandez à {asked()}."


def asked() -> str:
    """« …, votre administratrice (a@ville.fr) »: who gives rights here."""
    return next((words for one in whom if (words := one())), "une personne qui administre le site")


def first_refused(user: Any, records: Iterable[Any]) -> str:
    """Why the first of these that is out of reach is so; or nothing."""
    return next(filter(None, (refusal_of(user, type(one), one.pk) for one in records)), "")
