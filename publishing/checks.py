"""The rules that a model declares, read without asking the database: for records by thousands.

`full_clean()` puts each constraint to the database, one query each. The same conditions are read
here in Python; the database still enforces them when the rows are written.
"""

import operator
from collections.abc import Callable, Container
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
        for constraint in instance._meta.constraints
        if isinstance(constraint, CheckConstraint)
        and not any(name in excluded for name in names_in(constraint.condition))
        and holds(constraint.condition, instance) is False
    ]


def names_in(condition):
    names = []
    for child in condition.children:
        names += names_in(child) if isinstance(child, Q) else [child[0].partition("__")[0]]
    return names


def holds(condition, instance, negated=False):
    """Whether the record meets the condition; None when SQL would not know, which it accepts."""
    negated ^= condition.negated
    answers = [
        holds(child, instance, negated)
        if isinstance(child, Q)
        else compare(child, instance, negated)
        for child in condition.children
    ]
    decisive = condition.connector == Q.OR  # one True decides an OR, one False an AND
    unsure = None if None in answers else not decisive
    answer = decisive if decisive in answers else unsure
    return not answer if condition.negated and answer is not None else answer


def compare(child, instance, negated):
    name, _, lookup = child[0].partition("__")
    value = getattr(instance, instance._meta.get_field(name).attname)
    expected = child[1]
    if isinstance(expected, F):
        expected = getattr(instance, instance._meta.get_field(expected.name).attname)
    if lookup == "isnull":
        return (value is None) == expected
    if value is None or expected is None:
        return False if negated else None  # Django adds « is not null » to what it negates
    return COMPARISONS[lookup or "exact"](value, expected)
