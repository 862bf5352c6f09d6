"""The rules that a model declares, read without asking the database: for records by thousands.

`full_clean()` puts each constraint to the database, one query each. The same conditions are read
here in Python; the database still enforces them when the rows are written.
"""

import operator
from collections.abc import Callable, Container
from functools import cache
from operator import attrgetter
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db.models import CheckConstraint, F, Model, Q

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, among: value in among,
}


def clean_alone(instance: Model, only: Container[str] | None = None) -> None:
    """`full_clean()` of a record whose relations were just read, by the same validators,
    `clean()` and constraints, and without a query. `only`: the fields that changed.

    Raises ValidationError with every fault, by field.
    """
    left_out = {
        field.name
        for field in instance._meta.fields
        if field.is_relation or not field.editable or (only is not None and field.name not in only)
    }
    errors: dict[str, list] = {}
    for check in (lambda: instance.clean_fields(exclude=left_out), instance.clean):
        try:
            check()
        except ValidationError as error:
            errors = error.update_error_dict(errors)
    for constraint in broken(instance, errors):
        message = constraint.get_violation_error_message()
        errors.setdefault(NON_FIELD_ERRORS, []).append(ValidationError(message))
    if errors:
        raise ValidationError(errors)


def broken(instance: Model, excluded: Container[str] = ()) -> list[CheckConstraint]:
    """The conditions of the model that the record does not meet; those about a field already
    found faulty are not asked, as Django does."""
    return [
        constraint
        for constraint, names, is_met in conditions_of(type(instance))
        if is_met(instance) is False and not any(name in excluded for name in names)
    ]


@cache
def conditions_of(model: type[Model]) -> list[tuple[CheckConstraint, list[str], Callable]]:
    """Each constraint of a model, the fields it is about, and its condition as a function."""
    return [
        (constraint, names_in(constraint.condition), compiled(constraint.condition, model))
        for constraint in model._meta.constraints
        if isinstance(constraint, CheckConstraint)
    ]


def names_in(condition):
    names = []
    for child in condition.children:
        names += names_in(child) if isinstance(child, Q) else [child[0].partition("__")[0]]
    return names


def compiled(condition, model, negated=False):
    """The function that says whether a record meets a condition, None when SQL would not know
    either, which a constraint accepts."""
    negated ^= condition.negated
    parts = [
        compiled(child, model, negated)
        if isinstance(child, Q)
        else comparison(child, model, negated)
        for child in condition.children
    ]
    decisive = condition.connector == Q.OR  # one True decides an OR, one False an AND

    def answer(record):
        doubt = False
        for part in parts:
            found = part(record)
            if found is decisive:
                return decisive
            doubt |= found is None
        return None if doubt else not decisive

    def opposite(record):
        found = answer(record)
        return None if found is None else not found

    return opposite if condition.negated else answer


def comparison(child, model, negated):
    name, _, lookup = child[0].partition("__")
    value_of = attrgetter(model._meta.get_field(name).attname)
    expected = child[1]
    if lookup == "isnull":
        return lambda record: (value_of(record) is None) == expected
    other_of = (
        attrgetter(model._meta.get_field(expected.name).attname)
        if isinstance(expected, F)
        else lambda record: expected
    )
    compare = COMPARISONS[lookup or "exact"]
    unknown = False if negated else None  # Django adds « is not null » to what it negates

    def answer(record):
        value, other = value_of(record), other_of(record)
        return unknown if value is None or other is None else bool(compare(value, other))

    return answer
